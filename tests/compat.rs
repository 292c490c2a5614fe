//! What was released stays: the present widget reads what the gateway of each release answered, in `tests/compat/`. The
//! gateway's own tests replay the requests.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends with the first thing that is not there")]

mod json;

use std::fs;
use std::path::Path;

use booking_widget::api::{Answer, Call, OrderRequest, Own};
use booking_widget::booking::quote::QuoteKey;
use booking_widget::booking::time::Instant;
use booking_widget::booking::{Cart, Interval, LocationId, ProductId, Window};
use serde_json::Value;

use crate::json::Json;

/// The exchanges of each release that the gateway answered with 200.
fn answered() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat");
    let releases = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all = Vec::new();
    for release in releases.filter(|path| path.is_dir()) {
        let text = fs::read_to_string(release.join("exchanges.json")).unwrap();
        let exchanges: Vec<Value> = serde_json::from_str(&text).unwrap();
        all.extend(exchanges.into_iter().filter(|exchange| exchange["status"] == 200));
    }
    assert!(!all.is_empty());
    all
}

/// The question that the widget of then asked.
fn call(exchange: &Value) -> Call {
    let path = exchange["path"].as_str().unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parameter = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    };
    let ms = |name: &str| Some(Instant(parameter(name)?.parse().unwrap()));
    let window = ms("start_time").zip(ms("end_time")).and_then(|(start, end)| Window::new(start, end));
    let body = &exchange["body"];
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    match path.rsplit('/').next().unwrap() {
        "locations" => Call::Locations,
        "products" => Call::Products { window, own: parameter("client_reference").map(Own::Reference) },
        "time-slots" => Call::Slots {
            product: ProductId::new(parameter("product_id").unwrap()),
            location: LocationId::new(parameter("location_id").unwrap()),
            interval: Interval::parse(&parameter("interval").unwrap()).unwrap(),
            window: window.unwrap(),
            own: parameter("client_reference").map(Own::Reference),
        },
        "availability" => {
            let [start, end] = ["start_time", "end_time"].map(|name| Instant(body[name].as_i64().unwrap()));
            let lines = cart(&body["cart"], "product_id");
            Call::Quote(
                key(body["location_id"].as_str().unwrap(), start, end, lines),
                text("client_reference"),
            )
        }
        "checkout" => {
            let [start, end] = ["fromDate", "toDate"].map(|name| instant(body[name].as_str().unwrap()));
            let lines = cart(&body["lineItems"], "productID");
            Call::Order(OrderRequest {
                key: key(body["locationId"].as_str().unwrap(), start, end, lines),
                client_reference: text("client_reference"),
                hold: text("hold"),
                return_url: text("returnUrl"),
            })
        }
        other => panic!("{other}"),
    }
}

fn instant(iso: &str) -> Instant {
    Instant(iso.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis())
}

fn cart(lines: &Value, product: &str) -> Cart {
    let mut cart = Cart::default();
    for line in lines.as_array().unwrap() {
        let quantity = u32::try_from(line["quantity"].as_u64().unwrap()).unwrap();
        cart.set(&ProductId::new(line[product].as_str().unwrap()), quantity);
    }
    cart
}

fn key(location: &str, start: Instant, end: Instant, cart: Cart) -> QuoteKey {
    QuoteKey { location: LocationId::new(location), window: Window::new(start, end).unwrap(), cart }
}

/// Asserts that what was read is what was sent.
fn assert_read(name: &str, sent: &Value, read: Answer) {
    match read {
        Answer::Locations(read) => {
            let ids: Vec<_> = read.locations.iter().map(|location| location.id.as_str()).collect();
            let sent = sent["locations"].as_array().unwrap().iter();
            let shown =
                sent.filter(|location| location["archived"] != true).map(|location| text(&location["id"]));
            assert_eq!(ids, shown.collect::<Vec<_>>(), "{name}");
        }
        Answer::Products(read) => {
            assert_eq!(read.skipped, [], "{name}");
            for (read, sent) in read.products.iter().zip(sent["products"].as_array().unwrap()) {
                assert_eq!((read.id.as_str(), read.name.as_str()), (text(&sent["id"]), text(&sent["name"])));
                assert_eq!(read.price.map(|price| price.minor), sent["priceInCents"].as_i64(), "{name}");
                let counts: Vec<_> = read.stock.iter().map(|stock| stock.count.map(u64::from)).collect();
                let places = sent["locations"].as_array().unwrap().iter();
                let sent: Vec<_> = places.map(|place| place["available_count"].as_u64()).collect();
                assert_eq!(counts, sent, "{name}");
            }
        }
        Answer::Slots(read) => {
            let read: Vec<_> = read.iter().map(|slot| (slot.start.ms(), u64::from(slot.count))).collect();
            let slots = sent["slots"].as_array().unwrap().iter();
            let number = |slot: &Value, name: &str| slot[name].as_i64().unwrap();
            let count = |slot: &Value| slot["available_count"].as_u64().unwrap();
            let sent: Vec<_> = slots.map(|slot| (number(slot, "start_ms"), count(slot))).collect();
            assert_eq!(read, sent, "{name}");
        }
        Answer::Quote(read) => {
            assert_eq!(read.total.map(|total| total.minor), sent["total_price_cents"].as_i64(), "{name}");
            assert_eq!(read.available, sent["available"] == true, "{name}");
        }
        Answer::Order(read) => assert_eq!(read.id.as_str(), text(&sent["id"]), "{name}"),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn what_the_gateways_of_each_release_answered_is_read() {
    for exchange in answered() {
        let name = text(&exchange["name"]);
        let read = call(&exchange).read(&Json(exchange["answer"].clone()));
        assert_read(name, &exchange["answer"], read.unwrap_or_else(|error| panic!("{name}: {error}")));
    }
}
