//! What the screen offers: the buttons that a customer can press, as the components draw them.

use super::*;

/// What is typed into the search box, the last of it to no avail.
pub(super) const WORDS: [&str; 4] = ["", "kayak", "more 2", "submarine"];

/// The buttons, by where they stand; no group is empty.
pub(super) fn offered(model: &Model, now: Instant) -> Vec<Vec<Action>> {
    let mut groups = buttons(model, now);
    groups.retain(|group| !group.is_empty());
    groups
}

/// Whether the screen is the skeleton, which only waits.
pub(super) fn is_skeleton(model: &Model) -> bool {
    model.thanks.is_none()
        && failed_lists(model).is_none()
        && (model.locations.value().is_none() || model.catalog.value().is_none())
}

/// Whether nothing can be pressed since the service does not know the company: there is the page's own link.
pub(super) fn is_unknown_company(model: &Model) -> bool {
    model.thanks.is_none() && failed_lists(model) == Some(Failure::UnknownCompany)
}

/// Whether the screen says that a list failed, or is empty, and nothing else.
pub(super) fn is_without_lists(model: &Model) -> bool {
    failed_lists(model).is_some() || model.products().is_empty() || model.all_locations().is_empty()
}

fn failed_lists(model: &Model) -> Option<Failure> {
    model.locations.failure().or(model.catalog.failure())
}

fn buttons(model: &Model, now: Instant) -> Vec<Vec<Action>> {
    if model.thanks.is_some() {
        return vec![vec![Action::BookMore]];
    }
    if let Some(failure) = failed_lists(model) {
        let again = failure != Failure::UnknownCompany;
        return vec![again.then_some(Action::Retry).into_iter().collect()];
    }
    if is_skeleton(model) {
        return vec![];
    }
    if is_without_lists(model) {
        return vec![vec![Action::Retry]];
    }
    let [days, times] = picker(model, now);
    vec![
        trip_bar(model),
        days,
        times,
        panel(model, now),
        list(model),
        cards(model, now),
        booking(model, now),
        sheet(model),
    ]
}

fn trip_bar(model: &Model) -> Vec<Action> {
    let mut actions = vec![Action::ToggleTimes(End::PickUp), Action::ToggleTimes(End::Return)];
    if model.all_locations().len() != 1 {
        actions.push(Action::ToggleLocations);
    }
    actions
}

fn panel(model: &Model, now: Instant) -> Vec<Action> {
    match &model.panel {
        Panel::Closed => vec![],
        Panel::Locations { .. } => {
            let places = model.all_locations().iter().map(|at| Action::ChooseLocation(at.id.clone()));
            let mut all: Vec<_> = places.chain([Action::ClosePanel]).collect();
            all.extend(model.has_positions().then_some(Action::ToggleDistances));
            all
        }
        Panel::Times(picker) => {
            let mut actions = vec![
                Action::ClosePanel,
                Action::ChooseEnd(End::PickUp),
                Action::ChooseEnd(End::Return),
                Action::MoveDay(Move::ShowMonths(1)),
                Action::MoveDay(Move::ShowMonths(-1)),
                Action::MoveDay(Move::By(1)),
                Action::MoveSlot(Move::Last),
            ];
            let quick = model.quick_choices(now).into_iter().filter(|choice| choice.fit == Fit::Free);
            actions.extend(quick.map(|choice| Action::ChooseWindow(choice.window, picker.product.clone())));
            match model.nothing_free(now) {
                Some(NothingFree::Next(day)) => {
                    actions.push(Action::MoveDay(Move::By(day.days_since(picker.focus_day))));
                }
                Some(NothingFree::Until(_)) => actions.push(Action::ToggleLocations),
                Some(NothingFree::Looking) | None => {}
            }
            actions
        }
    }
}

/// The days of the calendar and the times of the day, with what is said where they failed.
fn picker(model: &Model, now: Instant) -> [Vec<Action>; 2] {
    if model.picker().is_none() {
        return [vec![], vec![]];
    }
    let days = model.weeks(now, 0).into_iter().flatten().flatten();
    let days = days.filter(|day| day.can_be_chosen()).map(|day| Action::ChooseDay(day.date)).collect();
    let times = match model.slots_view(now) {
        SlotsView::Ready(times) => times.into_iter().map(|slot| Action::ChooseSlot(slot.at)).collect(),
        SlotsView::Failed(_) => vec![Action::Retry],
        SlotsView::NoDay | SlotsView::Loading | SlotsView::Empty => vec![],
    };
    [days, times]
}

fn list(model: &Model) -> Vec<Action> {
    let mut actions: Vec<_> = model.priced.load.failure().map(|_| Action::Retry).into_iter().collect();
    let (category, shown) = (category(model), shown(model));
    if shown.is_empty() && is_narrowed(model) {
        actions.push(Action::ShowEverything);
    } else if model.only_elsewhere(category) > 0 {
        actions.push(Action::OtherPlaces);
    } else if model.offered().is_empty() {
        actions.push(Action::Retry);
    }
    if shown.len() > model.listing.drawn {
        actions.push(Action::DrawMore);
    }
    if model.can_search() {
        actions.extend(WORDS.iter().map(|words| Action::Search((*words).into())));
    }
    if model.categories().len() > 1 {
        actions.push(Action::ChooseCategory(None));
        actions.extend(model.categories().iter().map(|name| Action::ChooseCategory(Some((*name).into()))));
    }
    actions
}

/// The category that narrows the list.
fn category(model: &Model) -> Option<&str> {
    model.category.as_deref().filter(|chosen| model.categories().contains(chosen))
}

/// The words that narrow the list.
fn search(model: &Model) -> &str {
    if model.can_search() { model.listing.search.trim() } else { "" }
}

fn is_narrowed(model: &Model) -> bool {
    category(model).is_some() || !search(model).is_empty()
}

/// What the list shows when it is drawn to its end.
fn shown(model: &Model) -> Vec<&Product> {
    let (category, search) = (category(model), search(model));
    let mut shown = model.offered();
    shown.retain(|it| category.is_none() || it.category.as_deref() == category);
    shown.retain(|it| it.name.contains(search));
    shown
}

fn cards(model: &Model, now: Instant) -> Vec<Action> {
    let drawn = shown(model).into_iter().take(model.listing.drawn);
    drawn.flat_map(|product| card(model, product, now)).collect()
}

fn card(model: &Model, product: &Product, now: Instant) -> Vec<Action> {
    let unfold = product.description.as_ref().map(|_| Action::Unfold(product.id.clone()));
    unfold.into_iter().chain(foot(model, product, now)).collect()
}

fn foot(model: &Model, product: &Product, now: Instant) -> Vec<Action> {
    let id = &product.id;
    let (stock, quantity) = (model.stock_state(product), model.cart.quantity(id));
    if quantity > 0 {
        return vec![
            Action::SetQuantity(id.clone(), quantity - 1),
            Action::SetQuantity(id.clone(), quantity + 1),
        ];
    }
    if matches!(stock, StockState::Taken | StockState::Closed) {
        let elsewhere = model.elsewhere(product).into_iter();
        let mut near: Vec<_> =
            elsewhere.map(|it| Action::ChooseLocationFor(id.clone(), it.location.clone())).collect();
        if model.needs_other_times(product) {
            let Near { before, after } = model.near_times(id, now);
            near.extend(before.into_iter().chain(after).map(|it| Action::ChooseWindow(it, Some(id.clone()))));
        }
        near.push(Action::ChooseTimesFor(id.clone()));
        return near;
    }
    if model.trip.window().is_some() && model.trip.location.is_some() {
        vec![Action::SetQuantity(id.clone(), 1)]
    } else {
        vec![Action::ChooseTimesFor(id.clone())]
    }
}

fn booking(model: &Model, now: Instant) -> Vec<Action> {
    let mut actions: Vec<_> = model.removed.as_ref().map(|_| Action::Undo).into_iter().collect();
    if model.cart.is_empty() {
        return actions;
    }
    let lost = matches!(model.checkout, Checkout::Lost { .. });
    if let Checkout::Lost { request } = &model.checkout {
        let safe = request.client_reference.is_some();
        actions.push(if safe { Action::AskOrderAgain } else { Action::ForgetLostOrder });
    }
    if let Some(misfit) = model.misfit() {
        actions.extend(misfit.closed.then_some(Action::ToggleTimes(End::PickUp)));
        actions.extend((!misfit.lines.is_empty()).then_some(Action::RemoveMisfits));
        actions.push(model.place_before().cloned().map_or(Action::OtherPlaces, Action::ChooseLocation));
    } else if model.unavailable(now).is_some() {
        actions.push(Action::ToggleTimes(End::PickUp));
        actions.extend((!model.short().is_empty()).then_some(Action::TakeLeft));
    }
    if !lost && !model.is_busy() && model.standing_order(now).is_some() {
        actions.push(Action::OrderAnew);
    }
    if let Some(failure) = model.quote.as_ref().and_then(|quoted| quoted.load.failure()) {
        actions.push(Action::Retry);
        actions.extend((failure == Failure::Refused).then_some(Action::ToggleTimes(End::PickUp)));
    }
    if !lost && !model.is_busy() && (model.total().is_some() || model.standing_order(now).is_some()) {
        actions.push(Action::Continue { entropy: [0; 2] });
    }
    for line in model.cart.lines() {
        actions.push(Action::Remove(line.product.clone()));
        actions.push(Action::SetQuantity(line.product.clone(), line.quantity + 1));
        if line.quantity > 1 {
            actions.push(Action::SetQuantity(line.product.clone(), line.quantity - 1));
        }
    }
    actions
}

fn sheet(model: &Model) -> Vec<Action> {
    if model.sheet {
        vec![Action::CloseSheet]
    } else if model.cart.is_empty() {
        vec![]
    } else {
        vec![Action::OpenSheet]
    }
}
