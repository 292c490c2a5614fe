//! A booking service inside the page: it stands in for `fetch`, answers from `answers/`, remembers each request, and can
//! be told to hold an answer back, to break off, or to answer something else.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortSignal, Request, Response, ResponseInit};

/// The base address of the service.
pub(crate) const API_BASE: &str = "https://api.harbour.test/api";

const LOCATIONS: &str = include_str!("answers/locations.json");
const PRODUCTS: &str = include_str!("answers/products.json");
const PRODUCTS_FOR_TIMES: &str = include_str!("answers/products-window.json");

/// How many units of each product a slot has.
const UNITS: i64 = 5;
const QUARTER_MS: i64 = 15 * 60_000;
const DAY_MS: i64 = 24 * 3_600_000;
/// Thursday 26 November 2026, 0:00 in Sydney: nothing is free that day.
const FULL_DAY: i64 = 1_795_611_600_000;
/// Friday 27 November: two are free that day.
const SCARCE_DAY: i64 = FULL_DAY + DAY_MS;
/// Saturday 28 November, 12:00 to 13:00: nothing is free.
const FULL_HOUR: i64 = FULL_DAY + 2 * DAY_MS + 12 * 3_600_000;
/// Saturday 28 November, 9:00: two are free.
const SCARCE_QUARTER: i64 = FULL_DAY + 2 * DAY_MS + 9 * 3_600_000;

/// What is asked of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Locations,
    Products,
    Slots,
    Quote,
    Order,
}

impl Endpoint {
    fn of(url: &str) -> Self {
        let path = url.split('?').next().unwrap();
        match path.rsplit('/').next().unwrap() {
            "locations" => Self::Locations,
            "products" => Self::Products,
            "time-slots" => Self::Slots,
            "availability" => Self::Quote,
            "checkout" => Self::Order,
            _ => panic!("no such endpoint: {url}"),
        }
    }
}

/// A request as the service got it.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) endpoint: Endpoint,
    pub(crate) url: String,
    pub(crate) body: Value,
    signal: AbortSignal,
}

impl Asked {
    /// Whether the widget gave the request up.
    pub(crate) fn aborted(&self) -> bool {
        self.signal.aborted()
    }

    /// A parameter of the address.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.url.split_once('?')?.1.split('&');
        pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// How a request is answered.
#[derive(Clone)]
pub(crate) enum Reply {
    /// As the service does by itself.
    Usual,
    /// With a status and a body.
    Json(u16, Value),
    /// With a body that is no JSON.
    Garbage,
    /// With a status, a content type and a body as it is.
    Raw(u16, &'static str, String),
    /// With 429 and these headers.
    Busy(Vec<(&'static str, &'static str)>),
    /// With the beginning of a body, then the connection breaks.
    CutOff,
    /// The connection breaks.
    Broken,
    /// The page has its own `fetch`, and that fails with something that is no `Error`.
    NoError,
    /// Not before it is released.
    Held,
}

/// Makes another answer of the usual one.
type Spoil = fn(Value) -> Reply;

#[derive(Default)]
struct State {
    asked: RefCell<Vec<Asked>>,
    next: RefCell<Vec<(Endpoint, Reply)>>,
    always: RefCell<Vec<(Endpoint, Reply)>>,
    held: RefCell<Vec<(Asked, Function)>>,
    /// The products without times, and with them, where they are not the usual ones.
    products: RefCell<[Option<Value>; 2]>,
    /// What becomes of the usual answers.
    spoil: RefCell<Option<Spoil>>,
}

/// The service, while it stands in for `fetch`.
#[derive(Clone)]
pub(crate) struct Service(Rc<State>);

impl Service {
    /// Puts the service where the page's `fetch` is.
    pub(crate) fn start() -> Self {
        let service = Self(Rc::default());
        let answering = service.clone();
        let fetch = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(move |request, options| {
            answering.fetch(&request, &options)
        });
        let window = web_sys::window().unwrap();
        Reflect::set(&window, &"fetch".into(), &fetch.into_js_value()).unwrap();
        service
    }

    /// The next request of an endpoint is answered so; what is said first is done first.
    pub(crate) fn next(&self, endpoint: Endpoint, reply: Reply) {
        self.0.next.borrow_mut().push((endpoint, reply));
    }

    /// From now on every request of an endpoint is answered so.
    pub(crate) fn always(&self, endpoint: Endpoint, reply: Reply) {
        let mut always = self.0.always.borrow_mut();
        always.retain(|(known, _)| *known != endpoint);
        always.push((endpoint, reply));
    }

    /// These are the products from now on: those that are sent with times, or those without.
    pub(crate) fn when_times(&self, times: bool, products: Value) {
        self.0.products.borrow_mut()[usize::from(times)] = Some(products);
    }

    /// From now on every usual answer is sent in this way.
    pub(crate) fn spoil(&self, how: Spoil) {
        *self.0.spoil.borrow_mut() = Some(how);
    }

    /// Answers the request of an endpoint that has been held longest.
    pub(crate) fn release(&self, endpoint: Endpoint, reply: Reply) {
        let mut held = self.0.held.borrow_mut();
        let first = held.iter().position(|(asked, _)| asked.endpoint == endpoint);
        let (asked, resolve) = held.remove(first.expect("no request is held"));
        drop(held);
        let promise = settled(&asked, reply);
        resolve.call1(&JsValue::UNDEFINED, &promise).unwrap();
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.0.asked.borrow().clone()
    }

    /// Everything that was asked of an endpoint so far.
    pub(crate) fn asked_of(&self, endpoint: Endpoint) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.endpoint == endpoint).collect()
    }

    /// How often an endpoint was asked.
    pub(crate) fn count(&self, endpoint: Endpoint) -> usize {
        self.asked_of(endpoint).len()
    }

    fn fetch(&self, request: &JsValue, options: &JsValue) -> Promise {
        let request = match request.dyn_ref::<Request>() {
            Some(request) => request.clone().unwrap(),
            None => Request::new_with_str_and_init(&url_of(request), options.unchecked_ref()).unwrap(),
        };
        if !request.url().starts_with(API_BASE) {
            // A file of the element, which is not what these tests are about.
            return broken();
        }
        let service = self.clone();
        future_to_promise(async move {
            let text = JsFuture::from(request.text().unwrap()).await.unwrap().as_string().unwrap();
            let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
            let url = request.url();
            let asked = Asked { endpoint: Endpoint::of(&url), url, body, signal: request.signal() };
            service.0.asked.borrow_mut().push(asked.clone());
            JsFuture::from(service.answer(asked)).await
        })
    }

    fn answer(&self, asked: Asked) -> Promise {
        match self.reply_to(asked.endpoint) {
            Reply::Held => Promise::new(&mut |resolve, reject| {
                // As the browser does it: a request that is given up fails at once.
                let gone = Closure::once_into_js(move || {
                    let error = js_sys::Error::new("the request was given up");
                    reject.call1(&JsValue::UNDEFINED, &error).unwrap()
                });
                asked.signal.set_onabort(Some(gone.unchecked_ref()));
                self.0.held.borrow_mut().push((asked.clone(), resolve));
            }),
            Reply::Usual => settled(&asked, self.usual(&asked)),
            reply => settled(&asked, reply),
        }
    }

    fn usual(&self, asked: &Asked) -> Reply {
        let times = asked.parameter("start_time").is_some();
        let products = self.0.products.borrow()[usize::from(times)].clone();
        let answer =
            products.filter(|_| asked.endpoint == Endpoint::Products).unwrap_or_else(|| usual(asked));
        self.0.spoil.borrow().map_or_else(|| Reply::Json(200, answer.clone()), |spoil| spoil(answer.clone()))
    }

    fn reply_to(&self, endpoint: Endpoint) -> Reply {
        let mut next = self.0.next.borrow_mut();
        if let Some(first) = next.iter().position(|(known, _)| *known == endpoint) {
            return next.remove(first).1;
        }
        let always = self.0.always.borrow();
        always.iter().find(|(known, _)| *known == endpoint).map_or(Reply::Usual, |(_, reply)| reply.clone())
    }
}

/// A promise of the response.
fn settled(asked: &Asked, reply: Reply) -> Promise {
    match reply {
        Reply::Usual => settled(asked, Reply::Json(200, usual(asked))),
        Reply::Json(status, body) => Promise::resolve(&response(status, &body.to_string())),
        Reply::Garbage => Promise::resolve(&response(200, "<html>")),
        Reply::Raw(status, content_type, body) => {
            Promise::resolve(&raw(status, &[("content-type", content_type)], &body))
        }
        Reply::Busy(headers) => Promise::resolve(&raw(429, &headers, r#"{ "message": "too many" }"#)),
        Reply::CutOff => Promise::resolve(&cut_off()),
        Reply::Broken => broken(),
        Reply::NoError => Promise::reject(&JsValue::UNDEFINED),
        Reply::Held => panic!("what is released is answered"),
    }
}

/// What becomes of a request whose connection breaks.
pub(crate) fn broken() -> Promise {
    Promise::reject(&js_sys::TypeError::new("the connection broke").into())
}

/// An address, as a string or as an object.
fn url_of(address: &JsValue) -> String {
    js_sys::Object::from(address.clone()).to_string().into()
}

/// A response with a body of JSON.
pub(crate) fn response(status: u16, body: &str) -> JsValue {
    let init = ResponseInit::new();
    init.set_status(status);
    Response::new_with_opt_str_and_init(Some(body), &init).unwrap().into()
}

/// A response as a server sends it that does not keep to the API.
fn raw(status: u16, headers: &[(&str, &str)], body: &str) -> JsValue {
    let init = ResponseInit::new();
    init.set_status(status);
    // A status that says that there is no body must not come with one.
    let body = (status != 204).then_some(body);
    let response = Response::new_with_opt_str_and_init(body, &init).unwrap();
    for (name, value) in headers {
        response.headers().set(name, value).unwrap();
    }
    response.into()
}

/// A response whose body begins and then breaks off.
fn cut_off() -> JsValue {
    let make = Function::new_no_args(
        "return new Response(new ReadableStream({ pull(body) {
           if (this.begun) return body.error(new TypeError('the connection broke'));
           this.begun = true;
           body.enqueue(new TextEncoder().encode('{ \"locations\": [{ \"id\": '));
         } }))",
    );
    make.call0(&JsValue::UNDEFINED).unwrap()
}

fn usual(asked: &Asked) -> Value {
    match asked.endpoint {
        Endpoint::Locations => locations(),
        Endpoint::Products if asked.parameter("start_time").is_some() => products_for_times(),
        Endpoint::Products => products(),
        Endpoint::Slots => slots(asked),
        Endpoint::Quote => quote(&asked.body["cart"], 0),
        Endpoint::Order => json!({ "id": "pio_1" }),
    }
}

/// The locations.
pub(crate) fn locations() -> Value {
    serde_json::from_str(LOCATIONS).unwrap()
}

/// The products without times.
pub(crate) fn products() -> Value {
    serde_json::from_str(PRODUCTS).unwrap()
}

/// The products with stock and price.
pub(crate) fn products_for_times() -> Value {
    serde_json::from_str(PRODUCTS_FOR_TIMES).unwrap()
}

/// A quote: each unit costs what `products-window.json` says and `dearer` more, and a tenth of all is tax.
pub(crate) fn quote(cart: &Value, dearer: i64) -> Value {
    let products = products_for_times();
    let mut sum = 0;
    let lines: Vec<Value> = cart
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            let of_cart = |product: &&Value| product["id"] == item["product_id"];
            // What is not for hire any more costs as good as nothing here.
            let product = products["products"].as_array().unwrap().iter().find(of_cart);
            let unit = product.map_or(100, |product| product["priceInCents"].as_i64().unwrap()) + dearer;
            let subtotal = unit * item["quantity"].as_i64().unwrap();
            sum += subtotal;
            json!({
                "product_id": item["product_id"], "quantity": item["quantity"],
                "unit_period_price_cents": unit, "line_subtotal_cents": subtotal
            })
        })
        .collect();
    let tax = sum / 10;
    json!({ "available": true, "total_price_cents": sum + tax, "tax_cents": tax, "lines": lines })
}

fn slots(asked: &Asked) -> Value {
    let number = |name: &str| asked.parameter(name).unwrap().parse::<i64>().unwrap();
    let (start, end) = (number("start_time"), number("end_time"));
    let step = if asked.parameter("interval") == Some("day") { DAY_MS } else { QUARTER_MS };
    let count = |at: i64| match (step, at) {
        (DAY_MS, FULL_DAY) => 0,
        (DAY_MS, SCARCE_DAY) => 2,
        (QUARTER_MS, SCARCE_QUARTER) => 2,
        (QUARTER_MS, at) if (FULL_HOUR..FULL_HOUR + 3_600_000).contains(&at) => 0,
        _ => UNITS,
    };
    let times = (0..).map(|index| start + index * step).take_while(|at| *at < end);
    let slots: Vec<Value> = times.map(|at| json!({ "start_ms": at, "available_count": count(at) })).collect();
    json!({ "slots": slots })
}
