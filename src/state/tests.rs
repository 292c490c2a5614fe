//! The reducer by example. Each test speaks as the customer, the page's owner or the service, through [`Widget`].

mod checkout;
mod distance;
mod failures;
mod freshness;
mod keep;
mod limits;
mod listing;
mod model;
mod months;
mod near;
mod owner;
mod pages;
mod persist;
mod picker;
mod properties;
mod quick;
mod quote;
mod rest;
mod slots;
mod start;
mod trip;
mod wake;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::*;
use crate::api::{
    Answer, ApiError, Call, LocationsAnswer, OrderRequest, Own, Placed, ProductsAnswer, Sample,
};
use crate::booking::hours::{OpenSpan, OpeningHours};
use crate::booking::quote::{Extra, ExtraKind, Quote, QuoteKey, QuoteLine, Refused};
use crate::booking::time::testing::{date, local, zone};
use crate::booking::time::{DAY_MS, HOUR_MS, Instant, MINUTE_MS, Zone};
use crate::booking::{
    Company, Currency, Features, HireLength, Interval, Location, LocationId, Money, OrderId, Position,
    Product, ProductId, Stock, Window,
};

const MANLY: &str = "location_manly";
const BONDI: &str = "location_bondi";
const PALM: &str = "location_palm";
const KAYAK: &str = "product_kayak";
const BOARD: &str = "product_board";
const TRAILER: &str = "product_trailer";

fn place(id: &str) -> LocationId {
    LocationId::new(id)
}

fn product(id: &str) -> ProductId {
    ProductId::new(id)
}

fn item(id: &str, quantity: u32) -> Item {
    Item { product_id: product(id), quantity, name: None, subtotal: None }
}

fn aud(minor: i64) -> Money {
    Money::new(minor, Currency::parse("AUD"))
}

/// The first moment at which the clocks of Sydney say this.
fn at(text: &str) -> Instant {
    zone("Australia/Sydney").resolve(local(text)).earliest()
}

fn window(from: &str, to: &str) -> Window {
    Window::new(at(from), at(to)).unwrap()
}

fn network() -> ApiError {
    ApiError::Network("reset".into())
}

fn refused(status: u16) -> ApiError {
    ApiError::Refused { status, message: "no".into(), retry_after_ms: None }
}

/// Every zone there is; the browser stands in one of them.
struct TestZones {
    browser: &'static str,
}

impl Zones for TestZones {
    fn named(&self, name: &str) -> Option<ZoneRef> {
        name.parse().ok().map(|tz| ZoneRef(Rc::new(crate::booking::time::testing::TzZone(tz))))
    }

    fn local(&self) -> ZoneRef {
        self.named(self.browser).unwrap()
    }
}

/// A hire company in Sydney: three places, one closed on Mondays, and stock that others may have taken.
#[derive(Clone)]
struct Shop {
    locations: Vec<Location>,
    company: Company,
    features: Features,
    products: Vec<Product>,
    /// Units by product, at each of its places.
    units: BTreeMap<ProductId, u32>,
    /// What others took: product, from, until, units; at each place.
    taken: Vec<(ProductId, Instant, Instant, u32)>,
    /// Price of one unit, whatever the window, before 10 % tax.
    prices: BTreeMap<ProductId, i64>,
    checkout_url: Option<String>,
    /// How long an order holds its units, ms.
    holds_ms: Option<i64>,
    /// The orders that were asked for.
    orders: Vec<OrderRequest>,
}

impl Shop {
    fn new() -> Self {
        let daily = |opens, closes| OpenSpan::new(opens * HOUR_MS, closes * HOUR_MS).unwrap();
        let not_on_mondays = std::array::from_fn(|day| if day == 0 { vec![] } else { vec![daily(9, 17)] });
        let location = |id: &str, name: &str, hours| Location {
            id: place(id),
            name: name.into(),
            address: None,
            position: None,
            time_zone: Some("Australia/Sydney".into()),
            currency: Currency::parse("AUD"),
            hours: Some(hours),
        };
        let stands = |id: &str| Stock { location: place(id), name: id.into(), free: None, count: None };
        let goods = |id: &str, category: &str, places: &[&str]| Product {
            id: product(id),
            name: id.into(),
            description: None,
            category: Some(category.into()),
            image_url: None,
            from_price: Some(Money::new(2_000, None)),
            price: None,
            price_text: None,
            length: HireLength::ANY,
            stock: places.iter().copied().map(stands).collect(),
        };
        Self {
            locations: vec![
                location(MANLY, "Manly", OpeningHours::daily(daily(9, 17))),
                location(BONDI, "Bondi", OpeningHours::weekly(not_on_mondays)),
                location(PALM, "Palm Beach", OpeningHours::daily(daily(8, 18))),
            ],
            company: Company::default(),
            features: Features { client_reference: true, hold: true, return_url: true },
            products: vec![
                goods(KAYAK, "Kayaks", &[MANLY, BONDI, PALM]),
                goods(BOARD, "Boards", &[MANLY, BONDI]),
                goods(TRAILER, "Trailers", &[PALM]),
            ],
            units: [(product(KAYAK), 6), (product(BOARD), 2), (product(TRAILER), 1)].into(),
            taken: vec![],
            prices: [(product(KAYAK), 5_000), (product(BOARD), 3_500), (product(TRAILER), 9_000)].into(),
            checkout_url: None,
            holds_ms: Some(15 * MINUTE_MS),
            orders: vec![],
        }
    }

    /// Others take units of a product.
    fn take(&mut self, id: &str, from: &str, to: &str, units: u32) {
        self.taken.push((product(id), at(from), at(to), units));
    }

    fn free_at(&self, product: &ProductId, moment: Instant) -> u32 {
        let taken =
            self.taken.iter().filter(|(id, from, to, _)| id == product && *from <= moment && moment < *to);
        self.units[product].saturating_sub(taken.map(|(.., units)| units).sum())
    }

    fn free(&self, product: &ProductId, window: Window) -> u32 {
        let mut moment = window.start();
        let mut free = u32::MAX;
        while moment < window.end() {
            free = free.min(self.free_at(product, moment));
            moment = moment.plus(15 * MINUTE_MS);
        }
        free
    }

    fn locations(&self) -> LocationsAnswer {
        LocationsAnswer {
            locations: self.locations.clone(),
            company: self.company.clone(),
            features: self.features,
            skipped: vec![],
        }
    }

    fn products(&self, window: Option<Window>) -> ProductsAnswer {
        let mut products = self.products.clone();
        for (product, window) in products.iter_mut().zip(std::iter::repeat(window)) {
            let Some(window) = window else { continue };
            product.price = Some(Money::new(self.prices[&product.id], None));
            let count = self.free(&product.id, window);
            for stock in &mut product.stock {
                (stock.free, stock.count) = (Some(count > 0), Some(count));
            }
        }
        ProductsAnswer { products, skipped: vec![] }
    }

    fn slots(&self, product: &ProductId, interval: Interval, window: Window) -> Vec<Sample> {
        assert!(
            window.elapsed_ms() <= interval.limit_ms(),
            "{interval:?} over {} h",
            window.elapsed_ms() / HOUR_MS
        );
        let sydney = zone("Australia/Sydney");
        let mut samples = vec![];
        let mut start = window.start();
        while start < window.end() {
            let next = match interval {
                Interval::Quarter => start.plus(15 * MINUTE_MS),
                Interval::Day => sydney.start_of(sydney.local(start).date.plus_days(1)),
            };
            let count = match interval {
                Interval::Quarter => self.free_at(product, start),
                // The best moment of the day: what matters to the tests is taken for whole days.
                Interval::Day => self.free(product, Window::new(start, next).unwrap()),
            };
            samples.push(Sample { start, count });
            start = next;
        }
        samples
    }

    fn quote(&self, key: &QuoteKey) -> Quote {
        let mut sum = 0;
        let line = |line: &crate::booking::CartLine| {
            let unit = self.prices[&line.product];
            sum += unit * i64::from(line.quantity);
            QuoteLine {
                product: line.product.clone(),
                quantity: line.quantity,
                unit: Some(aud(unit)),
                subtotal: Some(aud(unit * i64::from(line.quantity))),
                count: Some(self.free(&line.product, key.window)),
            }
        };
        let lines: Vec<_> = key.cart.lines().iter().map(line).collect();
        let available = lines.iter().all(|line| Some(line.quantity) <= line.count);
        let tax = sum / 10;
        Quote {
            available,
            reason: (!available).then_some(Refused::Taken),
            lines,
            extras: vec![Extra { kind: ExtraKind::Tax, amount: aud(tax) }],
            total: Some(aud(sum + tax)),
        }
    }

    fn answer(&mut self, call: &Call, now: Instant) -> Answer {
        match call {
            Call::Locations => Answer::Locations(self.locations().into()),
            Call::Products { window, .. } => Answer::Products(self.products(*window).into()),
            Call::Slots { product, interval, window, .. } => {
                Answer::Slots(self.slots(product, *interval, *window).into())
            }
            Call::Quote(key, _) => Answer::Quote(self.quote(key).into()),
            Call::Order(request) => {
                self.orders.push(request.clone());
                Answer::Order(Placed {
                    id: OrderId::new(format!("pio_{}", self.orders.len())),
                    checkout_url: self.checkout_url.clone(),
                    expires_at: self.holds_ms.map(|ms| now.plus(ms)),
                })
            }
        }
    }
}

/// An element on a page, its clock, and the questions that it has under way.
struct Widget {
    model: Rc<Model>,
    now: Instant,
    /// The first day of the week in the customer's language, 0 for Monday.
    first_weekday: usize,
    zones: TestZones,
    shop: Shop,
    under_way: Vec<(RequestId, Call)>,
    /// All that was wanted done, less questions and what becomes of them.
    effects: Vec<Effect>,
}

fn raw() -> RawConfig {
    RawConfig {
        company_id: Some("company_abc123".into()),
        page_url: Some("https://shop.test/hire".into()),
        ..RawConfig::default()
    }
}

fn checked(raw: &RawConfig) -> (Rc<Config>, Vec<ConfigProblem>) {
    let (config, problems) = raw.check(|zone| zone.parse::<chrono_tz::Tz>().is_ok(), |_| true);
    (Rc::new(config), problems)
}

impl Widget {
    /// On Friday, 27 November 2026 at 10:00 in Sydney, not yet started.
    fn new(raw: &RawConfig, shop: Shop) -> Self {
        Self {
            model: Rc::new(Model::new(checked(raw).0, true)),
            now: at("2026-11-27 10:00"),
            first_weekday: 0,
            zones: TestZones { browser: "Europe/Berlin" },
            shop,
            under_way: vec![],
            effects: vec![],
        }
    }

    /// Started, and all that it asked for is answered.
    fn started(raw: &RawConfig, shop: Shop) -> Self {
        let mut widget = Self::new(raw, shop);
        widget.start();
        widget
    }

    /// Of the whole shop, with nothing chosen.
    fn open() -> Self {
        Self::started(&raw(), Shop::new())
    }

    /// At Manly, from Saturday to Sunday 9:00, two kayaks and a board in the cart, the price on screen: 148.50.
    fn booked() -> Self {
        Self::booked_with(&raw(), Shop::new())
    }

    fn booked_with(raw: &RawConfig, shop: Shop) -> Self {
        let mut widget = Self::started(raw, shop);
        widget.choose(MANLY, "2026-11-28 09:00", "2026-11-29 09:00");
        widget.set(KAYAK, 2);
        widget.set(BOARD, 1);
        widget.answer_all();
        assert_eq!(widget.model.total(), Some(aud(14_850)));
        widget.effects.clear();
        widget
    }

    fn start(&mut self) {
        self.act(Action::Start(None, vec![]));
        self.answer_all();
    }

    /// Has something happen; returns what the reducer wanted done.
    fn act(&mut self, action: Action) -> Vec<Effect> {
        let env = Env { now: self.now, zones: &self.zones, first_weekday: self.first_weekday };
        let (model, effects) = reduce(&self.model, action, &env);
        self.model = model;
        for effect in &effects {
            match effect {
                Effect::Ask { id, call, .. } => {
                    assert!(self.under_way.iter().all(|(known, _)| known != id), "a name given twice");
                    self.under_way.push((*id, call.clone()));
                }
                Effect::Abort(id) => self.under_way.retain(|(known, _)| known != id),
                other => self.effects.push(other.clone()),
            }
        }
        effects
    }

    /// The questions that are under way.
    fn asked(&self) -> Vec<Call> {
        self.under_way.iter().map(|(_, call)| call.clone()).collect()
    }

    fn asked_for(&self, which: impl Fn(&Call) -> bool) -> usize {
        self.under_way.iter().filter(|(_, call)| which(call)).count()
    }

    /// Takes the oldest question of a kind from those under way.
    fn take(&mut self, which: impl Fn(&Call) -> bool) -> (RequestId, Call) {
        let index = self.under_way.iter().position(|(_, call)| which(call));
        self.under_way.remove(index.expect("a question of that kind is under way"))
    }

    fn give(&mut self, (id, call): (RequestId, Call), result: Result<Answer, ApiError>) -> Vec<Effect> {
        self.act(Action::Answered { id, call, result })
    }

    /// The oldest question of a kind is answered with `result`.
    fn answer_with(
        &mut self,
        which: impl Fn(&Call) -> bool,
        result: Result<Answer, ApiError>,
    ) -> Vec<Effect> {
        let question = self.take(which);
        self.give(question, result)
    }

    /// The shop answers the oldest question of a kind.
    fn answer(&mut self, which: impl Fn(&Call) -> bool) -> Vec<Effect> {
        let question = self.take(which);
        let answer = self.shop.answer(&question.1, self.now);
        self.give(question, Ok(answer))
    }

    /// The shop answers everything, and what is asked thereupon.
    fn answer_all(&mut self) {
        for _ in 0..200 {
            if self.under_way.is_empty() {
                return;
            }
            self.answer(|_| true);
        }
        panic!("the questions do not end: {:?}", self.asked());
    }

    /// Everything that is under way fails, and what is asked thereupon.
    fn fail_all(&mut self, error: &ApiError) {
        for _ in 0..200 {
            if self.under_way.is_empty() {
                return;
            }
            self.answer_with(|_| true, Err(error.clone()));
        }
        panic!("what failed is asked again and again: {:?}", self.asked());
    }

    /// When the reducer wants to be woken, as it said last.
    fn alarm(&self) -> Option<Instant> {
        self.effects.iter().rev().find_map(|effect| match effect {
            Effect::WakeAt(at) => Some(*at),
            _ => None,
        })
    }

    /// Time passes until the reducer is woken, and so on, for so long.
    fn sleep(&mut self, ms: i64) {
        let end = self.now.plus(ms);
        while let Some(at) = self.alarm().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.effects.retain(|effect| !matches!(effect, Effect::WakeAt(_)));
            self.act(Action::Wake);
        }
        self.now = end;
    }

    /// What the page was told.
    fn told(&self) -> Vec<&Event> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Emit(event) => Some(event),
                _ => None,
            })
            .collect()
    }

    fn said(&self) -> Option<&Announcement> {
        self.model.said.as_ref().map(|(_, what)| what)
    }

    /// What the message tells that was given the focus last; it is not said besides.
    fn read_out(&self) -> Option<&Announcement> {
        assert!(matches!(self.model.focus, Some((_, FocusTarget::Alert))));
        assert_eq!(self.said(), None);
        self.model.unseen.as_ref()
    }

    fn wait(&mut self, ms: i64) {
        self.now = self.now.plus(ms);
    }

    /// Something that changes nothing by itself, after which what is due is asked for.
    fn nudge(&mut self) -> Vec<Effect> {
        self.act(Action::CloseSheet)
    }

    fn set(&mut self, id: &str, quantity: u32) -> Vec<Effect> {
        self.act(Action::SetQuantity(product(id), quantity))
    }

    /// The customer chooses where, from and until, trip bar first, and all is answered.
    fn choose(&mut self, location: &str, from: &str, to: &str) {
        if self.model.trip.location != Some(place(location)) {
            self.act(Action::ToggleLocations);
            self.act(Action::ChooseLocation(place(location)));
        }
        self.act(Action::ToggleTimes(End::PickUp));
        self.choose_times(from, to);
    }

    /// The customer chooses from and until in the open picker, and all is answered.
    fn choose_times(&mut self, from: &str, to: &str) {
        for moment in [from, to] {
            self.act(Action::ChooseDay(local(moment).date));
            self.answer_all();
            self.act(Action::ChooseSlot(at(moment)));
        }
        self.answer_all();
        assert_eq!(self.model.trip.window(), Some(window(from, to)));
    }

    fn press(&mut self) -> Vec<Effect> {
        self.act(Action::Continue { entropy: [7; 2] })
    }

    /// The times on screen, with what each is.
    fn times(&self) -> Vec<SlotView> {
        match self.model.slots_view(self.now) {
            SlotsView::Ready(times) => times,
            other => panic!("no times on screen: {other:?}"),
        }
    }

    fn time(&self, moment: &str) -> Option<SlotState> {
        self.times().iter().find(|slot| slot.at == at(moment)).map(|slot| slot.state)
    }

    fn mark(&self, day: &str) -> DayMark {
        let weeks = self.model.weeks(self.now, 0);
        weeks.into_iter().flatten().flatten().find(|view| view.date == date(day)).unwrap().mark
    }

    /// The codes of the errors that the page was told.
    fn errors(&self) -> Vec<&'static str> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Emit(Event::Error { code, .. }) => Some(*code),
                _ => None,
            })
            .collect()
    }

    /// The error messages of a code that the page was told.
    fn messages(&self, wanted: &str) -> Vec<String> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Emit(Event::Error { code, message, .. }) if *code == wanted => Some(message.clone()),
                _ => None,
            })
            .collect()
    }

    fn redirects(&self) -> Vec<&str> {
        self.effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Redirect { url } => Some(url.as_str()),
                _ => None,
            })
            .collect()
    }
}

fn is_locations(call: &Call) -> bool {
    matches!(call, Call::Locations)
}

fn is_catalog(call: &Call) -> bool {
    matches!(call, Call::Products { window: None, .. })
}

fn is_priced(call: &Call) -> bool {
    matches!(call, Call::Products { window: Some(_), .. })
}

fn is_slots(call: &Call) -> bool {
    matches!(call, Call::Slots { .. })
}

fn is_days(call: &Call) -> bool {
    matches!(call, Call::Slots { interval: Interval::Day, .. })
}

fn is_quarters(call: &Call) -> bool {
    matches!(call, Call::Slots { interval: Interval::Quarter, .. })
}

fn is_quote(call: &Call) -> bool {
    matches!(call, Call::Quote(..))
}

fn is_order(call: &Call) -> bool {
    matches!(call, Call::Order(_))
}
