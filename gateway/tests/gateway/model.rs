//! Any order of ordering, changing, paying, waiting, setting the clock, clearing up and restarting, against a model that
//! counts minutes.

use std::cell::{Cell, RefCell};

use booking_gateway::limits::Limits;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use super::harness::*;
use super::judge::{Hire, fits, free};

const QUARTER: i64 = 15 * MINUTE;

/// With how many units, and how long each is busy behind a hire.
const PRODUCTS: [(&str, u32, i64); 2] = [("product_seven", 7, 0), ("product_busy", 3, 20 * MINUTE)];

#[derive(Clone, Debug)]
enum Step {
    /// A customer asks for a product for a window, in quarters of an hour from the first.
    Order {
        who: usize,
        product: usize,
        start: i64,
        length: i64,
        quantity: u32,
    },
    /// They ask for the same once more, as when an answer did not come.
    Again {
        who: usize,
    },
    Pay {
        who: usize,
    },
    Wait {
        minutes: i64,
    },
    /// The machine's clock is set, forward or back.
    SetClock {
        minutes: i64,
    },
    /// The task that ends orders whose time has passed runs.
    EndExpired,
    /// The gateway is stopped, and another one started on the store.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let order = (0..5_usize, 0..2_usize, 0..24_i64, 1..10_i64, 1..4_u32);
    prop_oneof![
        6 => order.prop_map(|(who, product, start, length, quantity)| {
            Step::Order { who, product, start, length, quantity }
        }),
        2 => (0..5_usize).prop_map(|who| Step::Again { who }),
        2 => (0..5_usize).prop_map(|who| Step::Pay { who }),
        1 => (1..18_i64).prop_map(|minutes| Step::Wait { minutes }),
        1 => (-40..40_i64).prop_map(|minutes| Step::SetClock { minutes }),
        1 => Just(Step::EndExpired),
        1 => Just(Step::Restart),
    ]
}

/// An order as the model has it.
#[derive(Clone, Debug)]
struct Placed {
    id: String,
    who: usize,
    /// A customer's next order after a paid one has a reference of its own.
    turn: usize,
    product: usize,
    hire: Hire,
    /// `None`: paid.
    ends: Option<i64>,
    /// Its end is stored: no clock brings it back.
    ended: bool,
    /// Since when its customer has held units without a break.
    since: i64,
}

impl Placed {
    fn is_open(&self, now: i64) -> bool {
        !self.ended && self.ends.is_some_and(|ends| ends > now)
    }
}

struct Model {
    gateway: Option<Gateway>,
    /// The latest moment that the gateway has seen: for small steps back of the machine's clock it stands still.
    latest: i64,
    /// Tells the references of one sequence from those of the others.
    sequence: usize,
    first: i64,
    turns: [usize; 5],
    asked: [Option<(usize, Hire)>; 5],
    placed: Vec<Placed>,
}

impl Model {
    fn gateway(&self) -> &Gateway {
        self.gateway.as_ref().unwrap()
    }

    fn now(&self) -> i64 {
        self.latest
    }

    /// Sets the machine's clock, and has the gateway look at it.
    async fn set_clock(&mut self, wall: i64) {
        self.gateway().set_now(wall);
        if wall > self.latest || self.latest - wall > 5 * MINUTE {
            self.latest = wall;
        }
        self.look().await;
    }

    /// What is stored whenever orders are written: those whose time has passed have ended.
    fn end_expired(&mut self) {
        let now = self.now();
        for order in &mut self.placed {
            order.ended |= order.ends.is_some_and(|ends| ends <= now);
        }
    }

    /// What is held of a product now, but for what `but` holds unpaid.
    fn held(&self, product: usize, but: Option<usize>) -> Vec<Hire> {
        let now = self.now();
        let counts = |order: &&Placed| {
            order.product == product
                && (order.ends.is_none() || order.is_open(now))
                && !(order.ends.is_some() && but == Some(order.who))
        };
        self.placed.iter().filter(counts).map(|order| order.hire).collect()
    }

    async fn step(&mut self, step: &Step) {
        match *step {
            Step::Order { who, product, start, length, quantity } => {
                let start = self.first + start * QUARTER;
                let hire = Hire { start, end: start + length * QUARTER, quantity };
                self.asked[who] = Some((product, hire));
                self.order(who, product, hire).await;
            }
            Step::Again { who } => {
                if let Some((product, hire)) = self.asked[who] {
                    self.order(who, product, hire).await;
                }
            }
            Step::Pay { who } => self.pay(who).await,
            Step::Wait { minutes } | Step::SetClock { minutes } => {
                self.set_clock(self.gateway().now() + minutes * MINUTE).await;
            }
            Step::EndExpired => {
                self.gateway().source.end_expired().await.unwrap();
                self.end_expired();
            }
            Step::Restart => {
                let gateway = self.gateway.take().unwrap();
                self.latest = gateway.now();
                self.gateway = Some(gateway.restarted_with(limits()).await);
                self.end_expired();
            }
        }
    }

    async fn order(&mut self, who: usize, product: usize, hire: Hire) {
        let now = self.now();
        let (name, stock, turnaround) = PRODUCTS[product];
        let turn = self.turns[who];
        let reference = format!("01939c1e-7a3b-7c4d-8e5f-{:06x}{turn:04x}{who:02x}", self.sequence);
        let body = with(order_of(&[(name, hire.quantity.into())]), "client_reference", reference);
        let body = with(with(body, "fromDate", iso(hire.start)), "toDate", iso(hire.end));
        let answer = self.gateway().order(&body).await;
        let own = self.placed.iter().position(|order| (order.who, order.turn) == (who, turn));
        let same = own
            .map(|own| &self.placed[own])
            .filter(|own| (own.product, own.hire) == (product, hire) && own.is_open(now));
        if let Some(same) = same {
            assert_eq!(answer.ok()["id"], same.id);
            return;
        }
        let past = hire.start + 5 * MINUTE < now;
        if past || !fits(stock, &self.held(product, Some(who)), turnaround, hire) {
            answer.refused(400);
            return;
        }
        let answer = answer.ok();
        let id = answer["id"].as_str().unwrap().to_owned();
        let mut since = now;
        if let Some(own) = own {
            let own = self.placed.remove(own);
            if own.is_open(now) {
                since = own.since;
            }
        }
        let ends = (now + 15 * MINUTE).min(since + 2 * HOUR);
        assert_eq!(answer["expires_at"], ends);
        self.end_expired();
        self.placed.push(Placed { id, who, turn, product, hire, ends: Some(ends), ended: false, since });
    }

    async fn pay(&mut self, who: usize) {
        let now = self.now();
        let turn = self.turns[who];
        let Some(at) = self.placed.iter().position(|order| (order.who, order.turn) == (who, turn)) else {
            return;
        };
        let page = format!("/test/checkout?order={}", self.placed[at].id);
        let answer = self.gateway().post(&page, &Value::Null).await;
        let own = &mut self.placed[at];
        if own.is_open(now) {
            assert_eq!(answer.status.as_u16(), 303);
            own.ends = None;
            self.turns[who] += 1;
        } else {
            assert_eq!(answer.status.as_u16(), 410);
            own.ended = true;
        }
    }

    /// Asks what is free for some windows, those that begin or end where a hire does among them.
    async fn look(&self) {
        let now = self.now();
        let mut windows = vec![(self.first, self.first + QUARTER), (self.first, self.first + 40 * QUARTER)];
        let last = self.placed.last().map(|order| order.hire);
        windows.extend(last.map(|hire| (hire.start - QUARTER, hire.start)));
        windows.extend(last.map(|hire| (hire.end, hire.end + QUARTER)));
        for (start, end) in windows {
            let (from, to) = (start.to_string(), end.to_string());
            let query = [("company_id", "company_test"), ("start_time", &from), ("end_time", &to)];
            let answer = self.gateway().ask("/api/v1/browse/products", &query).await.ok();
            for (product, (name, stock, turnaround)) in PRODUCTS.into_iter().enumerate() {
                let window = Hire { start, end, quantity: 0 };
                let past = start + 5 * MINUTE < now;
                let free = if past { 0 } else { free(stock, &self.held(product, None), turnaround, window) };
                let products = answer["products"].as_array().unwrap();
                let shown = products.iter().find(|product| product["id"] == name).unwrap();
                assert_eq!(shown["locations"][0]["available_count"], free, "{name} {start} {end}");
            }
        }
    }
}

fn limits() -> Limits {
    Limits { unpaid_orders: 1000, unpaid_units: 10_000, unpaid_unit_days: 10_000, ..however_often() }
}

async fn start() -> Gateway {
    let gateway = Gateway::with(limits()).await;
    gateway.sql(SEVEN).await;
    gateway
        .sql(
            "INSERT INTO products (id, company_id, sort_order, name, base_price_cents, turnaround_ms)
                 VALUES ('product_busy', 'company_test', 5, 'Busy', 4000, 1200000);
             INSERT INTO stock_units (id, product_id, location_id)
                 SELECT 'b' || value, 'product_busy', 'location_open' FROM json_each('[1, 2, 3]')",
        )
        .await;
    gateway
}

#[test]
fn whatever_customers_and_clocks_do_the_store_holds_what_the_minutes_say() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let kept = RefCell::new(None);
    let sequences = Cell::new(0);
    let steps = Cell::new(0);
    let clock = std::time::Instant::now();
    let mut runner = TestRunner::new(Config::with_cases(64));
    let ended = runner.run(&prop::collection::vec(step(), 1..50), |sequence| {
        sequences.set(sequences.get() + 1);
        steps.set(steps.get() + sequence.len());
        // Each sequence has a fortnight of its own, so that it finds nothing there.
        let now = ms(NOW) + sequences.get() as i64 * 14 * DAY;
        // One that failed took its gateway with it.
        let gateway = kept.borrow_mut().take().unwrap_or_else(|| runtime.block_on(start()));
        let mut model = Model {
            gateway: Some(gateway),
            latest: now,
            sequence: sequences.get(),
            first: now + 2 * QUARTER,
            turns: [0; 5],
            asked: [None; 5],
            placed: Vec::new(),
        };
        runtime.block_on(async {
            model.set_clock(now).await;
            for step in &sequence {
                model.step(step).await;
            }
            model.look().await;
        });
        kept.replace(model.gateway);
        Ok(())
    });
    println!("{} sequences of {} steps in {:?}", sequences.get(), steps.get(), clock.elapsed());
    ended.unwrap();
    runtime.block_on(kept.into_inner().unwrap().assert_whole());
}
