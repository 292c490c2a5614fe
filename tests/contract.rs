//! The wire contract against the JSON of the reference's own examples (dates moved): what the service sends is read,
//! what the widget sends is what the reference shows, and both sides write the same again. The fixtures are the measure,
//! not the types: a mistake that widget and gateway share would hide itself in the types.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends with the first thing that is not there"
)]

mod json;

use std::fmt::Debug;
use std::rc::Rc;

use booking_widget::api::wire;
use booking_widget::api::{
    Answer, ApiError, Body, Call, LocationsAnswer, Method, OrderRequest, Placed, ProductsAnswer, Sample,
    Service,
};
use booking_widget::booking::quote::{ExtraKind, Quote, QuoteKey, Refused};
use booking_widget::booking::time::{CivilDate, HOUR_MS, Instant};
use booking_widget::booking::{
    Cart, CompanyId, Currency, Features, HireLength, Interval, LocationId, Money, OrderId, ProductId, Window,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::json::Json;

/// The largest whole number up to which a JSON number holds each one, 2^53 - 1.
const MAX_EXACT: i64 = 9_007_199_254_740_991;

fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

const PICK_UP: Instant = Instant(1_795_816_800_000);
const RETURN: Instant = Instant(1_795_903_200_000);

fn service() -> Service {
    Service { company: CompanyId::new("company_xxx"), api_base: "https://dash.lockii.app/api".into() }
}

fn window() -> Window {
    Window::new(PICK_UP, RETURN).unwrap()
}

fn key() -> QuoteKey {
    let mut cart = Cart::default();
    cart.set(&ProductId::new("product_xxx"), 2);
    QuoteKey { location: LocationId::new("location_xxx"), window: window(), cart }
}

fn order(extended: bool) -> Call {
    let only = |text: &str| extended.then(|| text.to_owned());
    Call::Order(OrderRequest {
        key: key(),
        client_reference: only("019ac6f2-5d80-7000-8000-000000000007"),
        hold: only("2c5ea4c0-9d0c-4b5e-8f6e-000000000007"),
        return_url: only("https://shop.example.com/hire"),
    })
}

fn slots() -> Call {
    Call::Slots {
        product: ProductId::new("product_xxx"),
        location: LocationId::new("location_xxx"),
        interval: Interval::Quarter,
        window: window(),
        own: None,
    }
}

fn read_locations(body: Value) -> LocationsAnswer {
    match Call::Locations.read(&Json(body)).unwrap() {
        Answer::Locations(answer) => Rc::unwrap_or_clone(answer),
        other => panic!("{other:?}"),
    }
}

/// Asked for with a window.
fn read_products(body: Value) -> ProductsAnswer {
    read_products_of(Some(key().window), body)
}

fn read_products_of(window: Option<Window>, body: Value) -> ProductsAnswer {
    match (Call::Products { window, own: None }).read(&Json(body)).unwrap() {
        Answer::Products(answer) => Rc::unwrap_or_clone(answer),
        other => panic!("{other:?}"),
    }
}

fn read_quote(body: Value) -> Result<Quote, ApiError> {
    Call::Quote(key(), None).read(&Json(body)).map(|answer| match answer {
        Answer::Quote(quote) => Rc::unwrap_or_clone(quote),
        other => panic!("{other:?}"),
    })
}

fn read_slots(body: Value) -> Vec<Sample> {
    match slots().read(&Json(body)).unwrap() {
        Answer::Slots(samples) => Rc::unwrap_or_clone(samples),
        other => panic!("{other:?}"),
    }
}

fn read_order(body: Value) -> Result<Placed, ApiError> {
    order(false).read(&Json(body)).map(|answer| match answer {
        Answer::Order(placed) => placed,
        other => panic!("{other:?}"),
    })
}

/// With a field of the first element of a list changed.
fn with(mut body: Value, list: &str, field: &str, value: Value) -> Value {
    body[list][0][field] = value;
    body
}

fn there_and_back<T: Serialize + DeserializeOwned>(name: &str) {
    let sent = fixture(name);
    let read = T::deserialize(&sent).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(serde_json::to_value(read).unwrap(), sent, "{name}");
}

#[test]
fn the_wire_types_read_each_example_and_write_exactly_the_same_again() {
    there_and_back::<wire::Products>("products");
    there_and_back::<wire::Products>("products-window");
    there_and_back::<wire::Products>("products-extended");
    there_and_back::<wire::Locations>("locations");
    there_and_back::<wire::Locations>("locations-extended");
    there_and_back::<wire::AvailabilityRequest>("availability-request");
    there_and_back::<wire::Availability>("availability");
    there_and_back::<wire::Availability>("availability-refused");
    there_and_back::<wire::TimeSlots>("time-slots");
    there_and_back::<wire::CheckoutRequest>("checkout-request");
    there_and_back::<wire::CheckoutRequest>("checkout-request-extended");
    there_and_back::<wire::CheckoutOrder>("checkout");
    there_and_back::<wire::CheckoutOrder>("checkout-extended");
    there_and_back::<wire::Refusal>("error");
}

#[test]
fn an_availability_answer_keeps_all_that_the_widget_shows_of_it() {
    let mut sent = fixture("availability-extended");
    let read: wire::Availability = serde_json::from_value(sent.clone()).unwrap();
    for not_shown in ["deposit_cents", "notes"] {
        sent.as_object_mut().unwrap().remove(not_shown).unwrap();
    }
    assert_eq!(serde_json::to_value(read).unwrap(), sent);
}

/// The body with the value at each place in turn changed by `how`, and where.
fn variants(body: &Value, how: &dyn Fn(&mut Value, &str)) -> Vec<(String, Value)> {
    fn places(at: &Value, path: &str, found: &mut Vec<(String, String)>) {
        match at {
            Value::Object(fields) => {
                for (name, value) in fields {
                    found.push((path.to_owned(), name.clone()));
                    places(value, &format!("{path}/{name}"), found);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    places(value, &format!("{path}/{index}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    places(body, "", &mut found);
    let variant = |(path, name): (String, String)| {
        let mut body = body.clone();
        how(body.pointer_mut(&path).unwrap(), &name);
        (format!("{path}/{name}"), body)
    };
    found.into_iter().map(variant).collect()
}

/// A field that may be left out may be `null` as well, and an unknown one beside it does not matter.
fn null_is_absent<T: DeserializeOwned + PartialEq + Debug>(name: &str) {
    let sent = fixture(name);
    let absent = variants(&sent, &|at, field| {
        at.as_object_mut().unwrap().remove(field);
    });
    let null = variants(&sent, &|at, field| at[field] = Value::Null);
    let unknown = variants(&sent, &|at, _| at["of_another_version"] = json!({ "a": [1] }));
    let mut optional = 0;
    for ((place, absent), (_, null)) in absent.into_iter().zip(null) {
        let Ok(absent) = serde_json::from_value::<T>(absent) else { continue };
        let null = serde_json::from_value::<T>(null).unwrap_or_else(|error| panic!("{name}{place}: {error}"));
        assert_eq!(null, absent, "{name}{place}");
        optional += 1;
    }
    assert!(optional > 0, "{name} has optional fields");
    let read: T = serde_json::from_value(sent).unwrap();
    for (place, unknown) in unknown {
        assert_eq!(serde_json::from_value::<T>(unknown).unwrap(), read, "{name}{place}");
    }
}

#[test]
fn a_null_is_read_as_a_field_that_is_not_there_and_an_unknown_field_not_at_all() {
    null_is_absent::<wire::Products>("products-extended");
    null_is_absent::<wire::Locations>("locations-extended");
    null_is_absent::<wire::Availability>("availability-extended");
    null_is_absent::<wire::Availability>("availability-refused");
    null_is_absent::<wire::CheckoutRequest>("checkout-request-extended");
    null_is_absent::<wire::CheckoutOrder>("checkout-extended");
    null_is_absent::<wire::Refusal>("error");
}

#[test]
fn the_calls_ask_at_the_addresses_that_the_reference_shows() {
    let url = |call: Call| call.url(&service());
    let base = "https://dash.lockii.app/api";
    assert_eq!(url(Call::Locations), format!("{base}/v1/browse/locations?company_id=company_xxx"));
    assert_eq!(
        url(Call::Products { window: None, own: None }),
        format!("{base}/v1/browse/products?company_id=company_xxx")
    );
    assert_eq!(
        url(Call::Products { window: Some(window()), own: None }),
        format!(
            "{base}/v1/browse/products?company_id=company_xxx&start_time=1795816800000&end_time=1795903200000"
        )
    );
    assert_eq!(
        url(slots()),
        format!(
            "{base}/v1/browse/time-slots?company_id=company_xxx&product_id=product_xxx&location_id=location_xxx\
             &start_time=1795816800000&end_time=1795903200000&interval=15m"
        )
    );
    assert_eq!(url(Call::Quote(key(), None)), format!("{base}/v1/browse/availability"));
    assert_eq!(url(order(false)), format!("{base}/customer/checkout"));
}

#[test]
fn a_day_is_asked_for_by_its_name_on_the_wire() {
    let Call::Slots { product, location, window, .. } = slots() else { panic!() };
    let days = Call::Slots { product, location, window, interval: Interval::Day, own: None };
    assert!(days.url(&service()).ends_with("&interval=day"));
}

#[test]
fn reads_are_gets_without_a_body_and_the_others_posts_with_the_references_body() {
    for call in [Call::Locations, Call::Products { window: Some(window()), own: None }, slots()] {
        assert_eq!((call.method(), call.payload(&service())), (Method::Get, None));
    }
    for (call, body) in [
        (Call::Quote(key(), None), "availability-request"),
        (order(false), "checkout-request"),
        (order(true), "checkout-request-extended"),
    ] {
        assert_eq!(call.method(), Method::Post);
        assert_eq!(serde_json::to_value(call.payload(&service())).unwrap(), fixture(body), "{body}");
    }
}

#[test]
fn products_are_read_as_the_reference_shows_them() {
    let answer = read_products(fixture("products"));
    let [product] = &answer.products[..] else { panic!("{answer:?}") };
    assert_eq!((product.id.as_str(), product.name.as_str()), ("product_xxx", "Product Name"));
    assert_eq!(
        (product.description.as_deref(), product.category.as_deref()),
        (Some("…"), Some("Category Name"))
    );
    assert_eq!((product.price, product.from_price, product.price_text.as_deref()), (None, None, None));
    let stock = product.stock_at(&LocationId::new("location_xxx")).unwrap();
    assert_eq!((stock.name.as_str(), stock.free, stock.count), ("Location Name", None, None));
    assert_eq!(answer.skipped, []);

    let answer = read_products(fixture("products-window"));
    let product = &answer.products[0];
    assert_eq!(product.price, Some(Money::new(5_000, None)));
    assert_eq!(product.price_text.as_deref(), Some("$50.00"));
    assert_eq!(product.stock[0].free, Some(true));
}

#[test]
fn what_a_service_sends_of_a_product_beyond_the_reference_is_used() {
    let answer = read_products(fixture("products-extended"));
    let product = &answer.products[0];
    assert_eq!(product.image_url.as_deref(), Some("https://cdn.example.com/product.svg"));
    assert_eq!(product.from_price, Some(Money::new(2_000, None)));
    let stock: Vec<_> = product.stock.iter().map(|stock| (stock.free, stock.count)).collect();
    assert_eq!(stock, [(Some(true), Some(2)), (Some(false), Some(0))]);
}

#[test]
fn how_long_a_product_is_hired_for_is_read_and_bounds_that_no_hire_can_keep_to_are_none() {
    let answer = read_products(fixture("products-extended"));
    let day = 24 * HOUR_MS;
    assert_eq!(answer.products[0].length, HireLength { least_ms: day, most_ms: 14 * day });
    assert_eq!(read_products(fixture("products")).products[0].length, HireLength::ANY);
    for (least, most, length) in [
        (json!(5), Value::Null, HireLength { least_ms: 5, ..HireLength::ANY }),
        (json!(0), json!(7), HireLength { most_ms: 7, ..HireLength::ANY }),
        (json!(-1), json!("7"), HireLength::ANY),
        (json!(8), json!(7), HireLength::ANY),
        (json!(7), json!(0), HireLength { least_ms: 7, ..HireLength::ANY }),
    ] {
        let mut body = fixture("products");
        body["products"][0]["min_hire_ms"] = least;
        body["products"][0]["max_hire_ms"] = most;
        assert_eq!(read_products(body.clone()).products[0].length, length, "{body}");
    }
}

#[test]
fn a_product_that_makes_no_sense_is_skipped_and_reported_and_the_others_are_there() {
    let mut body = fixture("products");
    let list = body["products"].as_array_mut().unwrap();
    for bad in [
        json!({ "name": "Without an id", "locations": [] }),
        json!({ "id": "  ", "name": "With an empty one", "locations": [] }),
        json!({ "id": "product_nameless", "name": "", "locations": [] }),
        json!("not an object"),
        Value::Null,
    ] {
        list.push(bad);
    }
    list.push(json!({ "id": "product_last", "name": "Last", "locations": [] }));
    let answer = read_products(body);
    let ids: Vec<_> = answer.products.iter().map(|product| product.id.as_str()).collect();
    assert_eq!(ids, ["product_xxx", "product_last"]);
    let places: Vec<_> = answer.skipped.iter().map(|skipped| skipped.place.as_str()).collect();
    assert_eq!(places, ["products[1]", "products[2]", "products[3]", "products[4]", "products[5]"]);
    assert!(answer.skipped.iter().all(|skipped| !skipped.why.is_empty()));
    assert!(answer.skipped[2].why.contains("product_nameless"));
}

#[test]
fn of_two_products_of_one_id_the_first_is_there_and_the_other_reported() {
    let mut body = fixture("products");
    let list = body["products"].as_array_mut().unwrap();
    // What makes no sense takes no id away.
    list.insert(0, json!({ "id": "product_xxx" }));
    list.push(json!({ "id": "product_xxx", "name": "Again" }));
    let answer = read_products(body);
    let names: Vec<_> = answer.products.iter().map(|product| product.name.as_str()).collect();
    assert_eq!(names.len(), 1);
    assert_ne!(names, ["Again"]);
    let skipped: Vec<_> = answer.skipped.iter().map(|skipped| (&*skipped.place, &*skipped.why)).collect();
    assert_eq!(
        skipped,
        [("products[0]", "product_xxx has no name"), ("products[2]", "product_xxx is there twice")]
    );
}

#[test]
fn price_and_stock_of_a_list_that_was_asked_for_without_times_are_of_no_times_and_dropped() {
    for name in ["products", "products-window", "products-extended"] {
        let answer = read_products_of(None, fixture(name));
        let timed = read_products(fixture(name));
        let [product, timed] = [&answer.products[0], &timed.products[0]];
        assert_eq!(product.price, None, "{name}");
        assert!(product.stock.iter().all(|stock| (stock.free, stock.count) == (None, None)), "{name}");
        assert_eq!(product.from_price, timed.from_price, "what is from a price on is of all times");
        assert_eq!(product.stock.len(), timed.stock.len(), "where it stands is of all times");
    }
    assert!(read_products(fixture("products-window")).products[0].price.is_some());
}

#[test]
fn a_field_of_a_wrong_type_is_left_out_and_its_product_kept() {
    let mut body = fixture("products");
    let typed = json!({ "id": "product_typed", "name": "Wrong", "locations": 7, "priceInCents": "5000", "category": 3 });
    body["products"].as_array_mut().unwrap().push(typed);
    let answer = read_products(body);
    assert_eq!(answer.skipped, []);
    let typed = answer.products.last().unwrap();
    assert_eq!((typed.price, &typed.category, typed.stock.len()), (None, &None, 0));
}

#[test]
fn a_picture_whose_address_could_run_something_is_dropped_and_the_product_kept() {
    for bad in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:image/svg+xml,x",
        "/a.svg",
        "",
    ] {
        let answer = read_products(with(fixture("products-extended"), "products", "image_url", json!(bad)));
        assert_eq!(answer.products[0].image_url, None, "{bad}");
    }
    let plain = json!("HTTP://cdn.example.com/a.png");
    let answer = read_products(with(fixture("products-extended"), "products", "image_url", plain));
    assert!(answer.products[0].image_url.is_some());
}

#[test]
fn a_negative_price_is_none() {
    let body = with(fixture("products-extended"), "products", "priceInCents", json!(-1));
    let answer = read_products(with(body, "products", "from_price_cents", json!(-1)));
    assert_eq!((answer.products[0].price, answer.products[0].from_price), (None, None));
}

#[test]
fn an_empty_text_is_none() {
    let answer = read_products(with(fixture("products"), "products", "category", json!(" ")));
    assert_eq!(answer.products[0].category, None);
}

#[test]
fn locations_are_read_as_the_reference_shows_them_and_nothing_is_made_up() {
    let answer = read_locations(fixture("locations"));
    let [location] = &answer.locations[..] else { panic!("{answer:?}") };
    assert_eq!((location.id.as_str(), location.name.as_str()), ("location_xxx", "Location Name"));
    assert_eq!((&location.time_zone, location.currency, &location.hours), (&None, None, &None));
    assert_eq!(answer.features, Features::default());
    assert_eq!(answer.company, booking_widget::booking::Company::default());
}

#[test]
fn what_a_service_sends_of_locations_beyond_the_reference_is_used() {
    let answer = read_locations(fixture("locations-extended"));
    assert_eq!(answer.features, Features { client_reference: true, hold: true, return_url: true });
    assert_eq!(answer.company.name.as_deref(), Some("Harbour Hire"));
    assert_eq!(answer.company.currency, Currency::parse("AUD"));
    assert_eq!(answer.company.time_zone.as_deref(), Some("Australia/Sydney"));
    assert_eq!(answer.company.support_url.as_deref(), Some("mailto:help@example.com"));
    let location = &answer.locations[0];
    assert_eq!(location.time_zone.as_deref(), Some("Australia/Sydney"));
    assert_eq!(location.currency, Currency::parse("AUD"));
    assert_eq!(location.address.as_deref(), Some("1 East Esplanade, Manly NSW 2095"));
    let position = location.position.unwrap();
    assert!(
        (position.lat + 33_799_500).abs() <= 1 && (position.lng - 151_287_200).abs() <= 1,
        "{position:?}"
    );
}

#[test]
fn a_point_that_is_not_on_the_earth_is_none_and_its_location_is_kept() {
    for (name, wrong) in [
        ("lat", json!(90.5)),
        ("lat", json!("-33.8")),
        ("lat", json!(null)),
        ("lng", json!(1e300)),
        ("lng", json!(-180.01)),
    ] {
        let answer = read_locations(with(fixture("locations-extended"), "locations", name, wrong.clone()));
        assert_eq!(answer.locations[0].position, None, "{name}: {wrong}");
        assert_eq!(answer.locations[0].address.as_deref(), Some("1 East Esplanade, Manly NSW 2095"));
    }
}

#[test]
fn a_location_that_is_archived_takes_its_id_from_none() {
    let mut body = fixture("locations");
    let list = body["locations"].as_array_mut().unwrap();
    let mut archived = list[0].clone();
    archived["archived"] = json!(true);
    list.insert(0, archived);
    let answer = read_locations(body);
    assert_eq!((answer.locations.len(), answer.skipped), (1, vec![]));
}

#[test]
fn an_archived_location_is_hidden_and_not_reported() {
    let answer = read_locations(fixture("locations-extended"));
    let ids: Vec<_> = answer.locations.iter().map(|location| location.id.as_str()).collect();
    assert_eq!(ids, ["location_xxx", "location_yyy"]);
    assert_eq!(answer.skipped, []);
}

#[test]
fn opening_hours_by_weekday_go_before_those_of_every_day() {
    let answer = read_locations(fixture("locations-extended"));
    let hours = answer.locations[0].hours.as_ref().unwrap();
    // 30 November 2026 is a Monday.
    let spans = |days: i64| -> Vec<(i64, i64)> {
        let monday = CivilDate::new(2026, 11, 30).unwrap();
        let spans = hours.on(monday.plus_days(days)).iter();
        spans.map(|span| (span.opens / HOUR_MS, span.closes / HOUR_MS)).collect()
    };
    assert_eq!(spans(0), []);
    assert_eq!(spans(1), [(9, 17)]);
    assert_eq!(spans(4), [(9, 12), (13, 20)]);
    assert_eq!(spans(5), [(8, 26)], "closes after midnight");
    assert_eq!(spans(6), [(8, 17)]);
}

#[test]
fn opens_and_closes_hold_every_day_and_may_reach_over_midnight() {
    let answer = read_locations(fixture("locations-extended"));
    let hours = answer.locations[1].hours.as_ref().unwrap();
    let monday = CivilDate::new(2026, 11, 30).unwrap();
    assert!(hours.is_open(monday.at(HOUR_MS)) && hours.is_open(monday.at(19 * HOUR_MS)));
    assert!(!hours.is_open(monday.at(3 * HOUR_MS)) && !hours.is_open(monday.at(17 * HOUR_MS)));
}

#[test]
fn hours_that_are_no_week_are_not_believed() {
    let body = fixture("locations-extended");
    for no_week in [json!([]), json!([[[0, 3_600_000]]]), json!([[[-5, 3_600_000]], [], [], [], [], [], []])]
    {
        let answer = read_locations(with(body.clone(), "locations", "hours", no_week.clone()));
        let hours = answer.locations[0].hours.as_ref().unwrap();
        let monday = CivilDate::new(2026, 11, 30).unwrap();
        assert_eq!(hours.on(monday).len(), 1, "{no_week}: opens and closes instead");
    }
    let only_opens = json!({ "locations": [{ "id": "location_a", "name": "A", "opens": 32_400_000 }] });
    assert_eq!(read_locations(only_opens).locations[0].hours, None);
}

#[test]
fn a_support_address_whose_scheme_could_run_something_is_dropped() {
    let mut body = fixture("locations-extended");
    body["company"]["support_url"] = json!("javascript:alert(1)");
    assert_eq!(read_locations(body).company.support_url, None);
}

#[test]
fn an_id_beside_a_slot_says_nothing_of_the_slot() {
    let slot = |start: i64| json!({ "id": "product_xxx", "start_ms": start, "available_count": 2 });
    assert_eq!(read_slots(json!({ "slots": [slot(0), slot(900_000)] })).len(), 2);
}

#[test]
fn slots_come_sorted_whatever_the_order_in_which_they_were_sent() {
    let sample = |start, count| Sample { start: Instant(start), count };
    let expected = [sample(1_795_816_800_000, 2), sample(1_795_817_700_000, 0)];
    assert_eq!(read_slots(fixture("time-slots")), expected);
    let mut reversed = fixture("time-slots");
    reversed["slots"].as_array_mut().unwrap().reverse();
    assert_eq!(read_slots(reversed), expected);
}

#[test]
fn a_quote_has_the_lines_and_the_total_and_what_lies_between() {
    let quote = read_quote(fixture("availability")).unwrap();
    assert!(quote.available);
    assert_eq!(quote.total, Some(Money::new(12_345, None)));
    let line = quote.line(&ProductId::new("product_xxx")).unwrap();
    assert_eq!(
        (line.quantity, line.unit, line.subtotal),
        (2, Some(Money::new(5_000, None)), Some(Money::new(10_000, None)))
    );
    let rows: Vec<_> = quote.extras.iter().map(|row| (&row.kind, row.amount.minor)).collect();
    assert_eq!(rows, [(&ExtraKind::TaxAndFees, 2_345)]);
}

#[test]
fn what_a_service_names_of_a_total_is_shown_by_its_name_and_the_rest_adds_up() {
    let quote = read_quote(fixture("availability-extended")).unwrap();
    assert_eq!(quote.total, Some(Money::new(12_345, Currency::parse("AUD"))));
    let rows: Vec<_> = quote.extras.iter().map(|row| (row.kind.clone(), row.amount.minor)).collect();
    assert_eq!(
        rows,
        [
            (ExtraKind::Named("Cleaning".into()), 1_500),
            (ExtraKind::Named("Spring".into()), -500),
            (ExtraKind::Tax, 1_100),
            (ExtraKind::Adjustment, 245),
        ]
    );
}

#[test]
fn a_cart_that_cannot_be_had_says_why_and_how_many_there_are() {
    let quote = read_quote(fixture("availability-refused")).unwrap();
    assert_eq!((quote.available, quote.reason, quote.total), (false, Some(Refused::Taken), None));
    assert_eq!(quote.lines[0].count, Some(1));
    for (reason, read) in [
        ("closed", Some(Refused::Closed)),
        ("min_stay", Some(Refused::TooShort)),
        ("max_stay", Some(Refused::TooLong)),
        ("of_another_version", None),
    ] {
        let mut body = fixture("availability-refused");
        body["reason"] = json!(reason);
        assert_eq!(read_quote(body).unwrap().reason, read, "{reason}");
    }
    assert!(!read_quote(json!({ "available": false, "lines": null })).unwrap().available);
}

#[test]
fn a_price_for_another_cart_is_none() {
    let changed = |field: &str, value| with(fixture("availability"), "lines", field, value);
    let twice = |quantity| {
        let mut body = fixture("availability");
        let line = json!({ "product_id": "product_xxx", "quantity": quantity, "line_subtotal_cents": 5000 });
        body["lines"].as_array_mut().unwrap().push(line);
        body
    };
    let other = {
        let mut body = fixture("availability");
        body["lines"].as_array_mut().unwrap().push(json!({ "product_id": "product_yyy", "quantity": 1 }));
        body
    };
    let none = json!({ "available": true, "total_price_cents": 12345, "lines": [] });
    for body in
        [changed("quantity", json!(1)), changed("product_id", json!("product_yyy")), twice(1), other, none]
    {
        assert!(matches!(read_quote(body.clone()), Err(ApiError::Unreadable(_))), "{body}");
    }
    // The same product in two lines is the same cart.
    let mut split = twice(1);
    split["lines"][0]["quantity"] = json!(1);
    assert!(read_quote(split).is_ok());
}

#[test]
fn an_available_cart_without_a_total_that_can_be_paid_is_no_quote() {
    for total in [Value::Null, json!(-1), json!("12345"), json!(123.45)] {
        let mut body = fixture("availability");
        body["total_price_cents"] = total.clone();
        assert!(matches!(read_quote(body), Err(ApiError::Unreadable(_))), "{total}");
    }
}

#[test]
fn amounts_that_make_no_sum_are_no_quote_and_no_panic() {
    // Each of them can be read; together they do not fit in 64 bits.
    let largest = json!({ "name": "Fee", "amount_cents": MAX_EXACT });
    let mut body = fixture("availability");
    body["fees"] = Value::Array(vec![largest; 1_100]);
    assert!(matches!(read_quote(body), Err(ApiError::Unreadable(_))));
    let mut body = fixture("availability");
    let mut line = body["lines"][0].clone();
    line["quantity"] = json!(0);
    line["line_subtotal_cents"] = json!(MAX_EXACT);
    let lines = body["lines"].as_array_mut().unwrap();
    lines.extend(vec![line; 1_100]);
    assert!(matches!(read_quote(body), Err(ApiError::Unreadable(_))));
}

/// As many cases, where `PROPTEST_CASES` does not say how many.
fn cases(number: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = number;
    }
    config
}

/// An amount as a service may send it, and what can be read of it.
fn amounts() -> impl Strategy<Value = Sent> {
    let exact = prop_oneof![
        9 => -1_000_i64..1_000_000_000_000,
        1 => prop::sample::select(vec![-MAX_EXACT, MAX_EXACT, -1_000_000_000_000, 0]),
    ];
    let none = prop::sample::select(vec![
        Value::Null,
        json!("12345"),
        json!(123.45),
        json!(true),
        json!([1]),
        json!({}),
        json!(MAX_EXACT + 1),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(1e300),
    ]);
    prop_oneof![
        6 => exact.clone().prop_map(|minor| (json!(minor), Some(minor))),
        1 => (-100_000_i64..100_000).prop_map(|minor| (json!(minor as f64), Some(minor))),
        1 => none.prop_map(|value| (value, None)),
    ]
}

/// An amount as it is sent, and what can be read of it.
type Sent = (Value, Option<i64>);

/// Named amounts as a service may send them.
fn named() -> impl Strategy<Value = Value> {
    let one = amounts().prop_map(|(amount, _)| json!({ "name": "It", "amount_cents": amount }));
    prop_oneof![
        4 => prop::collection::vec(one, 0..3).prop_map(Value::Array),
        1 => prop::sample::select(vec![Value::Null, json!("none"), json!([null, 7, {}])]),
    ]
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn a_number_is_read_exactly_or_not_at_all(
        number in prop_oneof![any::<i64>(), -MAX_EXACT - 9..=-MAX_EXACT + 9, MAX_EXACT - 9..=MAX_EXACT + 9],
    ) {
        let exact = (-MAX_EXACT..=MAX_EXACT).contains(&number).then_some(number);
        let text = number.to_string();
        prop_assert_eq!(Json(serde_json::from_str(&text).unwrap()).integer(), exact);
        prop_assert_eq!(Json(json!(text)).integer(), None);
    }

    #[test]
    fn a_number_with_a_fraction_is_no_amount(whole in -1_000_000_i64..1_000_000, part in 1_i64..1024) {
        let number = whole as f64 + part as f64 / 1024.0;
        prop_assert_eq!(Json(json!(number)).integer(), None);
    }

    #[test]
    fn whatever_a_service_sends_what_is_on_screen_adds_up_or_is_no_quote(
        available in any::<bool>(),
        total in amounts(),
        // The two units of the cart, in one line or in two.
        split in any::<bool>(),
        lines in prop::collection::vec((amounts(), amounts()), 2),
        tax in amounts(),
        fees in named(),
        discounts in named(),
        currency in prop::sample::select(vec![Value::Null, json!("AUD"), json!("jpy"), json!("KWD"), json!("$")]),
    ) {
        let quantity = if split { 1 } else { 2 };
        let line = |(unit, subtotal): &(Sent, Sent)| json!({
            "product_id": "product_xxx",
            "quantity": quantity,
            "unit_period_price_cents": unit.0,
            "line_subtotal_cents": subtotal.0,
        });
        let sent: Vec<_> = lines.iter().take(if split { 2 } else { 1 }).collect();
        let body = json!({
            "available": available,
            "total_price_cents": total.0,
            "lines": sent.iter().map(|it| line(it)).collect::<Vec<_>>(),
            "tax_cents": tax.0,
            "fees": fees,
            "discounts": discounts,
            "currency": currency,
        });
        let payable = total.1.is_some_and(|total| total >= 0);
        match read_quote(body.clone()) {
            Ok(quote) => {
                prop_assert!(!available || payable, "{}", body);
                prop_assert_eq!(quote.total.map(|total| total.minor), total.1);
                let known = currency.as_str().and_then(Currency::parse);
                let money = quote.lines.iter().flat_map(|line| line.subtotal.iter().chain(&line.unit));
                let money: Vec<_> = money.chain(quote.extras.iter().map(|row| &row.amount)).chain(&quote.total).collect();
                prop_assert!(money.iter().all(|money| money.currency == known), "{}", body);
                let subtotal = sent.iter().map(|(_, (_, subtotal))| *subtotal).sum::<Option<i64>>();
                prop_assert_eq!(quote.lines[0].subtotal.map(|money| money.minor), subtotal, "{}", body);
                if let Some(total) = total.1 {
                    let rows: i128 = quote.extras.iter().map(|row| i128::from(row.amount.minor)).sum();
                    prop_assert_eq!(i128::from(subtotal.unwrap_or(0)) + rows, i128::from(total), "{}", body);
                }
            }
            Err(ApiError::Unreadable(_)) => prop_assert!(available && !payable, "{}", body),
            Err(other) => prop_assert!(false, "{}: {}", other, body),
        }
    }
}

#[test]
fn an_order_has_an_id_and_its_page_where_the_service_names_one() {
    let placed = read_order(fixture("checkout")).unwrap();
    assert_eq!(placed, Placed { id: OrderId::new("pio_xyz"), checkout_url: None, expires_at: None });
    let placed = read_order(fixture("checkout-extended")).unwrap();
    assert_eq!(
        placed.checkout_url.as_deref(),
        Some("https://book.example.com/abc123/checkout?order=pio_xyz")
    );
    assert_eq!(placed.expires_at, Some(Instant(1_795_817_700_000)));
}

#[test]
fn an_order_without_an_id_is_none_and_a_page_whose_address_could_run_something_is_dropped() {
    for body in [json!({}), json!({ "id": "" }), json!({ "id": null }), json!({ "id": 7 })] {
        assert!(matches!(read_order(body.clone()), Err(ApiError::Unreadable(_))), "{body}");
    }
    let mut body = fixture("checkout-extended");
    body["checkout_url"] = json!("javascript:alert(1)");
    assert_eq!(read_order(body).unwrap().checkout_url, None);
}

#[test]
fn what_is_not_the_promised_object_is_unreadable_and_not_an_empty_answer() {
    let page = json!("<!doctype html><title>Sign in to the hotel's wifi</title>");
    for body in [page, Value::Null, json!([]), json!(5), json!({}), fixture("error")] {
        for call in [
            Call::Locations,
            Call::Products { window: None, own: None },
            slots(),
            Call::Quote(key(), None),
            order(false),
        ] {
            let read = call.read(&Json(body.clone()));
            assert!(matches!(read, Err(ApiError::Unreadable(_))), "{call:?} of {body}: {read:?}");
        }
    }
}
