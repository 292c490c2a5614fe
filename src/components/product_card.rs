//! A product's card: picture, price for the chosen times, stock, and the way into the cart. Where it is taken, what is
//! near: another location, or other times.

use yew::prelude::*;

use super::focus::focus_name;
use super::stepper::stepper;
use super::ui::Ui;
use crate::booking::{FEW, Product, ProductId, Stock};
use crate::i18n::{Count, Text};
use crate::state::{Action, FocusTarget, Price, StockState};

/// A card.
pub(super) fn product_card(ui: &Ui, product: &Product) -> Html {
    let stock = ui.model().stock_state(product);
    let in_cart = ui.model().cart.quantity(&product.id) > 0;
    let off = matches!(stock, StockState::Taken | StockState::Closed | StockState::NotHere) && !in_cart;
    html! {
        <li key={product.id.to_string()} class={if off { "card off" } else { "card" }} part="product">
            <div class="pic">{ picture(product) }</div>
            <div class="body">
                <h3>{ &product.name }</h3>
                <p>{ product.description.as_deref() }</p>
                if off {
                    { stock_line(ui, stock) }
                    <div class="foot"><div class="near">{ near(ui, product, stock) }</div></div>
                } else {
                    <div class="foot">
                        { price(ui, product) }
                        { way_in(ui, product, in_cart) }
                    </div>
                    { stock_line(ui, stock) }
                }
            </div>
        </li>
    }
}

fn picture(product: &Product) -> Html {
    match product.image_url.clone() {
        Some(src) => html! { <img {src} alt="" loading="lazy" decoding="async" /> },
        None => html! { <span class="pic-none" /> },
    }
}

fn price(ui: &Ui, product: &Product) -> Html {
    match ui.model().price(product) {
        Price::None => html! { <span class="price" /> },
        Price::Loading => html! {
            <span class="price"><span class="ghost" /><small>{ ui.text(Text::PriceForTimes) }</small></span>
        },
        Price::From(price) => html! {
            <span class="price">{ ui.filled(Text::PriceFrom, &[("price", &ui.money(price))]) }</span>
        },
        Price::ForWindow(price) => html! {
            <span class="price">{ ui.money(price) }<small>{ ui.text(Text::PriceForTimes) }</small></span>
        },
    }
}

fn way_in(ui: &Ui, product: &Product, in_cart: bool) -> Html {
    let focus = focus_name(&FocusTarget::Product(product.id.clone()));
    let (text, name, action) = if in_cart {
        return stepper(ui, &product.id, focus);
    } else if ui.model().trip.window().is_some() && ui.model().trip.location.is_some() {
        (Text::Add, Text::AddNamed, Action::SetQuantity(product.id.clone(), 1))
    } else {
        (Text::ChooseTimes, Text::ChooseTimesNamed, Action::ChooseTimesFor(product.id.clone()))
    };
    html! {
        <button
            type="button"
            class="btn"
            data-focus={focus}
            aria-label={ui.filled(name, &[("product", &product.name)])}
            onclick={ui.on(action)}
        >
            { ui.text(text) }
        </button>
    }
}

fn stock_line(ui: &Ui, stock: StockState) -> Html {
    let place = ui.model().chosen_location().map_or("", |location| &location.name);
    let (class, words) = match stock {
        StockState::Unknown => return html! { <span class="stock" /> },
        StockState::Available => ("stock", ui.text(Text::Available).to_owned()),
        StockState::Left(0) => ("stock few", ui.text(Text::AllYours).to_owned()),
        StockState::Left(count) if count <= FEW => ("stock few", ui.count(Count::LeftForTimes, count)),
        StockState::Left(_) => ("stock", ui.text(Text::Available).to_owned()),
        StockState::Taken => ("stock none", ui.filled(Text::TakenAt, &[("place", place)])),
        StockState::Closed => ("stock none", ui.filled(Text::ClosedAt, &[("place", place)])),
        StockState::NotHere => ("stock none", ui.filled(Text::NotHere, &[("place", place)])),
    };
    html! { <span {class}>{ words }</span> }
}

fn near(ui: &Ui, product: &Product, stock: StockState) -> Html {
    let elsewhere = ui.model().elsewhere(product);
    let focus = focus_name(&FocusTarget::Product(product.id.clone()));
    let taken = matches!(stock, StockState::Taken | StockState::Closed);
    html! {
        <>
            { for elsewhere.into_iter().enumerate().map(|(index, stock)| {
                let focus = (index == 0 && !taken).then(|| focus.clone());
                other_place(ui, &product.id, stock, focus)
            }) }
            if taken {
                <button
                    type="button"
                    class="btn link"
                    data-focus={focus}
                    aria-label={ui.filled(Text::OtherTimesNamed, &[("product", &product.name)])}
                    onclick={ui.on(Action::ChooseTimesFor(product.id.clone()))}
                >
                    { ui.text(Text::OtherTimes) }
                </button>
            }
        </>
    }
}

fn other_place(ui: &Ui, product: &ProductId, stock: &Stock, focus: Option<String>) -> Html {
    let name = ui.model().location(&stock.location).map_or(&*stock.name, |location| &location.name);
    let words = match stock.count {
        Some(count) => {
            ui.filled(Text::CountAtPlace, &[("count", &ui.formats.number(count)), ("place", name)])
        }
        None => ui.filled(Text::AtPlace, &[("place", name)]),
    };
    let onclick = ui.on(Action::ChooseLocationFor(product.clone(), stock.location.clone()));
    html! { <button type="button" class="btn link" data-focus={focus} {onclick}>{ words }</button> }
}
