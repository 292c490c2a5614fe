//! What stands around each request: a bound on how many are worked on, and a net under panics.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Request, header};
use booking_gateway::built_in::BuiltIn;
use booking_gateway::http::{AppState, app};
use booking_gateway::limits::Limits;
use booking_gateway::public_url::PublicUrl;
use booking_gateway::source::{OrderWish, Own, SlotsQuestion, Source, SourceError, Trip};
use booking_widget::api::wire::{Availability, CheckoutOrder, Locations, Products, TimeSlots};
use booking_widget::booking::{CompanyId, Window};
use tokio::sync::Semaphore;

use super::harness::*;

/// Answers for the locations when it is let, and panics for the products.
struct Odd {
    true_one: BuiltIn,
    asked: Semaphore,
    let_go: Semaphore,
}

#[async_trait]
impl Source for Odd {
    async fn locations(&self, company: &CompanyId) -> Result<Locations, SourceError> {
        self.asked.add_permits(1);
        self.let_go.acquire().await.unwrap().forget();
        Source::locations(&self.true_one, company).await
    }

    async fn products(
        &self,
        _: &CompanyId,
        _: Option<Window>,
        _: Option<&Own>,
    ) -> Result<Products, SourceError> {
        panic!("a shelf has fallen over");
    }

    async fn quote(&self, trip: &Trip, own: Option<&Own>) -> Result<Availability, SourceError> {
        Source::quote(&self.true_one, trip, own).await
    }

    async fn slots(&self, question: &SlotsQuestion) -> Result<TimeSlots, SourceError> {
        Source::slots(&self.true_one, question).await
    }

    async fn create_order(&self, wish: &OrderWish) -> Result<CheckoutOrder, SourceError> {
        Source::create_order(&self.true_one, wish).await
    }

    async fn check(&self) -> Result<(), SourceError> {
        Source::check(&self.true_one).await
    }
}

async fn odd(limits: Limits) -> (Gateway, Arc<Odd>) {
    let mut gateway = Gateway::with(limits).await;
    let true_one = gateway.source.clone();
    let odd =
        Arc::new(Odd { true_one: true_one.clone(), asked: Semaphore::new(0), let_go: Semaphore::new(0) });
    let url = PublicUrl::parse("https://hire.example").unwrap();
    let mut state = AppState::built_in(true_one, limits, url);
    state.source = odd.clone();
    gateway.router = app(state);
    (gateway, odd)
}

const LOCATIONS: &str = "/api/v1/browse/locations?company_id=company_test";

#[tokio::test]
async fn a_panic_is_answered_as_any_other_failure_and_the_next_request_goes_on() {
    let (gateway, _) = odd(Limits::default()).await;
    for _ in 0..2 {
        let request = Request::get("/api/v1/browse/products?company_id=company_test")
            .header(header::ORIGIN, "https://shop.example");
        let answer = gateway.send(request.body(Body::empty()).unwrap()).await;
        let message = answer.refused(500);
        assert_eq!(message, "something went wrong on this side");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("cache-control"), "no-store");
        gateway.quote(&quote_of(&[("product_kayak", 1)])).await.ok();
    }
}

#[tokio::test]
async fn beyond_its_capacity_it_refuses_reads_at_once_and_goes_on_with_orders_and_payments() {
    let limits = Limits { reads_under_way: 3, orders_under_way: 1, ..Limits::default() };
    let (gateway, odd) = odd(limits).await;
    let gateway = Arc::new(gateway);
    let under_way: Vec<_> = (0..3)
        .map(|_| {
            let gateway = gateway.clone();
            tokio::spawn(async move { gateway.get(LOCATIONS).await.ok() })
        })
        .collect();
    odd.asked.acquire_many(3).await.unwrap().forget();

    let clock = Instant::now();
    let refused = gateway.get(LOCATIONS).await;
    let took = clock.elapsed();
    refused.refused(503);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(took < Duration::from_millis(100), "{took:?}");
    gateway.quote(&quote_of(&[("product_kayak", 1)])).await.refused(503);

    let order = gateway.order(&order_of(&[("product_kayak", 1)])).await.ok();
    let page = format!("/test/checkout?order={}", order["id"].as_str().unwrap());
    let shown = gateway.get(&page).await;
    assert_eq!(shown.status.as_u16(), 503);
    assert!(!shown.header("retry-after").is_empty());
    assert_eq!(gateway.post(&page, &serde_json::Value::Null).await.status.as_u16(), 303);
    gateway.get("/healthz").await.ok();

    odd.let_go.add_permits(3);
    for read in under_way {
        read.await.unwrap();
    }
    odd.let_go.add_permits(1);
    gateway.get(LOCATIONS).await.ok();
}
