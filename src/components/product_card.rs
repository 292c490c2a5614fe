//! A product's card: picture, price for the chosen times, stock, and the way into the cart. Where it is taken, what is
//! near: another location, or other times.

use yew::Html;

use super::rest::{Part, part};
use super::stepper::stepper;
use super::tag::{Tag, button, div, list, press, span, tag};
use super::ui::Ui;
use crate::booking::{FEW, Product, ProductId, Stock};
use crate::i18n::{Count, Text};
use crate::state::store::now;
use crate::state::{Action, FocusTarget, Price, Rest, StockState};

/// From how many letters on a name may not fit into three lines, and a description into its three, in the narrowest card.
const LONG_NAME: usize = 50;
const LONG_DESCRIPTION: usize = 75;

/// A card.
pub(super) fn product_card(ui: &Ui, product: &Product) -> Tag {
    let model = ui.model();
    // Before a place is chosen there is nothing to say of stock.
    let plain = model.trip.location.is_none() && model.cart.quantity(&product.id) == 0;
    let foot = if plain || model.rest != Rest::There {
        list([plain_foot(ui, product), span("stock")].into_iter())
    } else {
        part(ui, Part::Foot(product))
    };
    let open = model.listing.unfolded.contains(&product.id);
    let long = is_long(product);
    let body = div("body")
        .child(tag("h3").say(product.name.clone()))
        .child(tag("p").say(product.description.clone().unwrap_or_default()))
        .maybe(long.then(|| unfold(ui, product, open)))
        .html(foot);
    let [class, off] = match (long, open) {
        (false, _) => ["card", "card off"],
        (true, false) => ["card long", "card long off"],
        (true, true) => ["card open", "card open off"],
    };
    let class = if model.needs_other_times(product) { off } else { class };
    div(class)
        .attr("role", "listitem")
        .key(product.id.as_str().to_owned())
        .attr("part", "product")
        .child(picture(product))
        .child(body)
}

/// The price and the way to the times.
fn plain_foot(ui: &Ui, product: &Product) -> Tag {
    div("foot").child(price(ui, product)).child(choose_times(ui, product))
}

/// A card's stock and ways on, for the chosen place and times.
pub(super) fn foot(ui: &Ui, product: &Product) -> Html {
    let stock_line = match ui.model().stock_state(product) {
        // It has its place already: nothing moves when the answer is there.
        StockState::Unknown if ui.model().price(product) == Price::Loading => span("stock awaited"),
        stock => stock_line(ui, stock),
    };
    let parts = if ui.model().needs_other_times(product) {
        [stock_line, div("foot").child(near(ui, product))]
    } else {
        [div("foot").child(price(ui, product)).child(way_in(ui, product)), stock_line]
    };
    list(parts.into_iter())
}

/// Whether a name or a description is longer than what is shown of it in any card.
fn is_long(product: &Product) -> bool {
    let description = product.description.as_deref().unwrap_or("");
    let longer = |text: &str, most: usize| text.chars().nth(most).is_some();
    longer(&product.name, LONG_NAME) || longer(description, LONG_DESCRIPTION)
}

fn unfold(ui: &Ui, product: &Product, open: bool) -> Tag {
    let (text, name) = if open { (Text::Less, Text::LessNamed) } else { (Text::More, Text::MoreNamed) };
    way_on(ui, product, "btn link", text, name, Action::Unfold(product.id.clone())).is("aria-expanded", open)
}

/// The picture lies on a drawn one, which is seen until it is there, and where it can't be had.
fn picture(product: &Product) -> Tag {
    let frame = div("pic").child(span("pic-none"));
    let Some(url) = product.image_url.clone() else { return frame };
    let image = tag("img").attr("alt", "").attr("loading", "lazy").attr("decoding", "async");
    // The element hides what is drawn behind this very picture.
    frame.key(url.clone()).child(image.set("src", url))
}

fn price(ui: &Ui, product: &Product) -> Tag {
    let price = span("price");
    let for_times = || tag("small").text(ui.text(Text::PriceForTimes));
    match ui.model().price(product) {
        Price::None => price,
        Price::Loading => price.child(span("ghost")).child(for_times()),
        Price::From(from) => price.say(ui.filled(Text::PriceFrom, &[("price", &ui.money(from))])),
        Price::ForWindow(whole) => price.say(ui.money(whole)).child(for_times()),
    }
}

fn way_in(ui: &Ui, product: &Product) -> Tag {
    let model = ui.model();
    if model.cart.quantity(&product.id) > 0 {
        return stepper(ui, &product.id, &FocusTarget::Product(product.id.clone()));
    }
    if model.trip.window().is_none() || model.trip.location.is_none() {
        return choose_times(ui, product);
    }
    let add = Action::SetQuantity(product.id.clone(), 1);
    way_on(ui, product, "btn", Text::Add, Text::AddNamed, add)
        .focus(&FocusTarget::Product(product.id.clone()))
}

fn choose_times(ui: &Ui, product: &Product) -> Tag {
    let choose = Action::ChooseTimesFor(product.id.clone());
    way_on(ui, product, "btn", Text::ChooseTimes, Text::ChooseTimesNamed, choose)
        .focus(&FocusTarget::Product(product.id.clone()))
}

/// A button named with the product's name.
fn way_on(ui: &Ui, product: &Product, class: &'static str, text: Text, name: Text, action: Action) -> Tag {
    button(ui, class, text, action).label_of(ui.filled(name, &[("product", &product.name)]))
}

fn stock_line(ui: &Ui, stock: StockState) -> Tag {
    let place = ui.model().chosen_location().map_or("", |location| &location.name);
    let (class, words) = match stock {
        StockState::Unknown => return span("stock"),
        StockState::Available => ("stock", ui.text(Text::Available).to_owned()),
        StockState::Left(0) => ("stock few", ui.text(Text::AllYours).to_owned()),
        StockState::Left(count) if count <= FEW => ("stock few", ui.count(Count::LeftForTimes, count)),
        StockState::Left(_) => ("stock", ui.text(Text::Available).to_owned()),
        StockState::Taken => ("stock none", ui.filled(Text::TakenAt, &[("place", place)])),
        StockState::Closed => ("stock none", ui.filled(Text::ClosedAt, &[("place", place)])),
        StockState::NotHere => ("stock none", ui.filled(Text::NotHere, &[("place", place)])),
    };
    span(class).say(words)
}

fn near(ui: &Ui, product: &Product) -> Tag {
    let model = ui.model();
    let mut near = div("near");
    for stock in model.elsewhere(product) {
        near = near.child(other_place(ui, &product.id, stock));
    }
    let times = model.near_times(&product.id, now());
    for (text, window) in [(Text::NearBefore, times.before), (Text::NearAfter, times.after)] {
        near = near.maybe(window.map(|window| {
            let words = ui.filled(text, &[("times", &ui.times(window))]);
            press(ui, "btn link", Action::ChooseWindow(window, Some(product.id.clone()))).say(words)
        }));
    }
    let action = Action::ChooseTimesFor(product.id.clone());
    let times = way_on(ui, product, "btn link", Text::OtherTimes, Text::OtherTimesNamed, action);
    near.child(times.focus(&FocusTarget::Product(product.id.clone())))
}

fn other_place(ui: &Ui, product: &ProductId, stock: &Stock) -> Tag {
    let name = ui.model().location(&stock.location).map_or(&*stock.name, |location| &location.name);
    let words = match stock.count {
        Some(count) => {
            ui.filled(Text::CountAtPlace, &[("count", &ui.formats.number(count)), ("place", name)])
        }
        None => ui.filled(Text::AtPlace, &[("place", name)]),
    };
    press(ui, "btn link", Action::ChooseLocationFor(product.clone(), stock.location.clone())).say(words)
}
