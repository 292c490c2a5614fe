//! At the end of the list: what only other places have, and the way there.

use yew::Html;

use super::alerts::again;
use super::tag::{Tag, button, div, tag};
use super::ui::Ui;
use crate::i18n::{Count, Text};
use crate::state::Action;

/// How many more products of a category, or of all, there are elsewhere. Where nothing at all stands at the chosen
/// place, that, in the place of the list.
pub(super) fn elsewhere(ui: &Ui, category: Option<&str>) -> Html {
    let model = ui.model();
    let more = model.only_elsewhere(category);
    if model.offered().is_empty() {
        return nothing_here(ui, more > 0).into();
    }
    if more == 0 {
        return Html::default();
    }
    div("more").child(tag("span").say(ui.count(Count::Elsewhere, more))).child(other_places(ui)).into()
}

/// Opens the location picker.
fn other_places(ui: &Ui) -> Tag {
    button(ui, "btn", Text::OtherPlaces, Action::OtherPlaces)
}

fn nothing_here(ui: &Ui, elsewhere: bool) -> Tag {
    let place = ui.model().chosen_location().map_or("", |location| &location.name);
    let title = ui.filled(Text::NothingHere, &[("place", place)]);
    let (text, way_on) = if elsewhere {
        (Text::NothingHereText, other_places(ui))
    } else {
        (Text::ComeBack, again(ui, "btn", None))
    };
    div("screen")
        .attr("role", "group")
        .label_of(title.clone())
        .child(tag("h3").say(title))
        .child(tag("p").text(ui.text(text)))
        .child(div("alert-actions").child(way_on))
}
