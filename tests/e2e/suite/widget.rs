//! A widget as its customer sees it: what is shown, by the names it has, and what can be pressed.

use std::fmt::Display;

use chrono::NaiveDate;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::browser::Browser;
use crate::sample::{Hire, dollars, name_of};
use crate::wait::{until_found, until_true};

/// Everything that is shown in a widget and fits a selector: elements, names and texts. A name is the label, else the text.
const SHOWN: &str = r#"
    const [id, selector] = arguments;
    const root = document.getElementById(id)?.shadowRoot;
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    return [...(root?.querySelectorAll(selector) ?? [])]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }))
      .map((element) => ({
        element,
        name: plain(element.ariaLabel ?? element.innerText),
        text: plain(element.innerText),
        off: element.ariaDisabled === "true",
      }));
"#;

/// Brings an element into the middle and tells whether it stays where it is: what moves is not where it is pressed.
const STANDS: &str = r#"
    const [element, done] = arguments;
    element.scrollIntoView({ block: "center" });
    const place = () => JSON.stringify(element.getBoundingClientRect());
    const before = place();
    requestAnimationFrame(() => requestAnimationFrame(() => done(element.isConnected && place() === before)));
"#;

/// A widget, by the id of its element.
#[derive(Clone, Copy)]
pub(crate) struct Widget<'a> {
    pub(crate) browser: &'a Browser,
    pub(crate) id: &'a str,
}

/// Something that is shown.
pub(crate) struct Shown {
    pub(crate) element: WebElement,
    pub(crate) name: String,
    pub(crate) text: String,
    /// Whether it says that it can't be pressed.
    pub(crate) off: bool,
}

/// An end of a hire, as the trip bar names it.
#[derive(Clone, Copy)]
pub(crate) enum End {
    From,
    Until,
}

impl Widget<'_> {
    /// What is shown and fits a selector.
    pub(crate) async fn shown(&self, selector: &str) -> Vec<Shown> {
        let driver = &self.browser.driver;
        // A page that is just being left has nothing to show.
        let Ok(returned) = driver.execute(SHOWN, vec![json!(self.id), json!(selector)]).await else {
            return Vec::new();
        };
        let found: Vec<Value> = returned.convert().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        found
            .iter()
            .map(|found| Shown {
                element: WebElement::from_json(found["element"].clone(), driver.handle().clone()).unwrap(),
                name: text(&found["name"]),
                text: text(&found["text"]),
                off: found["off"] == true,
            })
            .collect()
    }

    /// The texts of what is shown and fits a selector.
    pub(crate) async fn texts(&self, selector: &str) -> Vec<String> {
        self.shown(selector).await.into_iter().map(|shown| shown.text).collect()
    }

    /// Waits for something whose text contains a text.
    pub(crate) async fn see(&self, selector: &str, text: &str) -> Shown {
        until_found(format!("{selector} with {text:?}"), async || {
            let shown = self.shown(selector).await;
            match shown.iter().position(|shown| shown.text.contains(text)) {
                Some(at) => Ok(shown.into_iter().nth(at).unwrap()),
                None => Err(self.instead(&shown).await),
            }
        })
        .await
    }

    /// For a failure: what fits a selector, and all that the widget shows.
    async fn instead(&self, shown: &[Shown]) -> String {
        let texts: Vec<_> = shown.iter().map(|shown| &shown.text).collect();
        format!("{texts:?} in {:?}", self.texts("[part=widget]").await)
    }

    /// Waits until nothing that fits a selector is shown.
    pub(crate) async fn see_no(&self, selector: &str) {
        until_true(format!("{selector} to go"), async || self.shown(selector).await.is_empty()).await;
    }

    /// Waits until products can be chosen.
    pub(crate) async fn ready(&self) {
        self.see(".card h3", "").await;
    }

    /// Presses what is shown and fits.
    pub(crate) async fn press_where(
        &self,
        what: impl Display,
        selector: &str,
        fits: impl Fn(&Shown) -> bool,
    ) {
        until_found(format!("{what} to press"), async || {
            let shown = self.shown(selector).await;
            let Some(wanted) = shown.iter().find(|shown| !shown.off && fits(shown)) else {
                return Err(self.instead(&shown).await);
            };
            let stands = self.browser.driver.execute_async(STANDS, vec![wanted.element.to_json().unwrap()]);
            if stands.await.is_ok_and(|stands| stands.json() == &json!(true)) {
                // What was drawn anew or covered meanwhile was not pressed; it is looked for again.
                return wanted.element.click().await.map_err(|error| error.to_string());
            }
            Err("it moves".to_owned())
        })
        .await;
    }

    /// Presses the button of a name.
    pub(crate) async fn press(&self, name: &str) {
        self.press_where(name, "button", |shown| shown.name == name).await;
    }

    /// Presses what fits a selector and has a text.
    pub(crate) async fn press_in(&self, selector: &str, text: &str) {
        self.press_where(text, selector, |shown| shown.text.contains(text)).await;
    }

    /// Types into the search box, in place of what stands there.
    pub(crate) async fn search(&self, words: &str) {
        let script = r#"
            const [id, words] = arguments;
            const field = document.getElementById(id).shadowRoot.querySelector(".search");
            field.value = words;
            field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
            return null;
        "#;
        self.browser.run::<Value>(script, vec![json!(self.id), json!(words)]).await;
    }

    /// Presses the place in the trip bar.
    pub(crate) async fn open_places(&self) {
        self.press_in(".trip button", "Pick up and return at").await;
        self.see(".place", "").await;
    }

    /// Chooses where, by a location's id.
    pub(crate) async fn choose_location(&self, location: &str) {
        let name = name_of(location);
        self.open_places().await;
        self.press_in(".place", &name).await;
        self.see(".trip button", &name).await;
    }

    /// Opens the time picker.
    pub(crate) async fn open_times(&self, end: End) {
        let label = match end {
            End::From => "From",
            End::Until => "Until",
        };
        self.press_where(label, ".trip button", |shown| shown.text.starts_with(label)).await;
        self.see(".month", "").await;
    }

    /// Whether the open time picker shows a day.
    pub(crate) async fn shows_day(&self, date: NaiveDate) -> bool {
        let name = long_date(date);
        self.shown(".day").await.iter().any(|day| names_day(&day.name, &name))
    }

    /// Turns the open time picker to its next page.
    pub(crate) async fn turn_page(&self) {
        let before = self.texts(".month b").await;
        self.press("Month after").await;
        until_true("the next page of the calendar", async || self.texts(".month b").await != before).await;
    }

    /// Turns the open time picker to the page of a day.
    pub(crate) async fn turn_to(&self, date: NaiveDate) {
        while !self.shows_day(date).await {
            self.turn_page().await;
        }
    }

    /// Chooses a day in the open time picker, turning to its page first.
    pub(crate) async fn choose_day(&self, date: NaiveDate) {
        self.turn_to(date).await;
        let name = long_date(date);
        self.press_where(&name, ".day", |shown| names_day(&shown.name, &name)).await;
    }

    /// Chooses a time of the day.
    pub(crate) async fn choose_time(&self, time: &str) {
        self.press_where(time, ".slot[role=radio]", |shown| shown.text == time || is_few(&shown.text, time))
            .await;
    }

    /// Chooses pick-up and return by the trip bar.
    pub(crate) async fn choose_times(&self, hire: &Hire) {
        self.open_times(End::From).await;
        self.choose_both(hire).await;
    }

    /// Chooses pick-up and return in the open time picker, which closes.
    pub(crate) async fn choose_both(&self, hire: &Hire) {
        self.choose_day(hire.from.date_naive()).await;
        self.choose_time(&hire.from.format("%-I:%M %p").to_string()).await;
        self.see(".tabs [aria-selected=true]", "Return").await;
        self.choose_day(hire.until.date_naive()).await;
        self.choose_time(&hire.until.format("%-I:%M %p").to_string()).await;
        self.see_no(".picker").await;
    }

    /// Puts what is hired into the cart, by the cards.
    pub(crate) async fn add_all(&self, hire: &Hire) {
        for (product, quantity) in &hire.items {
            self.add(product).await;
            for _ in 1..*quantity {
                self.press(&format!("One more {}", name_of(product))).await;
            }
            self.see(
                &format!(".stepper[aria-label='Quantity of {}'] .quantity", name_of(product)),
                &quantity.to_string(),
            )
            .await;
        }
    }

    /// Puts one of a product into the cart.
    pub(crate) async fn add(&self, product: &str) {
        self.press(&format!("Add {}", name_of(product))).await;
    }

    /// Chooses place and times and fills the cart.
    pub(crate) async fn choose(&self, hire: &Hire) {
        self.choose_location(hire.location).await;
        self.choose_times(hire).await;
        self.add_all(hire).await;
    }

    /// Waits until what is hired stands in the booking at the price of the price rule: each line, tax and total.
    pub(crate) async fn see_priced(&self, hire: &Hire) {
        let price = hire.price();
        let mut rows: Vec<_> = price
            .lines
            .iter()
            .map(|line| {
                let (name, sum, each) =
                    (name_of(line.product), dollars(line.sum_cents), dollars(line.unit_cents));
                let quantity = line.quantity;
                format!("{quantity} × {name} {sum} {each} each − {quantity} + Remove")
            })
            .collect();
        rows.push(format!("Tax {}", dollars(price.tax_cents)));
        self.see(".total", &dollars(price.total_cents)).await;
        // The last one there is says so; that is not the price's concern.
        let lines = self.texts(".line").await;
        let lines: Vec<_> =
            lines.iter().map(|line| line.trim_end_matches(" All of them are in your booking")).collect();
        assert_eq!(lines, rows);
        assert_eq!(self.texts(".total").await, [format!("Total {}", dollars(price.total_cents))]);
    }

    /// What stands in the booking, without prices: "2 × Single kayak".
    pub(crate) async fn cart(&self) -> Vec<String> {
        self.texts(".line b").await
    }

    /// The value of the trip bar that has this label.
    pub(crate) async fn trip(&self, label: &str) -> String {
        let parts = self.texts(".trip button").await;
        let part =
            parts.iter().find(|text| text.starts_with(label)).unwrap_or_else(|| panic!("{label}: {parts:?}"));
        part.trim_start_matches(label).trim().to_owned()
    }

    /// Presses "Continue to payment".
    pub(crate) async fn continue_to_payment(&self) {
        self.press("Continue to payment").await;
    }
}

/// "Saturday, November 28"
pub(crate) fn long_date(date: NaiveDate) -> String {
    date.format("%A, %B %-d").to_string()
}

/// Whether a day of the calendar is this date: its name is the date, or the date and the state of the day.
pub(crate) fn names_day(name: &str, date: &str) -> bool {
    name.strip_prefix(date).is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
}

/// Whether it is this time, with few left: "9:00 AM 2 left".
fn is_few(text: &str, time: &str) -> bool {
    text.strip_prefix(time).is_some_and(|rest| rest.ends_with(" left"))
}
