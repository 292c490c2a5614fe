//! The checkout pages: an order's summary, a stand-in payment, and how it ended. Plain forms, no script.

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use booking_widget::booking::{CompanyId, OrderId};
use maud::Markup;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tower_http::set_header::SetResponseHeaderLayer;

use super::parameters::Parameters;
use super::refused::{self, Refused};
use super::{AppState, body, pages};
use crate::built_in::{Order, OrderState, Payment};

/// Nothing but the page's own style sheet and icon; forms go nowhere else; in no frame, where a "Pay" could be hidden
/// under something else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

type Slug = Result<Path<String>, PathRejection>;

/// The pages.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    // A proxy may change the host, so that what the browser calls its origin is the public one.
    let origin = state.public_url.origin();
    let csrf = CsrfLayer::new();
    let csrf = csrf.clone().add_trusted_origin(&origin).unwrap_or(csrf);
    let csrf =
        csrf.with_rejection_response(|_: ProtectionError| page(StatusCode::FORBIDDEN, pages::foreign()));
    Router::new()
        .route("/{slug}/checkout", get(show).post(pay))
        .method_not_allowed_fallback(refused::no_such_method)
        .layer(csrf)
}

/// With what holds for each of these pages, also for those that tell of a failure.
pub(super) fn with_policy(pages: Router<AppState>) -> Router<AppState> {
    let with =
        |name: HeaderName, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    pages
        .layer(with(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(with(header::CACHE_CONTROL, "no-store"))
        // The address is all that one needs to see the order, so it is told to no other site. ("no-referrer" would
        // also make the form's own `Origin` null.)
        .layer(with(header::REFERRER_POLICY, "same-origin"))
}

async fn show(State(state): State<AppState>, slug: Slug, parameters: Parameters) -> Response {
    let (company, id) = named(slug, &parameters);
    let _turn = match state.turns.read() {
        Ok(turn) => turn,
        Err(refused) => return broken(refused),
    };
    match state.desk.order(&company, &id).await {
        Ok(Some(order)) => order_page(&order),
        Ok(None) => page(StatusCode::NOT_FOUND, pages::unknown()),
        Err(error) => broken(error.into()),
    }
}

async fn pay(
    State(state): State<AppState>,
    slug: Slug,
    parameters: Parameters,
    request: Request,
) -> Response {
    // The form has no fields: what is sent all the same is read no further than any other body.
    if let Err(refused) = body::read(request, state.limits.body_bytes).await {
        return broken(refused);
    }
    let (company, id) = named(slug, &parameters);
    let _turn = match state.turns.order() {
        Ok(turn) => turn,
        Err(refused) => return broken(refused),
    };
    match state.desk.pay(&company, &id).await {
        // To the page of the order, so that a reload asks for it and does not pay again.
        Ok(Some(Payment::Done)) => Redirect::to(&pages::address(&id)).into_response(),
        Ok(Some(Payment::Refused(order))) if order.state == OrderState::Paid => {
            page(StatusCode::CONFLICT, pages::paid_before(&order))
        }
        Ok(Some(Payment::Refused(order))) => order_page(&order),
        Ok(None) => page(StatusCode::NOT_FOUND, pages::unknown()),
        Err(error) => broken(error.into()),
    }
}

/// What was asked for; a slug that is no text is that of no company.
fn named(slug: Slug, parameters: &Parameters) -> (CompanyId, OrderId) {
    let slug = slug.map(|slug| slug.0).unwrap_or_default();
    (CompanyId::from_slug(&slug), OrderId::new(parameters.get("order").unwrap_or_default()))
}

fn order_page(order: &Order) -> Response {
    match &order.state {
        OrderState::Open => page(StatusCode::OK, pages::summary(order)),
        OrderState::Paid => page(StatusCode::OK, pages::confirmation(order)),
        OrderState::Expired => page(StatusCode::GONE, pages::expired(order)),
        OrderState::Replaced(by) => page(StatusCode::GONE, pages::replaced(order, by.as_ref())),
    }
}

/// A failure as a page: what the API says of it is not for customers.
pub(super) fn broken(refused: Refused) -> Response {
    let page = if refused.is_too_often() { pages::too_often() } else { pages::broken() };
    refused.with_body(html(page))
}

fn page(status: StatusCode, markup: Markup) -> Response {
    (status, html(markup)).into_response()
}

fn html(markup: Markup) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], markup.into_string())
}
