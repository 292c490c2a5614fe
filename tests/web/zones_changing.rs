//! Days on which the clock changes, on screen: at places that are always open, in zones that change by an hour, by half
//! an hour and not at all.

use booking_widget::booking::time::HOUR_MS;
use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::page::{Page, config, plain, press, text};
use crate::service::{Endpoint, Reply, Service};

const QUARTER_MS: i64 = 15 * 60_000;

/// A day of a place, and what is said of its clock.
struct Day {
    zone: &'static str,
    date: NaiveDate,
    quarters: usize,
    said: Option<&'static str>,
}

fn day(zone: &'static str, date: &str, quarters: usize, said: Option<&'static str>) -> Day {
    Day { zone, date: date.parse().unwrap(), quarters, said }
}

fn days() -> [Day; 7] {
    [
        day(
            "Australia/Sydney",
            "2027-04-04",
            100,
            Some(
                "The clock goes back on this day: 2:00 am to 3:00 am comes twice first as GMT+11 then as GMT+10.",
            ),
        ),
        day(
            "Australia/Sydney",
            "2027-10-03",
            92,
            Some("The clock goes forward on this day: there is no 2:00 am to 3:00 am."),
        ),
        day(
            "Australia/Lord_Howe",
            "2027-04-04",
            98,
            Some(
                "The clock goes back on this day: 1:30 am to 2:00 am comes twice first as GMT+11 then as GMT+10:30.",
            ),
        ),
        day(
            "Australia/Lord_Howe",
            "2027-10-03",
            94,
            Some("The clock goes forward on this day: there is no 2:00 am to 2:30 am."),
        ),
        day(
            "America/New_York",
            "2027-03-14",
            92,
            Some("The clock goes forward on this day: there is no 2:00 am to 3:00 am."),
        ),
        day(
            "America/New_York",
            "2027-11-07",
            100,
            Some(
                "The clock goes back on this day: 1:00 am to 2:00 am comes twice first as GMT-4 then as GMT-5.",
            ),
        ),
        day("UTC", "2027-03-14", 96, None),
    ]
}

impl Day {
    fn midnight(&self, date: NaiveDate) -> DateTime<Tz> {
        let zone: Tz = self.zone.parse().unwrap();
        zone.from_local_datetime(&date.and_hms_opt(0, 0, 0).unwrap()).unwrap()
    }

    /// The days of its month.
    fn month(&self) -> Vec<NaiveDate> {
        let month = |date: &NaiveDate| date.format("%Y-%m").to_string();
        let days = (-30..=30).map(|days| self.date + TimeDelta::days(days));
        days.filter(|date| month(date) == month(&self.date)).collect()
    }

    fn selector(&self) -> String {
        format!("[data-focus='day {}']", self.date)
    }

    /// A service whose only place is there and always open.
    fn service(&self) -> Service {
        let mut locations = crate::service::locations();
        let mut place = locations["locations"][0].take();
        place["time_zone"] = json!(self.zone);
        for unknown in ["opens", "closes"] {
            place.as_object_mut().unwrap().remove(unknown);
        }
        locations["locations"] = json!([place]);
        let service = Service::start();
        service.always(Endpoint::Locations, Reply::Json(200, locations));
        service
    }

    /// The calendar of its month, opened by this button.
    async fn open(&self, service: Service, by: &str) -> Page {
        let page = Page::open_with(service, &config(), None).await;
        press(&page.appears(by).await);
        let month = self.date.format("%B %Y").to_string();
        page.appears(".month b").await;
        while page.text(".month b") != month {
            let before = page.text(".month b");
            press(&page.button("Month after"));
            page.until("the next month", |page| page.text(".month b") != before).await;
        }
        page
    }

    /// Its times, opened from the trip bar.
    async fn open_times(&self) -> Page {
        let page = self.open(self.service(), "[data-focus=trip-from]").await;
        press(&page.get(&self.selector()));
        page.appears("[role=radio]").await;
        page
    }
}

/// What a screen reader calls it.
fn name(element: &Element) -> String {
    element.get_attribute("aria-label").map_or_else(|| text(element), |label| plain(&label))
}

#[wasm_bindgen_test]
async fn a_month_with_such_a_day_has_each_day_once_with_its_own_mark() {
    for day in days() {
        let month = day.month();
        // As a service counts them: from midnight to midnight of the place. The day before has few, the day itself none.
        let sample = |date: &NaiveDate| {
            let count = match (*date - day.date).num_days() {
                -1 => 2,
                0 => 0,
                _ => 5,
            };
            json!({ "start_ms": day.midnight(*date).timestamp_millis(), "available_count": count })
        };
        let service = day.service();
        let samples: Vec<_> = month.iter().map(sample).collect();
        service.always(Endpoint::Slots, Reply::Json(200, json!({ "slots": samples })));
        let page = day.open(service, "[data-focus='product product_kayak']").await;
        page.until("all stock", |page| page.find(".day.unknown").is_none()).await;

        let names: Vec<_> = page.all("table.days button").iter().map(name).collect();
        let expected = month.iter().map(|date| {
            let state = match (*date - day.date).num_days() {
                -1 => "few left",
                0 => "taken",
                _ => "available",
            };
            format!("{} {state}", date.format("%A %-d %B"))
        });
        assert_eq!(names, expected.collect::<Vec<_>>(), "{} {}", day.zone, day.date);
        // Each question is about whole days, and no longer than a service answers.
        let mut next = day.midnight(month[0]).timestamp_millis();
        let first = next;
        let asked = page.service.asked_of(Endpoint::Slots).into_iter().map(|asked| {
            let number = |name: &str| asked.parameter(name).unwrap().parse::<i64>().unwrap();
            (number("start_time"), number("end_time"))
        });
        let mut asked: Vec<_> = asked.filter(|(start, _)| *start >= first).collect();
        asked.sort_unstable();
        for (start, end) in asked {
            assert_eq!(start, next, "{} {}", day.zone, day.date);
            assert!(end - start <= 168 * HOUR_MS, "{} {}", day.zone, day.date);
            next = end;
        }
        assert_eq!(next, day.midnight(*month.last().unwrap() + TimeDelta::days(1)).timestamp_millis());
    }
}

#[wasm_bindgen_test]
async fn each_quarter_of_an_hour_of_such_a_day_is_offered_once_under_a_name_of_its_own() {
    for day in days() {
        let page = day.open_times().await;
        let start = day.midnight(day.date);
        let moments: Vec<_> =
            page.all("[role=radio]").iter().map(|slot| slot.get_attribute("data-focus").unwrap()).collect();
        let expected: Vec<_> = (0_i64..)
            .map(|quarter| start + TimeDelta::milliseconds(quarter * QUARTER_MS))
            .take_while(|at| at.date_naive() == day.date)
            .collect();
        assert_eq!(expected.len(), day.quarters);
        let slot = |at: &DateTime<Tz>| format!("slot {}", at.timestamp_millis());
        assert_eq!(moments, expected.iter().map(slot).collect::<Vec<_>>(), "{} {}", day.zone, day.date);

        let mut names: Vec<_> = page.all("[role=radio]").iter().map(name).collect();
        for (name, at) in names.iter().zip(&expected) {
            let (pm, hour) = at.hour12();
            let time = format!("{hour}:{:02} {}", at.minute(), if pm { "pm" } else { "am" });
            assert!(name.starts_with(&time), "{name}: {at}");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), day.quarters, "{} {}", day.zone, day.date);
    }
}

#[wasm_bindgen_test]
async fn what_is_left_out_or_comes_twice_is_said_and_describes_the_times() {
    for day in days() {
        let page = day.open_times().await;
        let said = page.find("[role=radiogroup] #clock").map(|said| text(&said));
        assert_eq!(said.as_deref(), day.said, "{} {}", day.zone, day.date);
        let described = page.get("[role=radiogroup]").get_attribute("aria-describedby");
        assert_eq!(described.as_deref(), day.said.map(|_| "clock"));
        // The day after is an ordinary one.
        let after = day.date + TimeDelta::days(1);
        press(&page.get(&format!("[data-focus='day {after}']")));
        page.until("the day after", |page| page.all("[role=radio]").len() == 96).await;
        assert!(page.find("#clock").is_none(), "{} {after}", day.zone);
    }
}

#[wasm_bindgen_test]
async fn a_chosen_time_that_comes_twice_says_which_wherever_it_is_shown() {
    for (zone, date, second_ms, offset) in [
        ("Australia/Sydney", "2027-04-04", 12 * QUARTER_MS, "2:00 am (GMT+10)"),
        ("Australia/Lord_Howe", "2027-04-04", 8 * QUARTER_MS, "1:30 am (GMT+10:30)"),
        ("America/New_York", "2027-11-07", 8 * QUARTER_MS, "1:00 am (GMT-5)"),
    ] {
        let day = day(zone, date, 0, None);
        let page = day.open_times().await;
        let start = day.midnight(day.date).timestamp_millis();
        // The second time round.
        press(&page.get(&format!("[data-focus='slot {}']", start + second_ms)));
        page.appears("[role=radiogroup][aria-label='Return time']").await;
        let from = format!("{} {offset}", day.date.format("Sun %-d %b %Y"));
        assert_eq!(page.text("[data-focus=trip-from] strong"), from);
        assert_eq!(page.text("[role=status]"), format!("Pick-up {from}. Now choose the return."));
        // Later than the pick-up only: what came the first time round is over.
        let earliest = page.get("[role=radio]").get_attribute("data-focus");
        assert_eq!(earliest.unwrap(), format!("slot {}", start + second_ms + QUARTER_MS));
        press(&page.get(&format!("[data-focus='slot {}']", start + second_ms + 8 * QUARTER_MS)));
        page.press("Add Kayak").await;
        page.appears(".panel .when").await;
        page.until("the trip", |page| page.text(".panel .when").contains(&from)).await;
        assert!(page.text(".panel .when").ends_with("(2 hours)"), "{}", page.text(".panel .when"));
    }
}

#[wasm_bindgen_test]
async fn from_nine_to_nine_is_one_day_also_over_a_change_of_the_clock() {
    for day in days() {
        let nine = |date: NaiveDate| (day.midnight(date).with_hour(9).unwrap()).timestamp_millis();
        let (start, end) = (nine(day.date - TimeDelta::days(1)), nine(day.date));
        assert_eq!(end - start, i64::try_from(day.quarters).unwrap() * QUARTER_MS);
        let chosen = json!({
            "locationId": "location_manly", "start": start, "end": end,
            "items": [{ "productId": "product_kayak", "quantity": 1 }]
        });
        let page = Page::open_with(day.service(), &config(), Some(chosen)).await;
        page.appears(".panel .when").await;
        assert!(page.text(".panel .when").ends_with("(1 day)"), "{} {}", day.zone, page.text(".panel .when"));
    }
}

#[wasm_bindgen_test]
async fn a_hire_in_which_the_clock_shows_no_time_is_as_long_as_it_takes() {
    let day = day("Australia/Lord_Howe", "2027-04-04", 0, None);
    let start = day.midnight(day.date).timestamp_millis() + 7 * QUARTER_MS;
    let chosen = json!({
        "locationId": "location_manly", "start": start, "end": start + QUARTER_MS,
        "items": [{ "productId": "product_kayak", "quantity": 1 }]
    });
    let page = Page::open_with(day.service(), &config(), Some(chosen)).await;
    page.appears(".panel .when").await;
    let when = page.text(".panel .when");
    assert!(
        when.contains("1:45 am (GMT+11) to") && when.ends_with("1:30 am (GMT+10:30) (15 minutes)"),
        "{when}"
    );
}
