//! The month calendar of the time picker.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, KeyboardEventInit};

use crate::page::{NOW, Page, config, is_off, plain, press, set_clock, settle, text};
use crate::service::{Asked, Endpoint, Service};

/// The time picker, opened from the trip bar with nothing in the booking.
async fn open(config: &serde_json::Value) -> Page {
    let mut config = config.clone();
    config["locationId"] = json!("location_manly");
    let page = Page::open_with(Service::start(), &config, None).await;
    press(&page.get("[data-focus=trip-from]"));
    page.appears("table.days").await;
    page.focus_on("day 2026-11-21").await;
    page
}

/// The days that the Tab key reaches.
fn reached_by_tab(page: &Page) -> Vec<Element> {
    page.all("table.days button[tabindex='0']")
}

async fn key(page: &Page, key: &str, day: &str) {
    assert!(page.key(key), "{key} is kept from the browser");
    page.focus_on(&format!("day {day}")).await;
    let reached = reached_by_tab(page);
    assert_eq!(reached.len(), 1);
    assert_eq!(Some(&reached[0]), page.focused().as_ref());
}

#[wasm_bindgen_test]
async fn a_page_is_a_table_of_buttons_named_with_the_full_date() {
    let page = open(&config()).await;
    let heading = |page: &Page| plain(&page.get("table.days").get_attribute("aria-label").unwrap());
    assert_eq!(heading(&page), "Nov – Dec 2026");
    let headers = page.texts("table.days th");
    assert_eq!(headers, ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
    assert_eq!(page.get("table.days abbr").get_attribute("title").as_deref(), Some("Monday"));
    // This week and four more; the first of December bears its name.
    let weeks = page.all("table.days tbody tr");
    assert_eq!(weeks.len(), 5);
    assert!(weeks.iter().all(|week| week.child_element_count() == 7));
    let days = page.all("table.days button");
    assert_eq!(days.len(), 35);
    let name = |index: usize| plain(&days[index].get_attribute("aria-label").unwrap());
    assert_eq!(name(0), "Monday 16 November can’t be chosen");
    assert_eq!(name(12), "Saturday 28 November");
    assert_eq!(name(4), "Friday 20 November can’t be chosen");
    assert_eq!(name(34), "Sunday 20 December");
    assert!(is_off(&days[4]) && !is_off(&days[5]));
    assert_eq!((text(&days[12]), text(&days[15])), ("28".into(), "1".into()));
    assert_eq!(page.texts("table.days small"), ["Dec"]);
    let today: Vec<_> = page.all("[aria-current=date]").iter().map(text).collect();
    assert_eq!(today, ["21"]);
    // Without a product there is no stock to ask for, nor a legend of it.
    assert_eq!(page.count(Endpoint::Slots), 0);
    assert!(page.find(".legend").is_none());

    // 1 December is a Tuesday: a cell is empty before it, and the last week has four days.
    press(&page.button("Month after"));
    page.until("December", |page| heading(page) == "December 2026").await;
    assert_eq!(page.all("table.days tbody tr").len(), 5);
    assert_eq!(page.all("table.days tbody tr:first-child button").len(), 6);
    assert_eq!(page.all("table.days tbody tr:last-child button").len(), 4);
    assert!(page.find("table.days small").is_none());
}

#[wasm_bindgen_test]
async fn keys_with_alt_control_or_meta_are_the_browsers() {
    let page = open(&config()).await;
    let with: [fn(&KeyboardEventInit); 3] =
        [|init| init.set_alt_key(true), |init| init.set_ctrl_key(true), |init| init.set_meta_key(true)];
    for with in with {
        let init = KeyboardEventInit::new();
        with(&init);
        assert!(!page.key_with("ArrowDown", &init));
    }
    settle().await;
    key(&page, "ArrowRight", "2026-11-22").await;
}

#[wasm_bindgen_test]
async fn one_day_is_reached_by_tab_and_the_keys_move_on_from_it() {
    let page = open(&config()).await;
    assert_eq!(reached_by_tab(&page).len(), 1);
    key(&page, "ArrowRight", "2026-11-22").await;
    key(&page, "ArrowDown", "2026-11-29").await;
    key(&page, "ArrowLeft", "2026-11-28").await;
    key(&page, "Home", "2026-11-23").await;
    key(&page, "End", "2026-11-29").await;
    key(&page, "PageDown", "2026-12-29").await;
    assert_eq!(page.text(".month b"), "December 2026");
    key(&page, "PageUp", "2026-11-29").await;
    key(&page, "ArrowUp", "2026-11-22").await;
    assert!(!page.key("a"), "other keys are the browser's");
}

#[wasm_bindgen_test]
async fn shift_and_page_turn_by_a_year() {
    let page = open(&config()).await;
    for (name, day) in [("PageDown", "2027-11-21"), ("PageUp", "2026-11-21")] {
        let init = KeyboardEventInit::new();
        init.set_shift_key(true);
        assert!(page.key_with(name, &init));
        page.focus_on(&format!("day {day}")).await;
    }
}

#[wasm_bindgen_test]
async fn the_keys_never_go_before_the_first_day_that_still_has_times() {
    let page = open(&config()).await;
    for back in ["PageUp", "Home", "ArrowUp", "ArrowLeft"] {
        key(&page, "ArrowRight", "2026-11-22").await;
        key(&page, back, "2026-11-21").await;
        key(&page, back, "2026-11-21").await;
    }
    // A month back from where the day of the month is an earlier one.
    key(&page, "PageDown", "2026-12-21").await;
    key(&page, "ArrowUp", "2026-12-14").await;
    key(&page, "PageUp", "2026-11-21").await;
}

#[wasm_bindgen_test]
async fn when_the_times_of_today_are_over_tomorrow_is_the_first_day() {
    let page = Page::open_at_manly().await;
    // 17:00: the last time of the day is over.
    set_clock(NOW + 6 * 3_600_000);
    press(&page.get("[data-focus=trip-from]"));
    page.focus_on("day 2026-11-22").await;
    let today = page.button("Saturday 21 November can’t be chosen");
    assert!(is_off(&today));
    assert_eq!(today.get_attribute("aria-current").as_deref(), Some("date"));
    press(&today);
    settle().await;
    assert!(page.find("[role=radio]").is_none());
    for back in ["PageUp", "Home", "ArrowUp", "ArrowLeft"] {
        key(&page, "ArrowRight", "2026-11-23").await;
        key(&page, back, if back == "Home" { "2026-11-23" } else { "2026-11-22" }).await;
        key(&page, "ArrowLeft", "2026-11-22").await;
    }
    press(&page.button("Month before"));
    settle().await;
    assert_eq!(plain(&page.text(".month b")), "Nov – Dec 2026");
    assert_eq!(reached_by_tab(&page), [page.get("[data-focus='day 2026-11-22']")]);
}

#[wasm_bindgen_test]
async fn done_is_there_while_the_shown_days_are_those_of_the_chosen_times() {
    let page = Page::open_trip().await;
    press(&page.get("[data-focus=trip-from]"));
    page.appears("table.days").await;
    assert_eq!(page.text(".picker-foot span"), "Sat 28 Nov 9:00 am to Sun 29 Nov 9:00 am");
    page.press("Friday 27 November").await;
    page.until("no Done", |page| page.find_button("Done").is_none()).await;
    assert!(page.find(".picker-foot").is_none());
    page.press("Saturday 28 November").await;
    page.press("Done").await;
    page.focus_on("trip-from").await;
    assert!(page.find(".picker").is_none());
    assert_eq!(page.texts(".trip strong")[1..], ["Sat 28 Nov 9:00 am", "Sun 29 Nov 9:00 am"]);
}

#[wasm_bindgen_test]
async fn arrows_follow_the_direction_of_the_writing() {
    let mut arabic = config();
    arabic["locale"] = json!("ar");
    let page = open(&arabic).await;
    assert_eq!(page.get(".bw").get_attribute("dir").as_deref(), Some("rtl"));
    key(&page, "ArrowLeft", "2026-11-22").await;
    key(&page, "ArrowRight", "2026-11-21").await;
    // The week begins on Saturday.
    key(&page, "End", "2026-11-27").await;
    key(&page, "Home", "2026-11-21").await;
}

#[wasm_bindgen_test]
async fn the_buttons_beside_the_month_turn_it_and_keep_the_focus() {
    let page = open(&config()).await;
    let after = page.button("Month after");
    crate::page::focus(&after);
    press(&after);
    page.until("December", |page| page.text(".month b") == "December 2026").await;
    assert_eq!(page.all("table.days button").len(), 31);
    assert_eq!(page.focused(), Some(page.button("Month after")));
    press(&page.button("Month before"));
    page.until("November", |page| plain(&page.text(".month b")) == "Nov – Dec 2026").await;
    // Nothing is to be had before.
    press(&page.button("Month before"));
    settle().await;
    assert_eq!(plain(&page.text(".month b")), "Nov – Dec 2026");
    assert_eq!(reached_by_tab(&page), [page.get("[data-focus='day 2026-11-21']")]);
}

#[wasm_bindgen_test]
async fn escape_closes_the_picker_and_the_focus_goes_back_to_what_opened_it() {
    let page = open(&config()).await;
    assert_eq!(page.get("[data-focus=trip-from]").get_attribute("aria-expanded").as_deref(), Some("true"));
    page.key("Escape");
    page.focus_on("trip-from").await;
    assert!(page.find(".picker").is_none());
    assert_eq!(page.get("[data-focus=trip-from]").get_attribute("aria-expanded").as_deref(), Some("false"));

    press(&page.button("Choose times for Kayak"));
    page.focus_on("day 2026-11-21").await;
    page.key("Escape");
    page.focus_on("product product_kayak").await;
    assert!(page.find(".picker").is_none());
}

#[wasm_bindgen_test]
async fn the_closing_button_closes_like_escape() {
    let page = open(&config()).await;
    press(&page.get(".picker .close"));
    page.focus_on("trip-from").await;
    assert!(page.find(".picker").is_none());
}

#[wasm_bindgen_test]
async fn a_day_shows_the_stock_of_the_product_in_its_name() {
    let page = open(&config()).await;
    page.key("Escape");
    page.focus_on("trip-from").await;
    page.press("Choose times for Kayak").await;
    page.focus_on("day 2026-11-21").await;
    assert_eq!(page.text(".picker h2"), "When do you want the Kayak?");
    // Both parts of the month have come.
    page.until("all stock", |page| page.find(".day.unknown").is_none()).await;
    for (name, class) in [
        ("Thursday 26 November taken", "none"),
        ("Friday 27 November few left", "few"),
        ("Saturday 28 November available", "free"),
    ] {
        let day = page.button(name);
        assert!(day.class_list().contains(class), "{name}");
        assert!(!is_off(&day), "{name}: stock is a hint");
    }
    assert_eq!(page.texts(".legend span"), ["Available", "Few left", "Taken"]);
    // Thirty days from today on are more than four times 168 h: five requests of whole days. Each quarter of an hour of the weekend is
    // asked for besides, for the quick choice of it.
    let asked = page.service.asked_of(Endpoint::Slots);
    let hours_of = |interval: &str| -> Vec<i64> {
        let of_interval = asked.iter().filter(|asked| asked.parameter("interval") == Some(interval));
        let number = |asked: &Asked, name: &str| asked.parameter(name).unwrap().parse::<i64>().unwrap();
        of_interval.map(|one| (number(one, "end_time") - number(one, "start_time")) / 3_600_000).collect()
    };
    assert_eq!(hours_of("day").iter().max(), Some(&168));
    assert_eq!((hours_of("day").len(), hours_of("15m")), (5, vec![48]));
}

#[wasm_bindgen_test]
async fn a_closed_day_can_not_be_chosen() {
    let mut bondi = config();
    bondi["locationId"] = json!("location_bondi");
    let page = Page::open_with(Service::start(), &bondi, None).await;
    press(&page.get("[data-focus=trip-from]"));
    page.focus_on("day 2026-11-21").await;
    let monday = page.button("Monday 23 November closed");
    assert!(is_off(&monday));
    press(&monday);
    settle().await;
    assert!(page.find("[role=radio]").is_none());
    press(&page.button("Tuesday 24 November"));
    page.appears("[role=radio]").await;
    // The focus stays on the day that was pressed, and Tab comes back to it.
    page.focus_on("day 2026-11-24").await;
    assert_eq!(
        page.get("[data-focus='day 2026-11-24']").get_attribute("aria-pressed").as_deref(),
        Some("true")
    );
}
