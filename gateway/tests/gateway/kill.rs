//! The gateway killed in the middle of a rush, and started again on what is left.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::Arc;

use booking_gateway::limits::Limits;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Child;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use super::harness::*;
use super::judge::{Hire, free, fullest};
use super::program::{PATIENCE, address, program};
use super::socket::exchange;

const CUSTOMERS: usize = 300;
const DAYS: i64 = 24;

/// After how many confirmations, of orders and payments together, each of the gateways is killed.
const KILLED_AFTER: [usize; 6] = [1, 17, 5, 29, 11, 23];

/// How many requests each of those may be asked beyond the confirmations waited for. All of them together are fewer than
/// there are customers: however a machine schedules them, somebody is still to be told when a gateway is killed.
const UNDER_WAY: usize = 30;

/// How a customer stands, as they have been told.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Ordered(String),
    Paid(String),
    Refused,
}

#[derive(Clone)]
struct Customer {
    reference: String,
    hire: Hire,
    pays: bool,
    told: Told,
}

impl Customer {
    fn new(number: usize, first: i64) -> Self {
        // Three windows a day of which each overlaps the others.
        let n = number as i64;
        let morning = first + n % DAYS * DAY;
        let (start, end) = [(0, 5), (3, 8), (4, 10)][number / DAYS as usize % 3];
        let quantity = [1, 2, 1, 3][number % 4];
        Self {
            reference: format!("01939c1e-7a3b-7c4d-8e5f-{number:012x}"),
            hire: Hire { start: morning + start * HOUR, end: morning + end * HOUR, quantity },
            pays: number.is_multiple_of(2),
            told: Told::Nothing,
        }
    }

    fn body(&self) -> String {
        let body = order_of(&[("product_seven", self.hire.quantity.into())]);
        let body = with(body, "client_reference", self.reference.as_str());
        with(with(body, "fromDate", iso(self.hire.start)), "toDate", iso(self.hire.end)).to_string()
    }

    /// Goes on until there is nothing more to do, no request is left or no answer comes; each confirmation is told to
    /// `confirmed`.
    async fn goes_on(
        mut self,
        to: String,
        requests: Arc<Semaphore>,
        confirmed: mpsc::UnboundedSender<()>,
    ) -> Self {
        if self.told == Told::Nothing {
            let Ok(request) = requests.acquire().await else { return self };
            request.forget();
            let Some((status, body)) = ask(&to, "/api/customer/checkout", &self.body()).await else {
                return self;
            };
            let Ok(body) = serde_json::from_str::<Value>(&body) else { return self };
            self.told = match status {
                200 => Told::Ordered(body["id"].as_str().unwrap().to_owned()),
                400 => Told::Refused,
                other => panic!("{other}: {body}"),
            };
            let _ = confirmed.send(());
        }
        if let (Told::Ordered(id), true) = (&self.told, self.pays) {
            let Ok(request) = requests.acquire().await else { return self };
            request.forget();
            let Some((status, _)) = ask(&to, &format!("/test/checkout?order={id}"), "").await else {
                return self;
            };
            // The answer to an earlier payment may have been lost.
            assert!([303, 409].contains(&status), "{status}");
            self.told = Told::Paid(id.clone());
            let _ = confirmed.send(());
        }
        self
    }
}

/// The status and the body; `None` where no whole head came.
async fn ask(to: &str, path: &str, body: &str) -> Option<(u16, String)> {
    let answer = exchange(to, "POST", path, "", body).await.ok()?;
    let answer = String::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

async fn start(folder: &TempDir) -> (Child, String) {
    // All customers are at one address.
    let many = ["--listen=127.0.0.1:0", "--unpaid-orders=100000", "--unpaid-units=100000"];
    let often = ["--checkout-rate=100000/100000", "--connections-per-client=1000"];
    let many = [&many[..], &often].concat();
    // A line for each request: nobody would read that many of them.
    let mut child = program(folder.path(), &many).stderr(Stdio::null()).spawn().unwrap();
    let address = address(&mut child).await;
    (child, address)
}

/// Asserts that the store holds what each customer was told, and no more than there is.
async fn judge(gateway: &Gateway, customers: &[Customer]) {
    gateway.set_now(program_now());
    gateway.assert_whole().await;
    assert!(fullest(&gateway.hires("product_seven").await, 0) <= 7);
    let pool = gateway.pool().await;
    let rows: Vec<(String, String, String)> =
        sqlx::query_as("SELECT client_reference, id, status FROM orders").fetch_all(&pool).await.unwrap();
    pool.close().await;
    let count = rows.len();
    let orders: HashMap<_, _> =
        rows.into_iter().map(|(reference, id, status)| (reference, (id, status))).collect();
    assert_eq!(orders.len(), count, "one order for each reference");
    for customer in customers {
        let order = orders.get(&customer.reference);
        match &customer.told {
            Told::Nothing => {}
            Told::Refused => assert_eq!(order, None),
            Told::Ordered(id) => assert_eq!(&order.expect("an order that was confirmed").0, id),
            Told::Paid(id) => assert_eq!(order, Some(&(id.clone(), "paid".to_owned()))),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_customers_were_told_outlives_a_kill_in_the_middle_of_the_rush() {
    let first = (program_now() / HOUR + 7 * 24) * HOUR;
    let limits = Limits::default();
    let gateway = Gateway::with(limits).await;
    gateway.sql(SEVEN).await;
    gateway.source.close().await;
    let folder: Arc<TempDir> = gateway.folder;

    let mut customers: Vec<_> = (0..CUSTOMERS).map(|number| Customer::new(number, first)).collect();
    // The last one is left to end.
    for killed_after in KILLED_AFTER.into_iter().map(Some).chain([None]) {
        let (mut child, to) = start(&folder).await;
        let (confirmed, mut confirmations) = mpsc::unbounded_channel();
        let asked = killed_after.map_or(2 * CUSTOMERS, |confirmations| confirmations + UNDER_WAY);
        let requests = Arc::new(Semaphore::new(asked));
        let goers: Vec<_> = customers
            .iter()
            .map(|customer| customer.clone().goes_on(to.clone(), requests.clone(), confirmed.clone()))
            .map(tokio::spawn)
            .collect();
        drop(confirmed);
        for _ in 0..killed_after.unwrap_or(0) {
            timeout(PATIENCE, confirmations.recv())
                .await
                .expect("it answers")
                .expect("one more confirmation");
        }
        if killed_after.is_some() {
            child.start_kill().unwrap();
            timeout(PATIENCE, child.wait()).await.expect("it dies").unwrap();
            requests.close();
        }
        customers.clear();
        for goer in goers {
            customers.push(timeout(PATIENCE, goer).await.expect("it answers").unwrap());
        }
        let told = |what: fn(&Told) -> bool| customers.iter().filter(|customer| what(&customer.told)).count();
        println!(
            "killed after {killed_after:?}: {} told nothing, {} ordered, {} paid, {} refused",
            told(|told| *told == Told::Nothing),
            told(|told| matches!(told, Told::Ordered(_))),
            told(|told| matches!(told, Told::Paid(_))),
            told(|told| *told == Told::Refused),
        );
        assert_eq!(killed_after.is_some(), told(|told| *told == Told::Nothing) > 0, "killed in the middle");
        child.start_kill().unwrap();
        timeout(PATIENCE, child.wait()).await.expect("it dies").unwrap();
        let gateway = Gateway::on(folder.clone(), limits).await;
        judge(&gateway, &customers).await;
        gateway.source.close().await;
    }

    // A quarter of an hour later only what is paid is held.
    let gateway = Gateway::on(folder, limits).await;
    gateway.set_now(program_now() + 15 * MINUTE);
    let paid = |customer: &&Customer| matches!(customer.told, Told::Paid(_));
    let mut held: Vec<_> = customers.iter().filter(paid).map(|customer| customer.hire).collect();
    assert!(!held.is_empty());
    for customer in &customers {
        let Hire { start, end, .. } = customer.hire;
        let free = u64::from(free(7, &held, 0, customer.hire));
        assert_eq!(gateway.free("product_seven", "location_open", start, end).await, free);
        if let Told::Ordered(id) = &customer.told {
            let page = format!("/test/checkout?order={id}");
            assert_eq!(gateway.post(&page, &Value::Null).await.status.as_u16(), 410);
        }
    }
    gateway.source.end_expired().await.unwrap();
    let mut left = gateway.hires("product_seven").await;
    left.sort();
    held.sort();
    assert_eq!(left, held);
    gateway.assert_whole().await;
}
