//! Any order of ordering, changing, paying and waiting, against a model that counts minutes.

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
}

struct Model<'a> {
    gateway: &'a Gateway,
    /// Tells the references of one sequence from those of the others.
    sequence: usize,
    first: i64,
    turns: [usize; 5],
    asked: [Option<(usize, Hire)>; 5],
    placed: Vec<Placed>,
}

impl Model<'_> {
    /// What is held of a product now, but for what `but` holds unpaid.
    fn held(&self, product: usize, but: Option<usize>) -> Vec<Hire> {
        let now = self.gateway.now();
        let counts = |order: &&Placed| {
            order.product == product
                && order.ends.is_none_or(|ends| ends > now)
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
            Step::Wait { minutes } => self.gateway.set_now(self.gateway.now() + minutes * MINUTE),
        }
    }

    async fn order(&mut self, who: usize, product: usize, hire: Hire) {
        let now = self.gateway.now();
        let (name, stock, turnaround) = PRODUCTS[product];
        let turn = self.turns[who];
        let reference = format!("01939c1e-7a3b-7c4d-8e5f-{:06x}{turn:04x}{who:02x}", self.sequence);
        let body = with(order_of(&[(name, hire.quantity.into())]), "client_reference", reference);
        let body = with(with(body, "fromDate", iso(hire.start)), "toDate", iso(hire.end));
        let answer = self.gateway.order(&body).await;
        let own = self.placed.iter().position(|order| (order.who, order.turn) == (who, turn));
        let same = own.map(|own| &self.placed[own]).filter(|own| {
            (own.product, own.hire) == (product, hire) && own.ends.is_some_and(|ends| ends > now)
        });
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
        assert_eq!(answer["expires_at"], now + 15 * MINUTE);
        if let Some(own) = own {
            self.placed.remove(own);
        }
        self.placed.push(Placed { id, who, turn, product, hire, ends: Some(now + 15 * MINUTE) });
    }

    async fn pay(&mut self, who: usize) {
        let now = self.gateway.now();
        let turn = self.turns[who];
        let Some(own) = self.placed.iter_mut().find(|order| (order.who, order.turn) == (who, turn)) else {
            return;
        };
        let answer = self.gateway.post(&format!("/test/checkout?order={}", own.id), &Value::Null).await;
        if own.ends.is_some_and(|ends| ends > now) {
            assert_eq!(answer.status.as_u16(), 303);
            own.ends = None;
            self.turns[who] += 1;
        } else {
            assert_eq!(answer.status.as_u16(), 410);
        }
    }

    /// Asks what is free for some windows, those that begin or end where a hire does among them.
    async fn look(&self) {
        let now = self.gateway.now();
        let mut windows = vec![(self.first, self.first + QUARTER), (self.first, self.first + 40 * QUARTER)];
        let last = self.placed.last().map(|order| order.hire);
        windows.extend(last.map(|hire| (hire.start - QUARTER, hire.start)));
        windows.extend(last.map(|hire| (hire.end, hire.end + QUARTER)));
        for (start, end) in windows {
            let (from, to) = (start.to_string(), end.to_string());
            let query = [("company_id", "company_test"), ("start_time", &from), ("end_time", &to)];
            let answer = self.gateway.ask("/api/v1/browse/products", &query).await.ok();
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

#[test]
fn whatever_customers_do_the_store_holds_what_the_minutes_say() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let limits = Limits { unpaid_orders: 1000, unpaid_units: 10_000, ..however_often() };
    let gateway = runtime.block_on(async {
        let gateway = Gateway::with(limits).await;
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
    });
    let sequences = std::cell::Cell::new(0);
    let steps = std::cell::Cell::new(0);
    let clock = std::time::Instant::now();
    let mut runner = TestRunner::new(Config::with_cases(64));
    let ended = runner.run(&prop::collection::vec(step(), 1..50), |sequence| {
        sequences.set(sequences.get() + 1);
        steps.set(steps.get() + sequence.len());
        // Each sequence has a fortnight of its own, so that it finds nothing there.
        let now = ms(NOW) + sequences.get() as i64 * 14 * DAY;
        gateway.set_now(now);
        let mut model = Model {
            gateway: &gateway,
            sequence: sequences.get(),
            first: now + 2 * QUARTER,
            turns: [0; 5],
            asked: [None; 5],
            placed: Vec::new(),
        };
        runtime.block_on(async {
            for step in &sequence {
                model.step(step).await;
            }
            model.look().await;
        });
        Ok(())
    });
    println!("{} sequences of {} steps in {:?}", sequences.get(), steps.get(), clock.elapsed());
    ended.unwrap();
    runtime.block_on(gateway.assert_whole());
}
