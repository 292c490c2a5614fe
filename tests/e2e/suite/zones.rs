//! Places in several time zones, a customer in any: what is on screen is the place's time, what is ordered the moment.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Weekday};
use chrono_tz::America::New_York;
use chrono_tz::Asia::Kathmandu;
use chrono_tz::Australia::{Lord_Howe, Sydney};
use chrono_tz::{Tz, UTC};

use crate::browser::WIDE;
use crate::clock::now;
use crate::page::{HostPage, element};
use crate::sample::short_date;
use crate::stage::{Stage, run};
use crate::widget::{End, Widget};

const GLOBE: &str = include_str!("zones.sql");

/// A place of the company.
#[derive(Clone, Copy)]
struct Place {
    id: &'static str,
    name: &'static str,
    zone: Tz,
}

const SHIP: Place = Place { id: "location_1", name: "Ship", zone: UTC };
const HUDSON: Place = Place { id: "location_2", name: "Hudson", zone: New_York };
const HARBOUR: Place = Place { id: "location_3", name: "Harbour", zone: Sydney };
/// Always open.
const LAGOON: Place = Place { id: "location_4", name: "Lagoon", zone: Lord_Howe };
const VALLEY: Place = Place { id: "location_5", name: "Valley", zone: Kathmandu };

impl Place {
    fn today(self) -> NaiveDate {
        now().with_timezone(&self.zone).date_naive()
    }

    fn at(self, date: NaiveDate, hour: u32, minute: u32) -> DateTime<Tz> {
        date.and_hms_opt(hour, minute, 0).unwrap().and_local_timezone(self.zone).single().unwrap()
    }

    /// The next change of its clock by which it goes forward, or back: the first moment after it.
    fn next_change(self, forward: bool) -> DateTime<Tz> {
        let offset = |at: &DateTime<Tz>| at.offset().fix().local_minus_utc();
        let quarter = TimeDelta::minutes(15);
        let first = self.at(self.today() + Days::new(3), 12, 0);
        let mut moments = (0..).map(|index| first + quarter * index);
        let changes = |at: &DateTime<Tz>| {
            let by = offset(at) - offset(&(*at - quarter));
            if forward { by > 0 } else { by < 0 }
        };
        moments.find(changes).unwrap()
    }
}

/// The offset of a moment as English has it: "GMT+10:30".
fn offset_name(at: &DateTime<Tz>) -> String {
    let minutes = at.offset().fix().local_minus_utc() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
    let minutes = if minutes == 0 { String::new() } else { format!(":{minutes:02}") };
    format!("GMT{sign}{hours}{minutes}")
}

/// "1:30 AM", with its offset where the clock shows it twice.
fn time(at: &DateTime<Tz>) -> String {
    let text = at.format("%-I:%M %p").to_string();
    let twice = at.timezone().from_local_datetime(&at.naive_local()).single().is_none();
    if twice { format!("{text} ({})", offset_name(at)) } else { text }
}

async fn open(stage: &Stage) -> Widget<'_> {
    stage.gateway.store(GLOBE).await;
    let main = element("widget", &stage.gateway, &[("company-id", "company_globe")]);
    stage.open_page(HostPage { main, ..HostPage::new(&stage.gateway) }).await;
    let widget = stage.widget("widget");
    widget.ready().await;
    widget
}

/// Hires a raft at a place: sees the place's times wherever times are, the length, and the price; gives what is said of the
/// clock on the day of the pick-up. What is ordered are these very moments.
async fn hire(
    stage: &Stage,
    place: Place,
    from: DateTime<Tz>,
    until: DateTime<Tz>,
    length: &str,
    days: i64,
) -> String {
    let widget = open(stage).await;
    widget.open_places().await;
    widget.press_in(".place", place.name).await;
    widget.see(".trip button", place.name).await;

    widget.open_times(End::From).await;
    widget.choose_day(from.date_naive()).await;
    widget.see(".slot[role=radio]", &time(&from)).await;
    let said = widget.texts("#clock").await.concat();
    widget.choose_time(&time(&from)).await;
    widget.see(".tabs [aria-selected=true]", "Return").await;
    widget.choose_day(until.date_naive()).await;
    widget.choose_time(&time(&until)).await;
    widget.see_no(".picker").await;

    let shown = |at: &DateTime<Tz>| format!("{}, {}", short_date(at), time(at));
    assert_eq!(widget.trip("From").await, shown(&from));
    assert_eq!(widget.trip("Until").await, shown(&until));
    widget.press("Add Raft").await;
    widget.see(".total", &format!("${days}0.00")).await;
    let end = if from.date_naive() == until.date_naive() { time(&until) } else { shown(&until) };
    let when = format!("{} · {} to {end} ({length})", place.name, shown(&from));
    assert_eq!(widget.texts(".panel .when").await, [when]);
    // Said where the customer's clock shows another time then.
    let own: Tz = stage.browser.zone().await.parse().unwrap();
    let offset = |zone: Tz| zone.offset_from_utc_datetime(&from.naive_utc()).fix();
    let elsewhere = offset(own) != offset(place.zone);
    let line = widget.texts(".zone").await.concat();
    assert_eq!(line.contains("than where you are"), elsewhere, "{line}");

    widget.continue_to_payment().await;
    stage.browser.arrive("/checkout?order=").await;
    let order = stage.gateway.only_order().await;
    assert_eq!(order.location, place.id);
    assert_eq!((order.start_ms, order.end_ms), (from.timestamp_millis(), until.timestamp_millis()));
    assert_eq!(order.total_cents, days * 1000);
    said
}

/// From 9:15 to 16:45 on the next day, in some days.
async fn hire_by_day(stage: &Stage, place: Place) {
    let day = place.today() + Days::new(4);
    let (from, until) = (place.at(day, 9, 15), place.at(day + Days::new(1), 16, 45));
    let said = hire(stage, place, from, until, "1 day 7 hours 30 minutes", 2).await;
    assert_eq!(said, "", "the clock does not change by day");
}

#[tokio::test]
async fn a_hire_on_the_clock_of_utc() {
    run(WIDE, async |stage: &Stage| hire_by_day(stage, SHIP).await).await;
}

#[tokio::test]
async fn a_hire_on_the_clock_of_new_york() {
    run(WIDE, async |stage: &Stage| hire_by_day(stage, HUDSON).await).await;
}

#[tokio::test]
async fn a_hire_on_the_clock_of_sydney() {
    run(WIDE, async |stage: &Stage| hire_by_day(stage, HARBOUR).await).await;
}

#[tokio::test]
async fn a_hire_on_the_clock_of_kathmandu() {
    run(WIDE, async |stage: &Stage| hire_by_day(stage, VALLEY).await).await;
}

/// From the day before the next change at 9:00 to the day after at 9:00: two days, whatever passes.
async fn hire_over_a_change(stage: &Stage, place: Place, forward: bool, elapsed_hours: i64) {
    let change = place.next_change(forward).date_naive();
    assert_eq!(change.weekday(), Weekday::Sun);
    let day = |days: i64| place.at(change + TimeDelta::days(days), 9, 0);
    let (from, until) = (day(-1), day(1));
    assert_eq!((until - from).num_hours(), elapsed_hours);
    let said = hire(stage, place, from, until, "2 days", 2).await;
    assert_eq!(said, "");
}

#[tokio::test]
async fn a_hire_over_the_next_time_that_new_york_goes_back() {
    run(WIDE, async |stage: &Stage| hire_over_a_change(stage, HUDSON, false, 49).await).await;
}

#[tokio::test]
async fn a_hire_over_the_next_time_that_sydney_goes_forward() {
    run(WIDE, async |stage: &Stage| hire_over_a_change(stage, HARBOUR, true, 47).await).await;
}

#[tokio::test]
async fn a_hire_from_the_second_of_two_half_hours_on_lord_howe() {
    run(WIDE, async |stage: &Stage| {
        let change = LAGOON.next_change(false);
        let from = change + TimeDelta::minutes(15);
        assert_eq!(from.time(), NaiveTime::from_hms_opt(1, 45, 0).unwrap());
        let until = LAGOON.at(from.date_naive() + Days::new(1), 1, 45);
        let said = hire(stage, LAGOON, from, until, "1 day", 1).await;
        assert_eq!(
            said,
            "The clock goes back on this day: 1:30 AM to 2:00 AM comes twice, first as GMT+11, then as GMT+10:30."
        );
    })
    .await;
}

#[tokio::test]
async fn a_hire_over_the_half_hour_that_lord_howe_leaves_out() {
    run(WIDE, async |stage: &Stage| {
        let until = LAGOON.next_change(true);
        let from = until - TimeDelta::minutes(15);
        let said = hire(stage, LAGOON, from, until, "45 minutes", 1).await;
        assert_eq!(said, "The clock goes forward on this day: there is no 2:00 AM to 2:30 AM.");
    })
    .await;
}
