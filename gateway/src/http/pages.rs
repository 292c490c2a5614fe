//! What the checkout pages show. All text is escaped by the templates: a product's name stays text whatever it holds.

use booking_widget::booking::OrderId;
use booking_widget::booking::time::{DAY_MS, HOUR_MS, MINUTE_MS, Zone};
use maud::{DOCTYPE, Markup, html};
use url::Url;

use crate::built_in::{Order, OrderLine, OrderState};
use crate::money::format_money;

/// How the way back tells the page it leads to what became of the order.
#[derive(Clone, Copy)]
enum Outcome {
    Open,
    Confirmed,
}

/// The address of an order's page, seen from any page of the same company.
pub(super) fn address(order: &OrderId) -> String {
    let id: String = url::form_urlencoded::byte_serialize(order.as_str().as_bytes()).collect();
    format!("checkout?order={id}")
}

/// An order that can be paid.
pub(super) fn summary(order: &Order) -> Markup {
    let body = html! {
        h1 { "Check and pay" }
        p.lead { "We hold this for you until " strong { (order.zone.time_in_words(order.expires_at)) } "." }
        (details(order))
        form method="post" {
            button.main type="submit" { "Pay " (format_money(order.total)) }
        }
        p.note {
            "This is a demonstration: " strong { "no money is taken" }
            " and no card is asked for. The button stands in for a payment service."
        }
        (way_back(order, Outcome::Open, "Back without paying"))
    };
    document("Check and pay", Some(order), &body)
}

/// A paid order.
pub(super) fn confirmation(order: &Order) -> Markup {
    let body = html! {
        (sign("sign done", "M5 12.5l5 5L19.5 7"))
        h1 { "Your booking is confirmed" }
        (confirmed(order))
    };
    document("Booking confirmed", Some(order), &body)
}

/// A second payment of a paid order.
pub(super) fn paid_before(order: &Order) -> Markup {
    let body = html! {
        (sign("sign done", "M5 12.5l5 5L19.5 7"))
        h1 { "This booking was paid before" }
        p.lead { "It is confirmed, and nothing was paid a second time." }
        (confirmed(order))
    };
    document("Paid before", Some(order), &body)
}

/// An order that was left unpaid for too long.
pub(super) fn expired(order: &Order) -> Markup {
    let body = html! {
        (sign("sign", "M12 7v5.5l3.5 2M21 12a9 9 0 1 1-18 0a9 9 0 1 1 18 0"))
        h1 { "This order has ended" }
        p.lead {
            "It was not paid in time, so what it held was let go at "
            strong { (order.zone.time_in_words(order.expires_at)) } ". Nothing was paid."
        }
        p { "It may well be free still: go back and order it again." }
        (details(order))
        (way_back(order, Outcome::Open, "Back to the booking"))
    };
    document("This order has ended", Some(order), &body)
}

/// An order in whose place another one stands.
pub(super) fn replaced(order: &Order, by: Option<&OrderId>) -> Markup {
    let body = html! {
        (sign("sign", "M4 9h13l-3.5-4M20 15H7l3.5 4"))
        h1 { "This order was changed" }
        p.lead { "A newer order stands in its place. Nothing was paid for this one." }
        @if let Some(newer) = by {
            p { a.main href=(address(newer)) { "Go to the newer order" } }
        }
        (way_back(order, Outcome::Open, "Back to the booking"))
    };
    document("This order was changed", Some(order), &body)
}

/// An address without an order.
pub(super) fn unknown() -> Markup {
    let body = html! {
        (sign("sign", "M9 9.2a3.2 3.2 0 1 1 4.6 2.9c-1 .5-1.6 1.1-1.6 2.2M12 18v.1"))
        h1 { "There is no such order" }
        p.lead { "The address may be incomplete. Go back to the page where you booked, and continue from there." }
    };
    document("There is no such order", None, &body)
}

/// A payment that another site sent.
pub(super) fn foreign() -> Markup {
    let body = html! {
        h1 { "This did not come from our page" }
        p.lead { "Nothing was paid. Open the order's own page and press Pay there." }
    };
    document("Not from our page", None, &body)
}

/// Our own failure.
pub(super) fn broken() -> Markup {
    let body = html! {
        h1 { "Something went wrong on our side" }
        p.lead { "Please reload this page in a moment: it will say how your order stands." }
    };
    document("Something went wrong", None, &body)
}

/// Too many requests from one address.
pub(super) fn too_often() -> Markup {
    let body = html! {
        h1 { "Please wait a moment" }
        p.lead {
            "Too much is asked for from where you are. Nothing was changed; reload this page in a minute."
        }
    };
    document("Please wait a moment", None, &body)
}

/// A drawn sign of how it stands: a glyph would be missing from one font or another.
fn sign(class: &str, path: &str) -> Markup {
    html! {
        svg class=(class) viewBox="0 0 24 24" aria-hidden="true" { path d=(path); }
    }
}

fn confirmed(order: &Order) -> Markup {
    html! {
        p.lead { "Order number " strong.number { (order.id) } }
        (details(order))
        (way_back(order, Outcome::Confirmed, "Done"))
        p.note { "This is a demonstration: no money was taken." }
    }
}

fn details(order: &Order) -> Markup {
    let (start, end) = (order.window.start(), order.window.end());
    let wall_ms = order.zone.local(end).wall_ms_since(order.zone.local(start));
    // Where the clock goes back so far in it that it shows no time or less, what elapses.
    let length_ms = if wall_ms > 0 { wall_ms } else { order.window.elapsed_ms() };
    html! {
        section.card aria-label="Your booking" {
            dl.trip {
                dt { "Where" }
                dd { strong { (order.location) } @if let Some(address) = &order.address { br; (address) } }
                dt { "Pick-up" }
                dd { (order.zone.in_words(start)) }
                dt { "Return" }
                dd { (order.zone.in_words(end)) }
                dt { "For" }
                dd { (duration(length_ms)) }
            }
            p.zone { "All times are " (order.zone.place()) " time (" (order.zone.name()) ")." }
            table {
                thead { tr { th scope="col" { "What" } th.sum scope="col" { "Price" } } }
                tbody { @for line in &order.lines { (row(line)) } }
                tfoot {
                    @if order.tax.minor != 0 {
                        tr { th scope="row" { "Tax" } td.sum { (format_money(order.tax)) } }
                    }
                    tr.total { th scope="row" { "Total" } td.sum { (format_money(order.total)) } }
                }
            }
        }
    }
}

fn row(line: &OrderLine) -> Markup {
    html! {
        tr {
            th scope="row" {
                (line.quantity) " × " (line.name)
                @if line.quantity > 1 { small { (format_money(line.unit)) " each" } }
            }
            td.sum { (format_money(line.subtotal)) }
        }
    }
}

/// The link to where the customer came from, where the order says where that was. It tells of the order that stands: this
/// one, or the one in its place.
fn way_back(order: &Order, outcome: Outcome, text: &str) -> Markup {
    let Some(mut url) = order.return_url.as_deref().and_then(|url| Url::parse(url).ok()) else {
        return html! {};
    };
    let became = match outcome {
        Outcome::Open => "open",
        Outcome::Confirmed => "confirmed",
    };
    let standing = match &order.state {
        OrderState::Replaced(Some(newer)) => newer,
        _ => &order.id,
    };
    url.set_fragment(Some(&format!("booking={became}&order={standing}")));
    // Where there is something to pay or a newer order to go to, the way back is not the first thing to press.
    let class = match order.state {
        OrderState::Open | OrderState::Replaced(_) => "back",
        OrderState::Paid | OrderState::Expired => "main",
    };
    html! { p { a class=(class) href=(url) { (text) } " " span.host { "(" (host(&url)) ")" } } }
}

/// The host that a link leads to, as it stands in the address: letters that look alike are written out.
fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

/// A length of wall clock: `1 day 8 hours`.
fn duration(wall_ms: i64) -> String {
    let wall_ms = wall_ms.max(0);
    let parts = [
        (wall_ms / DAY_MS, "day"),
        (wall_ms % DAY_MS / HOUR_MS, "hour"),
        (wall_ms % HOUR_MS / MINUTE_MS, "minute"),
    ];
    let parts = parts.iter().filter(|part| part.0 > 0);
    let parts: Vec<_> =
        parts.map(|(n, unit)| format!("{n} {unit}{}", if *n == 1 { "" } else { "s" })).collect();
    if parts.is_empty() { "less than a minute".to_owned() } else { parts.join(" ") }
}

fn document(title: &str, order: Option<&Order>, body: &Markup) -> Markup {
    let company = order.map(|order| order.company.as_str());
    let help = order.and_then(|order| order.support_url.as_deref());
    // A link is only made of what a browser opens or calls.
    let help = help.filter(|url| ["https:", "http:", "mailto:", "tel:"].iter().any(|s| url.starts_with(s)));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) @if let Some(company) = company { " · " (company) } }
                link rel="icon" href="../checkout-assets/icon.svg" type="image/svg+xml";
                link rel="stylesheet" href="../checkout-assets/checkout.css";
            }
            body {
                header { p.company { (company.unwrap_or("Booking")) } }
                main { (body) }
                @if let Some(help) = help {
                    footer { p { "Questions? " a href=(help) { "Get help" } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_said_in_days_hours_and_minutes() {
        assert_eq!(duration(DAY_MS + 8 * HOUR_MS), "1 day 8 hours");
        assert_eq!(duration(2 * DAY_MS), "2 days");
        assert_eq!(duration(HOUR_MS + 15 * MINUTE_MS), "1 hour 15 minutes");
        assert_eq!(duration(-5), "less than a minute");
    }

    #[test]
    fn a_host_is_named_as_it_stands_in_the_address() {
        for (url, name) in [
            ("https://shop.example/hire", "shop.example"),
            ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
            ("https://sh\u{43e}p.example/", "xn--shp-ted.example"),
        ] {
            assert_eq!(host(&Url::parse(url).unwrap()), name);
        }
    }

    #[test]
    fn an_orders_address_holds_its_id_as_one_parameter() {
        assert_eq!(address(&OrderId::new("pio_1&x=<")), "checkout?order=pio_1%26x%3D%3C");
    }
}
