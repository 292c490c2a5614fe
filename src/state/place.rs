//! Where: the location that is meant, its zone and its currency, and what the page's owner is told of them.

use super::config::{Attribute, ConfigProblem};
use super::effect::{Effect, Event};
use super::env::Env;
use super::model::{FocusTarget, Model, Next, Panel, ZoneKind};
use super::reduce::report;
use crate::booking::time::Instant;
use crate::booking::{LocationId, ProductId};

/// The zone of the location, by the service's word, else the page owner's, else the browser's.
pub(super) fn settle_zone(model: &mut Model, env: &Env<'_>, effects: &mut Vec<Effect>) {
    let Some(answer) = model.locations.value() else { return };
    let location = model.chosen_location().or(answer.locations.first());
    let sent = location.and_then(|at| at.time_zone.as_deref()).or(answer.company.time_zone.as_deref());
    let by_service = sent.and_then(|name| env.zones.named(name)).map(|zone| (zone, ZoneKind::Service));
    let by_owner = || {
        let name = model.config.time_zone.as_deref()?;
        env.zones.named(name).map(|zone| (zone, ZoneKind::Attribute))
    };
    let settled = by_service.or_else(by_owner).unwrap_or_else(|| (env.zones.local(), ZoneKind::Browser));
    if model.zone.as_ref() == Some(&settled) {
        return;
    }
    let (zone, kind) = (&settled.0, settled.1);
    if kind == ZoneKind::Browser {
        let message = [
            "the service names no time zone, so times are shown in the browser's, ",
            zone.name(),
            "; set the attribute ",
            Attribute::TimeZone.name(),
        ]
        .concat();
        effects.push(Effect::Emit(Event::Error { code: "time-zone-unknown", message, recoverable: true }));
    }
    model.zone = Some(settled);
    report_conflicts(model, effects);
}

/// Where service and attribute differ the service is right, and the owner is told.
pub(super) fn report_conflicts(model: &Model, effects: &mut Vec<Effect>) {
    let zone = model.zone().map(|zone| zone.name());
    conflict(Attribute::TimeZone, model.config.time_zone.as_deref(), zone, effects);
    report_currency(model, effects);
}

pub(super) fn report_currency(model: &Model, effects: &mut Vec<Effect>) {
    let currency = model.currency();
    conflict(
        Attribute::Currency,
        model.config.currency.as_ref().map(|currency| currency.code()),
        currency.as_ref().map(|currency| currency.code()),
        effects,
    );
}

fn conflict(attribute: Attribute, owner: Option<&str>, used: Option<&str>, effects: &mut Vec<Effect>) {
    if let (Some(owner), Some(used)) = (owner, used)
        && owner != used
    {
        let name = attribute.name();
        let message =
            ["the attribute ", name, " is \"", owner, "\", but the service says ", used, ", which is used"]
                .concat();
        effects.push(Effect::Emit(Event::Error { code: "attribute-conflict", message, recoverable: true }));
    }
}

/// The location that the page's owner wants, or the only one; one that is gone is let go of. A wrong wish is reported
/// with the `first` list of locations only.
pub(super) fn settle_location(model: &mut Model, first: bool, env: &Env<'_>, effects: &mut Vec<Effect>) {
    if model.locations.value().is_none() {
        return;
    }
    if model.trip.location.as_ref().is_some_and(|id| model.location(id).is_none()) {
        model.trip.location = None;
    }
    if model.trip.location.is_some() {
        return;
    }
    if let Some(wanted) = model.config.location.clone() {
        if model.location(&wanted).is_some() {
            return set_location(model, wanted, env, effects);
        }
        if first {
            report_location(&wanted, effects);
        }
    }
    if let [only] = model.all_locations() {
        model.trip.location = Some(only.id.clone());
    } else if let Panel::Times(picker) = &model.panel {
        // There are no times to wait for without a place.
        choose_place_first(model, picker.next());
    }
}

/// Has the customer choose a location before what comes next.
pub(super) fn choose_place_first(model: &mut Model, next: Next) {
    model.panel = Panel::Locations { then: Some(next) };
    model.move_focus(FocusTarget::FirstPlace);
}

pub(super) fn report_location(wanted: &LocationId, effects: &mut Vec<Effect>) {
    let problem = ConfigProblem { attribute: Attribute::LocationId, value: wanted.as_str().to_owned() };
    report(&[problem], effects);
}

/// Changes the location; times stay what the clock on the wall says, also in another zone.
pub(super) fn set_location(
    model: &mut Model,
    location: LocationId,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) {
    let before = model.zone.clone();
    if model.trip.location.as_ref() != Some(&location) {
        model.left = model.trip.location.replace(location);
    }
    settle_zone(model, env, effects);
    // Within one zone a moment stays as it is: of an hour that happens twice the second one, too.
    let (Some((before, _)), Some((after, _))) = (&before, &model.zone) else { return };
    if before != after {
        let moved = |at: Instant| after.resolve(before.local(at)).earliest();
        let pickup = model.trip.pickup.map(moved);
        let back = model.trip.back.map(moved).filter(|back| pickup.is_none_or(|pickup| *back > pickup));
        (model.trip.pickup, model.trip.back) = (pickup, back);
    }
}

/// Where no location is chosen and a product stands at one only, that one is meant.
pub(super) fn only_place_of(
    model: &mut Model,
    product: &ProductId,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) {
    if model.trip.location.is_some() {
        return;
    }
    if let Some([only]) = model.product(product).map(|product| product.stock.as_slice())
        && model.location(&only.location).is_some()
    {
        let location = only.location.clone();
        set_location(model, location, env, effects);
    }
}
