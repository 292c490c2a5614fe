//! A page with the widget on it, and what a customer can see and do there.

use std::cell::RefCell;
use std::rc::Rc;

use booking_widget::element::{Mounted, mount};
use js_sys::{Function, JSON, Promise, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit, ShadowRoot,
    ShadowRootInit, ShadowRootMode,
};

use crate::service::{API_BASE, Endpoint, Service};

/// Now, in every test: Saturday 21 November 2026, 11:00 in Sydney.
pub(crate) const NOW: i64 = 1_795_219_200_000;
/// Saturday 28 November 2026, 9:00 in Sydney.
pub(crate) const SATURDAY_9: i64 = 1_795_816_800_000;
/// Sunday 29 November 2026, 9:00 in Sydney.
pub(crate) const SUNDAY_9: i64 = SATURDAY_9 + 24 * 3_600_000;

/// How long a condition may take, ms: retries pause for more than a second, and the machine may have other work.
const PATIENCE_MS: f64 = 20_000.0;

/// What the element keeps for the next start comes under this name.
const KEEP: &str = "keep";

/// The address of the order page where the service sends none.
pub(crate) const ORDER_URL: &str = "https://book.harbour.test/harbour/checkout?order=pio_1";

/// Sets the page's clock; it goes on from there.
pub(crate) fn set_clock(ms: i64) {
    let date = Reflect::get(&js_sys::global(), &"Date".into()).unwrap();
    let set_at = web_sys::window().unwrap().performance().unwrap().now();
    let clock = Function::new_no_args(&format!("return Math.floor({ms} + performance.now() - {set_at})"));
    Reflect::set(&date, &"now".into(), &clock).unwrap();
}

/// Time that goes by forty times faster for whatever waits for a time, until it is dropped: the widget gives up an answer
/// after a quarter of a second then, which is enough for one that comes at once, also on a busy machine.
pub(crate) struct Hurry {
    before: JsValue,
    waits: js_sys::Array,
}

impl Hurry {
    pub(crate) fn begin() -> Self {
        let window = js_sys::global();
        let before = Reflect::get(&window, &"setTimeout".into()).unwrap();
        let waits = js_sys::Array::new();
        let fast = Function::new_with_args(
            "wait, waits",
            "return (work, ms, ...values) => (waits.push(ms), wait.call(window, work, ms / 40, ...values))",
        );
        let fast = fast.call2(&JsValue::UNDEFINED, &before, &waits).unwrap();
        Reflect::set(&window, &"setTimeout".into(), &fast).unwrap();
        Self { before, waits }
    }

    /// What was waited for so far, ms.
    pub(crate) fn waits(&self) -> Vec<f64> {
        self.waits.iter().filter_map(|ms| ms.as_f64()).collect()
    }
}

impl Drop for Hurry {
    fn drop(&mut self) {
        Reflect::set(&js_sys::global(), &"setTimeout".into(), &self.before).unwrap();
    }
}

/// A JavaScript value of a JSON one.
pub(crate) fn js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap()
}

fn from_js(value: &JsValue) -> Value {
    serde_json::from_str(&String::from(JSON::stringify(value).unwrap())).unwrap()
}

/// The attributes of the element in most tests.
pub(crate) fn config() -> Value {
    json!({
        "companyId": "company_harbour", "apiBase": API_BASE,
        "checkoutBase": "https://book.harbour.test", "locale": "en-AU", "redirect": "none",
        "pageUrl": "https://shop.test/hire"
    })
}

/// What a customer had chosen before: Manly, from Saturday to Sunday, these products.
pub(crate) fn weekend(items: &[(&str, u32)]) -> Value {
    let item = |(product, quantity): &(&str, u32)| json!({ "productId": product, "quantity": quantity });
    json!({
        "locationId": "location_manly", "start": SATURDAY_9, "end": SUNDAY_9,
        "items": items.iter().map(item).collect::<Vec<_>>()
    })
}

/// The next frame.
pub(crate) async fn frame() {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Some frames, after which whatever was going to happen by itself has happened: answers here take no time.
pub(crate) async fn settle() {
    for _ in 0..5 {
        frame().await;
    }
}

/// Real time, whatever the set clock shows.
fn since_load_ms() -> f64 {
    web_sys::window().unwrap().performance().unwrap().now()
}

/// Waits for a condition, at each frame.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = since_load_ms();
    while since_load_ms() - begun < PATIENCE_MS {
        if condition() {
            return;
        }
        frame().await;
    }
    panic!("waited in vain for {what}");
}

/// Text as a test compares it: any run of white space, also a narrow or a fixed one, is one space, and no comma stands
/// before it. Browsers differ in these from one version to the next.
pub(crate) fn plain(text: &str) -> String {
    let words = text.split(char::is_whitespace).map(|word| word.trim_end_matches([',', '،']));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text of an element.
pub(crate) fn text(element: &Element) -> String {
    plain(&element.text_content().unwrap_or_default())
}

/// Whether the widget says that an element can't be used at the moment.
pub(crate) fn is_off(element: &Element) -> bool {
    element.get_attribute("aria-disabled").as_deref() == Some("true")
}

/// Presses an element.
pub(crate) fn press(element: &Element) {
    element.unchecked_ref::<HtmlElement>().click();
}

/// Presses an element as a pointer does; `count` is 2 for the second press of a double one.
pub(crate) fn press_counted(element: &Element, count: i32) {
    let dispatch = Function::new_with_args(
        "element, detail",
        "element.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail }))",
    );
    dispatch.call2(&JsValue::UNDEFINED, element, &count.into()).unwrap();
}

/// Moves the focus to an element.
pub(crate) fn focus(element: &Element) {
    element.unchecked_ref::<HtmlElement>().focus().unwrap();
}

/// An element of its own with the widget on it, in a shadow root as on a real page.
pub(crate) struct Page {
    pub(crate) service: Service,
    pub(crate) host: Element,
    pub(crate) shadow: ShadowRoot,
    pub(crate) root: Element,
    events: Rc<RefCell<Vec<(String, Value)>>>,
    mounted: Option<Mounted>,
}

impl Page {
    /// The widget with nothing chosen, when its list is there.
    pub(crate) async fn open() -> Self {
        Self::open_with(Service::start(), &config(), None).await
    }

    /// The widget with things chosen before, when the price of it all is there.
    pub(crate) async fn open_weekend(items: &[(&str, u32)]) -> Self {
        let page = Self::open_with(Service::start(), &config(), Some(weekend(items))).await;
        page.priced().await;
        page
    }

    /// The widget at Manly, with nothing else chosen.
    pub(crate) async fn open_at_manly() -> Self {
        let mut config = config();
        config["locationId"] = json!("location_manly");
        Self::open_with(Service::start(), &config, None).await
    }

    /// The widget with a weekend at Manly and nothing in the booking, when stock and prices are there.
    pub(crate) async fn open_trip() -> Self {
        let page = Self::open_with(Service::start(), &config(), Some(weekend(&[]))).await;
        page.until("the prices", |page| page.find(".card.off").is_some()).await;
        page
    }

    /// The widget, when its list is there.
    pub(crate) async fn open_with(service: Service, config: &Value, snapshot: Option<Value>) -> Self {
        let page = Self::mount(service, config, snapshot);
        page.until("the list", |page| page.find(".products").is_some()).await;
        page
    }

    /// The widget from its first moment on.
    pub(crate) fn mount(service: Service, config: &Value, snapshot: Option<Value>) -> Self {
        Self::mount_prefetched(service, config, snapshot, &JsValue::UNDEFINED)
    }

    /// The widget with reads that are already on their way.
    pub(crate) fn mount_prefetched(
        service: Service,
        config: &Value,
        snapshot: Option<Value>,
        prefetched: &JsValue,
    ) -> Self {
        set_clock(NOW);
        let document = web_sys::window().unwrap().document().unwrap();
        let host = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let shadow = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let root = document.create_element("div").unwrap();
        shadow.append_child(&root).unwrap();
        let events: Rc<RefCell<Vec<(String, Value)>>> = Rc::default();
        let emit = Closure::<dyn Fn(String, JsValue)>::new({
            let events = Rc::clone(&events);
            move |name, detail| events.borrow_mut().push((name, from_js(&detail)))
        });
        let snapshot = snapshot.map_or(JsValue::UNDEFINED, |snapshot| js(&snapshot));
        let emit = emit.into_js_value().unchecked_into();
        let mounted = Some(mount(root.clone(), js(config), snapshot, prefetched.clone(), emit, true));
        Self { service, host, shadow, root, events, mounted }
    }

    /// Takes changed attributes.
    pub(crate) fn update(&self, config: &Value) {
        self.mounted.as_ref().unwrap().update(js(config));
    }

    /// The end of the cards that are drawn comes near.
    pub(crate) fn more(&self) {
        self.mounted.as_ref().unwrap().more();
    }

    /// Types into the search box, in place of what stands there.
    pub(crate) fn search(&self, words: &str) {
        let field: HtmlInputElement = self.get(".search").unchecked_into();
        field.set_value(words);
        let init = EventInit::new();
        init.set_bubbles(true);
        init.set_composed(true);
        field.dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    }

    /// The customer comes back from an order's checkout page.
    pub(crate) fn come_back(&self, confirmed: bool, order: &str) {
        self.mounted.as_ref().unwrap().returned(confirmed, order.into());
    }

    /// Ends the widget; the element stays on the page.
    pub(crate) fn destroy(&mut self) {
        self.mounted.take().unwrap().destroy();
    }

    /// Waits for something on this page.
    pub(crate) async fn until(&self, what: &str, mut condition: impl FnMut(&Self) -> bool) {
        let begun = since_load_ms();
        while since_load_ms() - begun < PATIENCE_MS {
            if condition(self) {
                return;
            }
            frame().await;
        }
        panic!("waited in vain for {what}; the page is {}", self.root.inner_html());
    }

    /// Waits for the price of the booking, and with it for the way to payment.
    pub(crate) async fn priced(&self) {
        self.until("the total", |page| page.find(".panel .total .num").is_some()).await;
        self.appears(".panel [part=continue]:not([aria-disabled])").await;
    }

    /// Waits for a total.
    pub(crate) async fn total_is(&self, total: &str) {
        self.until(&format!("the total of {total}"), |page| {
            page.find(".panel .total .num").is_some_and(|shown| text(&shown) == total)
        })
        .await;
    }

    /// Presses the way to payment, once it is there and can be pressed.
    pub(crate) async fn continue_to_payment(&self) {
        press(&self.appears(".panel button[part=continue]:not([aria-disabled])").await);
    }

    /// Waits for an element.
    pub(crate) async fn appears(&self, selector: &str) -> Element {
        self.until(selector, |page| page.find(selector).is_some()).await;
        self.get(selector)
    }

    /// The first element, where there is one.
    pub(crate) fn find(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    /// The first element, which has to be there.
    pub(crate) fn get(&self, selector: &str) -> Element {
        self.find(selector).unwrap_or_else(|| panic!("no {selector} in {}", self.root.inner_html()))
    }

    /// All elements, in order.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length()).map(|index| list.get(index).unwrap().unchecked_into()).collect()
    }

    /// The text of the first element.
    pub(crate) fn text(&self, selector: &str) -> String {
        text(&self.get(selector))
    }

    /// The texts of all elements.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(text).collect()
    }

    /// A button by its name, `aria-label` or text, which has to be there.
    pub(crate) fn button(&self, name: &str) -> Element {
        self.find_button(name).unwrap_or_else(|| panic!("no button {name:?} in {}", self.root.inner_html()))
    }

    /// A button by its name.
    pub(crate) fn find_button(&self, name: &str) -> Option<Element> {
        let named = |button: &Element| {
            let label = button.get_attribute("aria-label");
            label.map_or_else(|| text(button), |label| plain(&label)) == plain(name)
        };
        self.all("button").into_iter().find(named)
    }

    /// Presses a button by its name, once it is there.
    pub(crate) async fn press(&self, name: &str) {
        self.until(&format!("the button {name:?}"), |page| page.find_button(name).is_some()).await;
        press(&self.button(name));
    }

    /// A product's card, by the product's name.
    pub(crate) fn card(&self, name: &str) -> Element {
        let cards = self.all(".card").into_iter();
        let titled = |card: &Element| card.query_selector("h3").unwrap().is_some_and(|h3| text(&h3) == name);
        cards.into_iter().find(titled).unwrap_or_else(|| panic!("no card {name}"))
    }

    /// The element that has the focus.
    pub(crate) fn focused(&self) -> Option<Element> {
        self.shadow.active_element()
    }

    /// The name that the focused element bears for the focus.
    pub(crate) fn focus_name(&self) -> String {
        self.focused().and_then(|element| element.get_attribute("data-focus")).unwrap_or_default()
    }

    /// Waits for the focus on the element of a name.
    pub(crate) async fn focus_on(&self, name: &str) {
        self.until(&format!("the focus on {name}"), |page| page.focus_name() == name).await;
    }

    /// Presses a key where the focus is. Gives whether the widget kept it from the browser.
    pub(crate) fn key(&self, key: &str) -> bool {
        self.key_with(key, &KeyboardEventInit::new())
    }

    /// Presses a key, perhaps together with others; whether the widget kept it from the browser.
    pub(crate) fn key_with(&self, key: &str, init: &KeyboardEventInit) -> bool {
        init.set_key(key);
        init.set_bubbles(true);
        init.set_composed(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", init).unwrap();
        let target = self.focused().expect("nothing has the focus");
        !target.dispatch_event(&event).unwrap()
    }

    /// The details of the events of a name so far.
    pub(crate) fn events(&self, name: &str) -> Vec<Value> {
        let events = self.events.borrow();
        events.iter().filter(|(known, _)| known == name).map(|(_, detail)| detail.clone()).collect()
    }

    /// How many events of any name the page heard so far; what the element keeps is none.
    pub(crate) fn event_count(&self) -> usize {
        self.events.borrow().iter().filter(|(name, _)| name != KEEP).count()
    }

    /// What the element keeps for the next start.
    pub(crate) fn kept(&self) -> Value {
        self.events(KEEP).pop().expect("nothing is kept")
    }

    /// The codes of the errors that the page heard of.
    pub(crate) fn errors(&self) -> Vec<String> {
        let code = |detail: Value| detail["code"].as_str().unwrap().to_owned();
        self.events("booking-error").into_iter().map(code).collect()
    }

    /// How often an endpoint was asked.
    pub(crate) fn count(&self, endpoint: Endpoint) -> usize {
        self.service.count(endpoint)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(mounted) = self.mounted.take() {
            mounted.destroy();
        }
        self.host.remove();
    }
}
