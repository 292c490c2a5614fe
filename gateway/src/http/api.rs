//! The five endpoints of the public API.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use booking_widget::api::wire::{
    Availability, AvailabilityRequest, CheckoutOrder, CheckoutRequest, Locations, Products, Refusal,
    TimeSlots, path,
};
use booking_widget::booking::{CompanyId, Interval, LocationId, ProductId};
use chrono::DateTime;

use super::AppState;
use super::body::JsonBody;
use super::client_address::ClientAddress;
use super::parameters::{Parameters, hold, reference, window};
use super::refused::Refused;
use super::return_url::{self, PageOrigin};
use crate::limits::Limits;
use crate::source::{OrderWish, Own, SlotsQuestion, Trip};

pub(super) fn routes() -> Router<AppState> {
    reading_routes().route(path::CHECKOUT, post(checkout))
}

/// Those that change nothing.
pub(super) fn reading_routes() -> Router<AppState> {
    Router::new()
        .route(path::PRODUCTS, get(products))
        .route(path::LOCATIONS, get(locations))
        .route(path::AVAILABILITY, post(availability))
        .route(path::TIME_SLOTS, get(time_slots))
}

/// The products with their locations; with a window also what is free in it and what it costs.
#[utoipa::path(
    get, path = "/api/v1/browse/products", tag = "browse",
    params(
        ("company_id" = String, Query, description = "The company"),
        ("start_time" = Option<i64>, Query, description = "Window start, Unix ms; only with `end_time`"),
        ("end_time" = Option<i64>, Query, description = "Window end, Unix ms; only with `start_time`"),
        ("hold" = Option<String>, Query, description = "A UUID: the units of the unpaid order under it count as free"),
        ("client_reference" = Option<String>, Query, description = "A UUID v7: the same by the order's reference, for widgets of earlier releases"),
    ),
    responses(
        (status = 200, description = "In the order in which they are to be shown", body = Products),
        (status = 400, description = "A parameter is missing or wrong", body = Refusal),
        (status = 404, description = "No such company", body = Refusal),
        (status = 429, description = "Too many requests from this address; `Retry-After` says when to try again", body = Refusal),
        (status = 500, description = "Server error", body = Refusal),
        (status = 503, description = "Too much to do; `Retry-After` says when to try again", body = Refusal),
    ),
)]
pub(super) async fn products(
    State(state): State<AppState>,
    parameters: Parameters,
) -> Result<Response, Refused> {
    let company = CompanyId::new(parameters.required("company_id")?);
    let window = parameters.window()?;
    let own = parameters.own()?;
    let _turn = state.turns.read()?;
    let products = Json(state.source.products(&company, window, own.as_ref()).await?);
    // What is free changes with each order.
    Ok(if window.is_none() && own.is_none() {
        shared_for_a_while(&state, products)
    } else {
        products.into_response()
    })
}

/// The company, its locations, and the optional request fields that are taken.
#[utoipa::path(
    get, path = "/api/v1/browse/locations", tag = "browse",
    params(("company_id" = String, Query, description = "The company")),
    responses(
        (status = 200, description = "In the order in which they are to be shown", body = Locations),
        (status = 400, description = "A parameter is missing or wrong", body = Refusal),
        (status = 404, description = "No such company", body = Refusal),
        (status = 429, description = "Too many requests from this address; `Retry-After` says when to try again", body = Refusal),
        (status = 500, description = "Server error", body = Refusal),
        (status = 503, description = "Too much to do; `Retry-After` says when to try again", body = Refusal),
    ),
)]
pub(super) async fn locations(
    State(state): State<AppState>,
    parameters: Parameters,
) -> Result<Response, Refused> {
    let company = CompanyId::new(parameters.required("company_id")?);
    let _turn = state.turns.read()?;
    Ok(shared_for_a_while(&state, Json(state.source.locations(&company).await?)))
}

/// Whether a cart can be had in a window, and its price.
#[utoipa::path(
    post, path = "/api/v1/browse/availability", tag = "browse",
    request_body = AvailabilityRequest,
    responses(
        (status = 200, description = "One line for each product of the cart; if it can't be had, the reason", body = Availability),
        (status = 400, description = "The body is wrong", body = Refusal),
        (status = 404, description = "No such company", body = Refusal),
        (status = 413, description = "The body is too large", body = Refusal),
        (status = 415, description = "The body is not sent as JSON", body = Refusal),
        (status = 429, description = "Too many requests from this address; `Retry-After` says when to try again", body = Refusal),
        (status = 500, description = "Server error", body = Refusal),
        (status = 503, description = "Too much to do; `Retry-After` says when to try again", body = Refusal),
    ),
)]
pub(super) async fn availability(
    State(state): State<AppState>,
    JsonBody(body): JsonBody<AvailabilityRequest>,
) -> Result<Json<Availability>, Refused> {
    let lines = body.cart.into_iter().map(|line| (line.product_id, line.quantity));
    let trip = Trip {
        company: named(body.company_id, "company_id", CompanyId::as_str)?,
        location: named(body.location_id, "location_id", LocationId::as_str)?,
        window: window(body.start_time, body.end_time, "start_time", "end_time")?,
        lines: added_up(lines, "cart", &state.limits)?,
    };
    let own = body.client_reference.as_deref().map(reference).transpose()?.map(Own::Reference);
    let _turn = state.turns.read()?;
    Ok(Json(state.source.quote(&trip, own.as_ref()).await?))
}

/// Availability samples of a product at a location, sorted by start.
#[utoipa::path(
    get, path = "/api/v1/browse/time-slots", tag = "browse",
    params(
        ("company_id" = String, Query, description = "The company"),
        ("product_id" = String, Query, description = "The product"),
        ("location_id" = String, Query, description = "The location"),
        ("start_time" = i64, Query, description = "Window start, Unix ms"),
        ("end_time" = i64, Query, description = "Window end, Unix ms"),
        ("interval" = Option<String>, Query,
            description = "`15m` (the default; a window of at most 48 hours) or `day` (at most 168 hours)"),
        ("hold" = Option<String>, Query, description = "A UUID: the units of the unpaid order under it count as free"),
        ("client_reference" = Option<String>, Query, description = "A UUID v7: the same by the order's reference, for widgets of earlier releases"),
    ),
    responses(
        (status = 200, description = "Sorted by start. `15m`: the units that a hire can have for each quarter of an \
            hour, with the turnaround time behind it. `day`: for each local day, at its midnight, the most units with \
            which a hire could start at some open moment. What has gone by counts 0", body = TimeSlots),
        (status = 400, description = "A parameter is missing or wrong, or the window too long", body = Refusal),
        (status = 404, description = "No such company", body = Refusal),
        (status = 429, description = "Too many requests from this address; `Retry-After` says when to try again", body = Refusal),
        (status = 500, description = "Server error", body = Refusal),
        (status = 503, description = "Too much to do; `Retry-After` says when to try again", body = Refusal),
    ),
)]
pub(super) async fn time_slots(
    State(state): State<AppState>,
    parameters: Parameters,
) -> Result<Json<TimeSlots>, Refused> {
    let company = CompanyId::new(parameters.required("company_id")?);
    let product = ProductId::new(parameters.required("product_id")?);
    let location = LocationId::new(parameters.required("location_id")?);
    let window = parameters.window()?.ok_or_else(|| Refused::bad("start_time and end_time are required"))?;
    let interval = parameters.interval()?;
    if window.elapsed_ms() > interval.limit_ms() {
        return Err(Refused::bad(match interval {
            Interval::Quarter => "end_time - start_time must not be more than 48 hours at interval=15m",
            Interval::Day => "end_time - start_time must not be more than 7 days (168 hours) at interval=day",
        }));
    }
    let question = SlotsQuestion { company, product, location, window, interval, own: parameters.own()? };
    let _turn = state.turns.read()?;
    Ok(Json(state.source.slots(&question).await?))
}

/// Creates an unpaid order that holds its units for a while; the customer pays on its page.
#[utoipa::path(
    post, path = "/api/customer/checkout", tag = "checkout",
    request_body(content = CheckoutRequest, description = "`returnUrl`: an absolute http or https address of at most 8192 \
        bytes; the checkout page leads back to it where its origin is that of the request or one that the company \
        lists, less what its query has of tracking and of secrets. Else there is no way back, and the order is made"),
    responses(
        (status = 200, description = "The order, new or that of the same `client_reference`", body = CheckoutOrder),
        (status = 400, description = "The body is wrong, or the cart can't be had", body = Refusal),
        (status = 404, description = "No such company", body = Refusal),
        (status = 409, description = "The order of this `client_reference` is paid, and was of something else",
            body = Refusal),
        (status = 413, description = "The body is too large", body = Refusal),
        (status = 415, description = "The body is not sent as JSON", body = Refusal),
        (status = 429, description = "Too many requests from this address, or too many unpaid orders; `Retry-After` says when to \
            try again", body = Refusal),
        (status = 500, description = "Server error", body = Refusal),
        (status = 503, description = "Too much to do; `Retry-After` says when to try again", body = Refusal),
    ),
)]
pub(super) async fn checkout(
    State(state): State<AppState>,
    ClientAddress(client): ClientAddress,
    origin: PageOrigin,
    JsonBody(body): JsonBody<CheckoutRequest>,
) -> Result<Json<CheckoutOrder>, Refused> {
    let return_url = match body.return_url {
        Some(url) => return_url::allowed(&url, &body.company_id, &origin, &state.return_origins)?,
        None => None,
    };
    let lines = body.line_items.into_iter().map(|line| (line.product_id, line.quantity));
    let trip = Trip {
        company: named(body.company_id, "companyId", CompanyId::as_str)?,
        location: named(body.location_id, "locationId", LocationId::as_str)?,
        window: window(
            iso(&body.from_date, "fromDate")?,
            iso(&body.to_date, "toDate")?,
            "fromDate",
            "toDate",
        )?,
        lines: added_up(lines, "lineItems", &state.limits)?,
    };
    let wish = OrderWish {
        unit: unit(body.stock_id, &trip)?,
        trip,
        client_reference: body.client_reference.as_deref().map(reference).transpose()?,
        hold: body.hold.as_deref().map(hold).transpose()?,
        return_url,
        client,
    };
    let _turn = state.turns.order()?;
    Ok(Json(state.source.create_order(&wish).await?))
}

/// An answer that is the same for everybody and may be a minute old. Where faults are asked for, each request has to come
/// here to meet them.
fn shared_for_a_while(state: &AppState, answer: impl IntoResponse) -> Response {
    match state.faults {
        None => ([(header::CACHE_CONTROL, "max-age=60")], answer).into_response(),
        Some(_) => answer.into_response(),
    }
}

/// An id that is there, if not known yet.
fn named<T>(id: T, name: &str, text: fn(&T) -> &str) -> Result<T, Refused> {
    if text(&id).is_empty() { Err(Refused::bad(format!("{name} is required"))) } else { Ok(id) }
}

/// One unit can be wanted by its id only if it is the only one that is wanted.
fn unit(stock_id: Option<String>, trip: &Trip) -> Result<Option<String>, Refused> {
    match (stock_id, trip.lines.as_slice()) {
        (None, _) => Ok(None),
        (Some(id), [(_, 1)]) => Ok(Some(id)),
        (Some(_), _) => Err(Refused::bad("stockId is only for lineItems with one line of quantity 1")),
    }
}

/// A cart's lines within their bounds, the same product added up at its first place.
fn added_up(
    lines: impl Iterator<Item = (ProductId, u32)>,
    name: &str,
    limits: &Limits,
) -> Result<Vec<(ProductId, u32)>, Refused> {
    let mut cart: Vec<(ProductId, u32)> = Vec::new();
    for (count, (product, quantity)) in lines.enumerate() {
        if count >= limits.lines_per_cart {
            return Err(Refused::bad(format!(
                "{name} must not have more than {} lines",
                limits.lines_per_cart
            )));
        }
        let known = cart.iter_mut().find(|line| line.0 == product);
        let sum = known.as_ref().map_or(0, |line| line.1).saturating_add(quantity);
        if quantity == 0 || sum > limits.units_per_line {
            let most = limits.units_per_line;
            return Err(Refused::bad(format!("the quantity of a product must be from 1 to {most}")));
        }
        match known {
            Some(line) => line.1 = sum,
            None => cart.push((product, quantity)),
        }
    }
    if cart.is_empty() {
        return Err(Refused::bad(format!("{name} must have at least one line")));
    }
    Ok(cart)
}

/// ISO 8601 with its offset, as Unix ms.
fn iso(text: &str, name: &str) -> Result<i64, Refused> {
    let wrong = |_| Refused::bad(format!("{name} must be an ISO 8601 time such as 2025-03-24T10:00:00.000Z"));
    DateTime::parse_from_rfc3339(text).map(|time| time.timestamp_millis()).map_err(wrong)
}
