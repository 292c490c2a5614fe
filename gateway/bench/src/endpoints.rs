//! What the gateway is asked for. Products, places and times differ from request to request, so that no answer is given twice.

use booking_widget::api::wire::path;
use booking_widget::booking::time::{DAY_MS, HOUR_MS, Instant};

/// The longest search looks this many days ahead: beyond the last year that browsers can show.
const MOST_DAYS: i64 = 8000 * 366;

/// An endpoint, with how it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Products,
    /// With a window of two hours.
    ProductsShort,
    /// The same, compressed as browsers ask for it.
    ProductsCompressed,
    /// With the longest window that is accepted.
    ProductsLong,
    /// Quarters of an hour of a day.
    Quarters,
    /// The days of a week.
    Days,
    /// Three products.
    Availability,
    Locations,
    /// An order of three products.
    Checkout,
}

impl Endpoint {
    /// In the order in which they are measured: orders last, as they make a store larger.
    pub(crate) const ALL: [Self; 9] = [
        Self::Products,
        Self::ProductsShort,
        Self::ProductsCompressed,
        Self::ProductsLong,
        Self::Quarters,
        Self::Days,
        Self::Availability,
        Self::Locations,
        Self::Checkout,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Products => "products, no window",
            Self::ProductsShort => "products, 2 h",
            Self::ProductsCompressed => "products, 2 h, compressed",
            Self::ProductsLong => "products, longest window",
            Self::Quarters => "time-slots, 15m",
            Self::Days => "time-slots, day",
            Self::Availability => "availability, 3 products",
            Self::Locations => "locations",
            Self::Checkout => "checkout, 3 products",
        }
    }

    /// How many requests come from one client: fewer than are let through at once where clients are bounded.
    pub(crate) fn per_client(self) -> u32 {
        match self {
            Self::Checkout => 15,
            Self::Availability => 150,
            _ => 500,
        }
    }
}

/// What requests are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// The local midnight that begins this day, Unix ms.
    pub(crate) today: i64,
    /// The end of the longest window, Unix ms.
    pub(crate) longest_end: i64,
}

impl Facts {
    /// When the longest windows begin at the earliest: tomorrow at 10:00.
    fn longest_start(&self) -> i64 {
        self.today + DAY_MS + 10 * HOUR_MS
    }

    /// Finds the longest window for which products are listed, to the day, by what is `accepted`.
    pub(crate) fn find_longest<E>(
        today: i64,
        mut accepted: impl FnMut(&[u8]) -> Result<bool, E>,
    ) -> Result<Self, E> {
        let reaching = |days: i64| {
            let facts = Self { today, longest_end: 0 };
            Self { longest_end: facts.longest_start() + days * DAY_MS, ..facts }
        };
        let mut try_days = |days: i64| {
            let facts = reaching(days);
            accepted(&products(Some((facts.longest_start(), facts.longest_end)), ""))
        };
        if try_days(MOST_DAYS)? {
            return Ok(reaching(MOST_DAYS));
        }
        let (mut accepted_days, mut refused_days) = (1, MOST_DAYS);
        while refused_days - accepted_days > 1 {
            let days = i64::midpoint(accepted_days, refused_days);
            if try_days(days)? { accepted_days = days } else { refused_days = days }
        }
        Ok(reaching(accepted_days))
    }

    /// How long the longest window is, days.
    pub(crate) fn longest_days(&self) -> i64 {
        (self.longest_end - self.longest_start()) / DAY_MS
    }

    /// A request, as it is sent.
    pub(crate) fn request(&self, endpoint: Endpoint, random: &mut Random) -> Vec<u8> {
        let day = self.today + (1 + random.below(300)) * DAY_MS;
        let start = day + (8 + random.below(8)) * HOUR_MS;
        let short = (start, start + 2 * HOUR_MS);
        match endpoint {
            Endpoint::Products => products(None, ""),
            Endpoint::ProductsShort => products(Some(short), ""),
            Endpoint::ProductsCompressed => products(Some(short), "Accept-Encoding: gzip, deflate, br\r\n"),
            Endpoint::ProductsLong => {
                let longest = (self.longest_start() + random.below(5) * DAY_MS, self.longest_end);
                products(Some(longest), "")
            }
            Endpoint::Quarters => slots(random, day, 1, "15m"),
            Endpoint::Days => slots(random, day, 7, "day"),
            Endpoint::Availability => {
                let (location, [a, b, c]) = cart(random);
                let line = |product: i64| format!(r#"{{"product_id":"product_{product:03}","quantity":1}}"#);
                let body = format!(
                    r#"{{"company_id":"company_bench","location_id":"location_{location:02}","start_time":{},"end_time":{},"cart":[{},{},{}]}}"#,
                    short.0,
                    short.1,
                    line(a),
                    line(b),
                    line(c)
                );
                post(path::AVAILABILITY, &body)
            }
            Endpoint::Locations => get(&format!("{}?company_id=company_bench", path::LOCATIONS), ""),
            Endpoint::Checkout => {
                let (location, [a, b, c]) = cart(random);
                let line = |product: i64| format!(r#"{{"productID":"product_{product:03}","quantity":1}}"#);
                let body = format!(
                    r#"{{"companyId":"company_bench","locationId":"location_{location:02}","fromDate":"{}","toDate":"{}","lineItems":[{},{},{}],"client_reference":"{}"}}"#,
                    Instant(short.0).to_iso(),
                    Instant(short.1).to_iso(),
                    line(a),
                    line(b),
                    line(c),
                    random.reference()
                );
                post(path::CHECKOUT, &body)
            }
        }
    }
}

fn products(window: Option<(i64, i64)>, headers: &str) -> Vec<u8> {
    let window = window.map(|(start, end)| format!("&start_time={start}&end_time={end}")).unwrap_or_default();
    get(&format!("{}?company_id=company_bench{window}", path::PRODUCTS), headers)
}

fn slots(random: &mut Random, day: i64, days: i64, interval: &str) -> Vec<u8> {
    let (location, [product, ..]) = cart(random);
    let end = day + days * DAY_MS;
    let asked = format!(
        "{}?company_id=company_bench&product_id=product_{product:03}&location_id=location_{location:02}\
         &start_time={day}&end_time={end}&interval={interval}",
        path::TIME_SLOTS
    );
    get(&asked, "")
}

/// A location and three products that are there.
fn cart(random: &mut Random) -> (i64, [i64; 3]) {
    let location = random.below(60);
    let first = random.below(50);
    (location, [0, 1, 2].map(|more| (first + more) % 50 * 10 + location % 10))
}

fn get(target: &str, headers: &str) -> Vec<u8> {
    format!("GET /api{target} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n").into_bytes()
}

fn post(target: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /api{target} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Numbers without a pattern, the same for the same seed (SplitMix64).
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to before `end`, which is positive.
    fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() >> 1).unwrap_or(0) % end
    }

    /// A UUID v7 that nobody else has.
    fn reference(&mut self) -> String {
        let [a, b] = [self.next(), self.next()];
        format!(
            "{:08x}-{:04x}-7{:03x}-8{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            b >> 52,
            b & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// The days from `start_time` to `end_time` of a request.
    fn days(request: &[u8]) -> i64 {
        let request = String::from_utf8(request.to_vec()).unwrap();
        let [start, end] = ["&start_time=", "&end_time="].map(|name| {
            let value = request.split_once(name).unwrap().1;
            value.split(['&', ' ']).next().unwrap().parse::<i64>().unwrap()
        });
        (end - start) / DAY_MS
    }

    #[test]
    fn the_longest_window_is_the_last_that_is_accepted() {
        for most in [1, 2, 31, 731, MOST_DAYS - 1, MOST_DAYS, MOST_DAYS + 1] {
            let found = Facts::find_longest(0, |request| Ok::<_, Infallible>(days(request) <= most)).unwrap();
            assert_eq!(found.longest_days(), most.min(MOST_DAYS));
        }
    }

    #[test]
    fn what_is_asked_for_differs_from_request_to_request() {
        let facts = Facts { today: 0, longest_end: 100 * DAY_MS };
        let random = &mut Random(1);
        for endpoint in Endpoint::ALL {
            let asked: Vec<_> = (0..9).map(|_| facts.request(endpoint, random)).collect();
            let alike = asked.windows(2).all(|pair| pair[0] == pair[1]);
            assert_eq!(alike, matches!(endpoint, Endpoint::Products | Endpoint::Locations), "{endpoint:?}");
        }
    }
}
