//! Everything the widget knows, and what can be derived from it.

use std::rc::Rc;

use super::action::{Action, Entropy};
use super::config::Config;
use super::distance::{Distances, NoPosition};
use super::listing::Listing;
use super::load::{Load, RequestId};
use super::picker::{End, Picker};
use super::rest::Rest;
use super::wake::Clock;
use super::wants::SlotsKey;
use crate::api::{LocationsAnswer, OrderRequest, Placed, ProductsAnswer, Sample};
use crate::booking::hours::OpeningHours;
use crate::booking::quote::{Quote, QuoteKey, Refused};
use crate::booking::time::{CivilDate, Instant, LocalTime, Zone, ZoneRef};
use crate::booking::{
    Cart, CartLine, Currency, Location, LocationId, Money, OrderId, Product, ProductId, Stock, Window,
};

/// Where the zone comes from in which times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneKind {
    /// The service names it.
    Service,
    /// The page's owner names it.
    Attribute,
    /// Nobody names it: it is the browser's, and its name stands beside every time.
    Browser,
}

/// Everything the widget knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// What the page's owner set.
    pub config: Rc<Config>,
    /// The locations.
    pub locations: Load<Rc<LocationsAnswer>>,
    /// The products without a window.
    pub catalog: Load<Rc<ProductsAnswer>>,
    /// The products for the trip's window.
    pub priced: Priced,
    /// Availability samples, each key once. Some dozens at most: a list costs less download than a map.
    pub slots: Vec<(SlotsKey, Load<Rc<Vec<Sample>>>)>,
    /// The last quote that was asked for, and for what.
    pub quote: Option<Quoted>,
    /// The zone in which times are shown; `None` until the locations are there.
    pub zone: Option<(ZoneRef, ZoneKind)>,
    /// The currency that the last quote named.
    pub(super) quoted_currency: Option<Currency>,
    /// Where and when.
    pub trip: Trip,
    /// What.
    pub cart: Cart,
    /// The booking before something was taken out of it; until where, when or what changes again.
    pub removed: Option<Cart>,
    /// The place that was chosen before the present one.
    pub(super) left: Option<LocationId>,
    /// The category that is shown; `None` for all.
    pub category: Option<String>,
    /// What else is said of how the list is shown.
    pub listing: Listing,
    /// What is open under the trip bar.
    pub panel: Panel,
    /// How far the places are.
    pub distances: Distances,
    /// Whether the booking sheet is open (narrow).
    pub sheet: bool,
    /// How far the checkout is.
    pub checkout: Checkout,
    /// The price of what is chosen when the customer saw it last, where it may differ now.
    pub since: Option<Rc<Quote>>,
    /// What the products in the cart are called, also those that are not for hire any more.
    pub(super) names: Vec<(ProductId, String)>,
    /// The order that was created last and not let go of.
    pub order: Option<Order>,
    /// The order without a reference that the customer does not want any more: it may still hold its units.
    pub(super) given_up: Option<OrderId>,
    /// Whether the checkout page can't be opened where it should be.
    pub blocked: bool,
    /// That a booking is confirmed, and which, where it is known here.
    pub thanks: Option<Option<Order>>,
    /// The reference of an order whose answer was lost; the next order replaces it.
    pub(super) doubtful_reference: Option<String>,
    /// By which reads name the customer's own unpaid order; made with its reference, if the service takes one.
    pub(super) hold: Option<String>,
    /// What is to be said to a screen reader, and its number, so that the same can be said twice.
    pub said: Option<(u64, Announcement)>,
    /// What is said where the message that gets the focus is not on screen.
    pub(super) unseen: Option<Announcement>,
    /// Where the focus is to be moved, and the number of the move.
    pub focus: Option<(u64, FocusTarget)>,
    /// What is known of time and of the connection.
    pub clock: Clock,
    /// Whether the page was told that products can be chosen.
    pub(super) ready: bool,
    /// How far the rest of the program has come.
    pub rest: Rest,
    /// What waits for it.
    pub(super) waiting: Vec<Action>,
    /// For names of requests, announcements and moves of the focus.
    pub(super) counter: u64,
}

/// The products for a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The window.
    pub window: Option<Window>,
    /// The products.
    pub load: Load<Rc<ProductsAnswer>>,
}

/// A quote and what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The question.
    pub key: QuoteKey,
    /// The answer.
    pub load: Load<Rc<Quote>>,
}

/// Where and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trip {
    /// Where.
    pub location: Option<LocationId>,
    /// Pick-up.
    pub pickup: Option<Instant>,
    /// Return; after the pick-up where both are there.
    pub back: Option<Instant>,
}

impl Trip {
    /// From pick-up to return, where both are chosen.
    pub fn window(&self) -> Option<Window> {
        Window::new(self.pickup?, self.back?)
    }
}

/// What is open under the trip bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Nothing.
    Closed,
    /// The location picker, and whose times are chosen next where that was wanted.
    Locations {
        /// What opens when a location is chosen.
        then: Option<Next>,
    },
    /// The time picker.
    Times(Picker),
}

/// What opens when a location is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The time picker on this end.
    pub end: End,
    /// With this product's stock.
    pub product: Option<ProductId>,
}

/// How far the checkout is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checkout {
    /// Not begun.
    Idle,
    /// Availability and price are asked for once more.
    Requoting {
        /// The total that was on screen when the customer pressed.
        shown: Money,
        /// The whole price that was on screen.
        before: Rc<Quote>,
        /// Random bits for the order's reference and hold.
        entropy: Entropy,
    },
    /// The price is not the one that was on screen; the customer presses again to accept it.
    Changed {
        /// The price that was on screen.
        before: Rc<Quote>,
    },
    /// The order is being created.
    Creating {
        /// The request.
        id: RequestId,
        /// What was asked for.
        request: OrderRequest,
        /// Whether one under the same reference was in doubt before.
        doubted: bool,
    },
    /// An order under the same reference is paid: this would be another one; the customer presses again to make it.
    PaidBefore {
        /// The order that is known here; it is that one, or another one stands in its place.
        order: Option<Order>,
    },
    /// The order's answer was lost: it may have been created, or not.
    Lost {
        /// What was asked for.
        request: OrderRequest,
    },
    /// The service did not accept the order, and none was created.
    Refused(super::load::Failure),
}

/// An order that was created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What it is for.
    pub key: QuoteKey,
    /// The service's word.
    pub placed: Placed,
    /// The address of its checkout page; http or https.
    pub url: String,
    /// The reference it was created under.
    pub client_reference: Option<String>,
}

impl Order {
    /// Whether it still holds its units, as far as its end is told.
    fn holds(&self, now: Instant) -> bool {
        self.placed.expires_at.is_none_or(|end| end > now)
    }
}

/// Something to be said to a screen reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// A product is in the cart now.
    Added(ProductId),
    /// There are more or fewer of a product in the cart.
    Quantity(CartLine),
    /// A product was taken out of the cart.
    Removed(ProductId),
    /// All that does not stand at the chosen place was taken out of the cart.
    TakenOut,
    /// What was taken out is in the cart again.
    PutBack,
    /// The cart's total.
    Total(Money),
    /// The cart can't be had.
    Unavailable,
    /// The price changed before the order was created.
    PriceChanged,
    /// The pick-up is chosen; the return comes next.
    PickupChosen(Instant),
    /// Both times are chosen.
    TimesChosen(Window),
    /// A location is chosen.
    LocationChosen(LocationId),
    /// A location is chosen at which not everything in the cart stands.
    NotAllThere(LocationId),
    /// A location is chosen that is closed at the chosen times.
    ClosedThere(LocationId),
    /// The nearest place, and how many metres it is away.
    Nearest(LocationId, u32),
    /// There is no position.
    NoPosition(NoPosition),
    /// Price and availability are asked for once more, then the order is created.
    Checking,
    /// The order was created and waits to be paid.
    OrderWaits,
    /// The order's answer was lost.
    OrderLost,
    /// The booking is confirmed.
    Confirmed,
    /// Something could not be fetched or done.
    Failed(super::load::Failure),
    /// The rest of the program can't be had.
    NotLoaded,
    /// An order before this one is paid.
    PaidBefore,
    /// An answer takes long.
    StillWorking,
    /// There is no connection.
    Offline,
}

/// Where the focus goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FocusTarget {
    /// The place in the trip bar.
    TripPlace,
    /// A time in the trip bar.
    TripTime(End),
    /// The first place of the location picker.
    FirstPlace,
    /// A day of the calendar.
    Day(CivilDate),
    /// A time of the day.
    Slot(Instant),
    /// An end of the hire in the time picker.
    EndTab(End),
    /// A product's card.
    Product(ProductId),
    /// A product's line in the booking.
    Line(ProductId),
    /// The button that puts back what was taken out.
    Undo,
    /// The list of the booking.
    Booking,
    /// The button that opens the booking sheet.
    OpenSheet,
    /// The search box.
    Search,
    /// The message that needs the customer.
    Alert,
}

/// What a card says of a product's stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockState {
    /// Nothing is known: no window, or the answer is on its way.
    Unknown,
    /// Free; no number is sent, or there are many.
    Available,
    /// So many can still be added.
    Left(u32),
    /// Taken.
    Taken,
    /// The place is closed at pick-up or return.
    Closed,
    /// It does not stand at the chosen location.
    NotHere,
}

/// What a card says of a product's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// Nothing to say.
    None,
    /// On its way.
    Loading,
    /// The lowest price of a hire.
    From(Money),
    /// The price for the chosen times.
    ForWindow(Money),
}

impl Model {
    /// Before anything is known, with the `whole` program or without its rest.
    pub fn new(config: Rc<Config>, whole: bool) -> Self {
        Self {
            config,
            locations: Load::IDLE,
            catalog: Load::IDLE,
            priced: Priced { window: None, load: Load::IDLE },
            slots: Vec::new(),
            quote: None,
            zone: None,
            quoted_currency: None,
            trip: Trip::default(),
            cart: Cart::default(),
            removed: None,
            left: None,
            category: None,
            listing: Listing::default(),
            panel: Panel::Closed,
            distances: Distances::Hidden,
            sheet: false,
            checkout: Checkout::Idle,
            since: None,
            names: Vec::new(),
            order: None,
            given_up: None,
            blocked: false,
            thanks: None,
            doubtful_reference: None,
            hold: None,
            said: None,
            unseen: None,
            focus: None,
            clock: Clock::default(),
            ready: false,
            rest: if whole { Rest::There } else { Rest::Awaited },
            waiting: Vec::new(),
            counter: 0,
        }
    }

    /// The locations that are there.
    pub fn all_locations(&self) -> &[Location] {
        self.locations.value().map_or(&[], |answer| &answer.locations)
    }

    /// A location by its id.
    pub fn location(&self, id: &LocationId) -> Option<&Location> {
        self.all_locations().iter().find(|location| location.id == *id)
    }

    /// The chosen location.
    pub fn chosen_location(&self) -> Option<&Location> {
        self.location(self.trip.location.as_ref()?)
    }

    /// The opening hours of the chosen location, where they are known.
    pub(super) fn hours_here(&self) -> Option<&OpeningHours> {
        self.chosen_location()?.hours.as_ref()
    }

    /// What the service takes beyond the reference.
    pub fn features(&self) -> crate::booking::Features {
        self.locations.value().map_or_else(Default::default, |answer| answer.features)
    }

    /// The currency of amounts that name none: the location's, the company's, that of the quotes, or the page owner's.
    pub fn currency(&self) -> Option<Currency> {
        let location = self.chosen_location().or(self.all_locations().first()).and_then(|at| at.currency);
        let company = || self.locations.value().and_then(|answer| answer.company.currency);
        location.or_else(company).or(self.quoted_currency).or(self.config.currency)
    }

    /// The zone in which times are shown.
    pub fn zone(&self) -> Option<&dyn Zone> {
        self.zone.as_ref().map(|(zone, _)| &**zone)
    }

    /// What the wall clock says at the location.
    pub fn local(&self, at: Instant) -> Option<LocalTime> {
        self.zone().map(|zone| zone.local(at))
    }

    /// The products, with stock and price where those for the trip's window are there.
    pub fn products(&self) -> &[Product] {
        let priced = self.priced.load.value().filter(|_| self.priced.window == self.trip.window());
        priced.or(self.catalog.value()).map_or(&[], |answer| &answer.products)
    }

    /// A product by its id.
    pub fn product(&self, id: &ProductId) -> Option<&Product> {
        self.products().iter().find(|product| product.id == *id)
    }

    /// How the service writes money, from its first price.
    pub fn price_text(&self) -> Option<&str> {
        self.products().iter().find_map(|product| product.price_text.as_deref())
    }

    /// The products to show, in the order of the list: what stands at the chosen location, or is in the cart.
    pub fn offered(&self) -> Vec<&Product> {
        let mut offered = Vec::new();
        for product in self.products() {
            if self.is_offered(product) {
                offered.push(product);
            }
        }
        offered
    }

    /// Whether a product stands at the chosen location, or is in the cart.
    pub fn is_offered(&self, product: &Product) -> bool {
        self.trip.location.as_ref().is_none_or(|here| product.stock_at(here).is_some())
            || self.cart.quantity(&product.id) > 0
    }

    /// How many products of a category, or of all, only other locations have.
    pub fn only_elsewhere(&self, category: Option<&str>) -> u32 {
        let mut count = 0;
        for product in self.products() {
            let stands = product.stock.iter().any(|stock| self.location(&stock.location).is_some());
            let meant = category.is_none() || product.category.as_deref() == category;
            if stands && meant && !self.is_offered(product) {
                count += 1;
            }
        }
        count
    }

    /// The categories of the products to show, in their order.
    pub fn categories(&self) -> Vec<&str> {
        let mut categories: Vec<&str> = Vec::new();
        for category in self.offered().into_iter().filter_map(|product| product.category.as_deref()) {
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
        categories
    }

    /// The category that is shown; `None` for all. One that the service no longer sends narrows nothing.
    pub fn shown_category(&self) -> Option<&str> {
        self.category.as_deref().filter(|chosen| self.categories().contains(chosen))
    }

    /// A product's stock at the chosen location.
    fn stock<'a>(&self, product: &'a Product) -> Option<&'a Stock> {
        product.stock_at(self.trip.location.as_ref()?)
    }

    /// How many of `count` units can still be added: what is in the cart is spoken for.
    pub(super) fn left(&self, product: &ProductId, count: u32) -> u32 {
        count.saturating_sub(self.cart.quantity(product))
    }

    /// What a card says of a product's stock.
    pub fn stock_state(&self, product: &Product) -> StockState {
        if self.trip.location.is_none() {
            return StockState::Unknown;
        }
        let Some(stock) = self.stock(product) else { return StockState::NotHere };
        if self.is_closed_for_trip() {
            return StockState::Closed;
        }
        match (stock.free, stock.count) {
            (Some(false), _) | (_, Some(0)) => StockState::Taken,
            (_, Some(count)) => StockState::Left(self.left(&product.id, count)),
            (Some(true), None) => StockState::Available,
            (None, None) => StockState::Unknown,
        }
    }

    /// Whether the chosen location is known to be closed at the pick-up or at the return.
    pub(super) fn is_closed_for_trip(&self) -> bool {
        let Some(hours) = self.hours_here() else { return false };
        let times = [self.trip.pickup, self.trip.back].into_iter().flatten();
        times.filter_map(|at| self.local(at)).any(|local| !hours.is_open(local))
    }

    /// The most units of a product that the stock allows; `None` where it is not counted.
    pub fn most(&self, product: &Product) -> Option<u32> {
        let here = self.trip.location.as_ref()?;
        product.stock_at(here).map_or(Some(0), |stock| stock.count)
    }

    /// The other locations that may have a product: for the trip's window, with the count where it is sent; without a
    /// window all at which it stands.
    pub fn elsewhere<'a>(&self, product: &'a Product) -> Vec<&'a Stock> {
        let here = self.trip.location.as_ref();
        product
            .stock
            .iter()
            .filter(|stock| stock.free != Some(false) && Some(&stock.location) != here)
            .filter(|stock| self.location(&stock.location).is_some())
            .collect()
    }

    /// What a card says of a product's price.
    pub fn price(&self, product: &Product) -> Price {
        let in_currency = |money: Money| money.or_currency(self.currency());
        match (self.trip.window(), product.price, product.from_price) {
            (Some(window), ..) if self.priced.window != Some(window) || self.priced.load.is_loading() => {
                product.price.map_or(Price::Loading, |price| Price::ForWindow(in_currency(price)))
            }
            (Some(_), Some(price), _) => Price::ForWindow(in_currency(price)),
            (_, _, Some(from)) => Price::From(in_currency(from)),
            _ => Price::None,
        }
    }

    /// What a quote is to be asked for: exactly this cart, window and location.
    pub fn quote_key(&self) -> Option<QuoteKey> {
        if self.cart.is_empty() {
            return None;
        }
        let (location, window) = (self.trip.location.clone()?, self.trip.window()?);
        Some(QuoteKey { location, window, cart: self.cart.clone() })
    }

    /// The quote of exactly what is chosen now, or none; it stays while the same is asked once more.
    pub fn current_quote(&self) -> Option<&Rc<Quote>> {
        let quoted = self.quote.as_ref()?;
        (Some(&quoted.key) == self.quote_key().as_ref()).then(|| quoted.load.value()).flatten()
    }

    /// The total of exactly what is chosen now, where it can be had.
    pub fn total(&self) -> Option<Money> {
        let quote = self.current_quote().filter(|quote| quote.available)?;
        quote.total.map(|total| total.or_currency(self.currency()))
    }

    /// Whether the price of what is chosen now is on its way.
    pub fn is_quoting(&self) -> bool {
        self.quote.as_ref().is_some_and(|quoted| quoted.load.is_loading())
    }

    /// The order that was already created for exactly what is chosen now; none where another one, whose answer was lost, may
    /// have taken its place.
    fn order_of_this(&self) -> Option<&Order> {
        let order = self.order.as_ref().filter(|_| self.doubtful_reference.is_none())?;
        let order = Some(order).filter(|order| self.given_up.as_ref() != Some(&order.placed.id))?;
        (Some(&order.key) == self.quote_key().as_ref()).then_some(order)
    }

    /// That order, while it still holds its units.
    pub fn standing_order(&self, now: Instant) -> Option<&Order> {
        self.order_of_this().filter(|order| order.holds(now))
    }

    /// What the service says where it has not enough of what is chosen; not where an order of just that waits: it is
    /// that order that has it.
    pub fn unavailable(&self, now: Instant) -> Option<&Rc<Quote>> {
        let quote = self.current_quote().filter(|quote| !quote.available)?;
        self.standing_order(now).is_none().then_some(quote)
    }

    /// The order that was started and may hold the units which are missing now: without a reference none of them count as
    /// the customer's own.
    pub fn order_in_the_way(&self, now: Instant) -> Option<&Order> {
        self.unavailable(now).filter(|quote| matches!(quote.reason, None | Some(Refused::Taken)))?;
        let key = self.quote_key()?;
        let order =
            self.order.as_ref().filter(|order| order.client_reference.is_none() && order.holds(now))?;
        let (held, wanted) = (order.key.window, key.window);
        let meets = order.key.location == key.location
            && held.start() < wanted.end()
            && wanted.start() < held.end()
            && order.key.cart.lines().iter().any(|line| key.cart.quantity(&line.product) > 0);
        meets.then_some(order)
    }

    /// Whether that order does not hold its units any more.
    pub fn has_ended_order(&self, now: Instant) -> bool {
        self.order_of_this().is_some_and(|order| !order.holds(now))
    }

    /// Whether the checkout is under way, so that nothing may be changed.
    pub fn is_busy(&self) -> bool {
        matches!(self.checkout, Checkout::Requoting { .. } | Checkout::Creating { .. })
    }

    /// Whether an order without a reference may have been created: a second one is the customer's decision.
    pub fn is_undecided(&self) -> bool {
        match &self.checkout {
            Checkout::Creating { request, .. } | Checkout::Lost { request } => {
                request.client_reference.is_none()
            }
            _ => false,
        }
    }

    /// The price that the customer saw last, where it is another one now.
    pub fn changed_since(&self) -> Option<&Quote> {
        let now = self.current_quote().filter(|quote| quote.available)?;
        self.since.as_deref().filter(|before| !now.costs_as(before))
    }

    /// The lines of the cart of which fewer can be had, each with how many.
    pub fn short(&self) -> Vec<(&CartLine, u32)> {
        let Some(quote) = self.current_quote().filter(|quote| !quote.available) else { return Vec::new() };
        let count = |line: &CartLine| quote.line(&line.product).and_then(|quoted| quoted.count);
        let short = |line| Some((line, count(line).filter(|count| *count < line.quantity)?));
        self.cart.lines().iter().filter_map(short).collect()
    }

    /// Whether a product is not for hire any more.
    pub fn is_gone(&self, product: &ProductId) -> bool {
        self.catalog.value().is_some() && self.product(product).is_none()
    }

    /// What a product is or was called, where that is known.
    pub fn known_name(&self, product: &ProductId) -> Option<&str> {
        let before = || self.names.iter().find(|(known, _)| known == product).map(|(_, name)| &**name);
        self.product(product).map(|product| &*product.name).or_else(before)
    }

    /// A number that was not given out before.
    pub(super) fn next_number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// Has something said.
    pub(super) fn say(&mut self, what: Announcement) {
        self.said = Some((self.next_number(), what));
    }

    /// Moves the focus.
    pub(super) fn move_focus(&mut self, target: FocusTarget) {
        self.focus = Some((self.next_number(), target));
    }
}
