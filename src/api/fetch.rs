//! Asking the service over HTTP. The only file that does I/O.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_net::http::Headers;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Date, JSON, Promise, Reflect, SyntaxError};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCredentials, RequestInit, Response};

use super::body::Body;
use super::call::{Call, Method, Service};
use super::convert::Answer;
use super::error::ApiError;
use super::object::Object;
use super::retry::pause_before_retry;

/// How long an answer may take, ms.
const TIME_LIMIT_MS: u32 = 10_000;

/// Answers that the page began to fetch before the program was there: addresses and promises of responses.
#[derive(Clone, Default)]
pub struct Prefetched(Rc<RefCell<Vec<(String, Promise)>>>);

impl Prefetched {
    /// From an object of addresses and promises; anything else holds none.
    pub fn from_js(object: &JsValue) -> Self {
        let mut found = Vec::new();
        if let Some(object) = object.dyn_ref::<js_sys::Object>() {
            for address in js_sys::Object::keys(object).iter() {
                let promise = Reflect::get(object, &address).ok().and_then(|value| value.dyn_into().ok());
                if let (Some(address), Some(promise)) = (address.as_string(), promise) {
                    found.push((address, promise));
                }
            }
        }
        Self(Rc::new(RefCell::new(found)))
    }

    /// The response of an address, once.
    fn take(&self, address: &str) -> Option<Promise> {
        let mut promises = self.0.borrow_mut();
        let index = promises.iter().position(|(known, _)| known == address)?;
        Some(promises.swap_remove(index).1)
    }
}

/// A request under way, which can be given up from outside.
#[derive(Clone, Default)]
pub struct UnderWay {
    controller: Rc<RefCell<Option<AbortController>>>,
    given_up: Rc<Cell<bool>>,
}

impl UnderWay {
    /// Ends the request; its answer is not wanted any more.
    pub fn give_up(&self) {
        self.given_up.set(true);
        if let Some(controller) = self.controller.borrow_mut().take() {
            controller.abort();
        }
    }
}

/// Asks the service, again where the retry rule says so. `None` where the request was given up.
pub async fn ask(
    service: &Service,
    call: &Call,
    prefetched: &Prefetched,
    under_way: &UnderWay,
) -> Option<Result<Answer, ApiError>> {
    let url = call.url(service);
    let mut first = (call.method() == Method::Get).then(|| prefetched.take(&url)).flatten();
    let mut tried = 0;
    loop {
        tried += 1;
        if under_way.given_up.get() {
            return None;
        }
        let result = ask_once(service, call, &url, first.take(), under_way).await;
        if under_way.given_up.get() {
            return None;
        }
        let error = match result {
            Ok(answer) => return Some(Ok(answer)),
            Err(error) => error,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
        let jitter = (js_sys::Math::random() * 1000.0) as u32;
        let Some(pause_ms) = pause_before_retry(call, tried, &error, jitter) else { return Some(Err(error)) };
        TimeoutFuture::new(pause_ms).await;
    }
}

async fn ask_once(
    service: &Service,
    call: &Call,
    url: &str,
    begun: Option<Promise>,
    under_way: &UnderWay,
) -> Result<Answer, ApiError> {
    let controller = AbortController::new().map_err(|error| ApiError::Network(describe(&error)))?;
    *under_way.controller.borrow_mut() = Some(controller.clone());
    let timed_out = Rc::new(Cell::new(false));
    // Held until the body is read: a body that never ends is no answer either.
    let _timer = Timeout::new(TIME_LIMIT_MS, {
        let (timed_out, controller) = (Rc::clone(&timed_out), controller.clone());
        move || {
            timed_out.set(true);
            controller.abort();
        }
    });
    let network = |error: String| if timed_out.get() { ApiError::TimedOut } else { ApiError::Network(error) };
    let promise = match begun {
        Some(promise) => promise,
        None => send(service, call, url, &controller).map_err(|error| network(describe(&error)))?,
    };
    let response = JsFuture::from(promise).await.and_then(JsCast::dyn_into::<Response>);
    let response = response.map_err(|error| network(describe(&error)))?;
    let status = response.status();
    let retry_after_ms = retry_after_ms(&response);
    let body = match response.json() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    let body = body.map(Js);
    if !(200..300).contains(&status) {
        let message = body.ok().and_then(|body| body.text_of("message")).unwrap_or_default();
        return Err(ApiError::Refused { status, message, retry_after_ms });
    }
    match body {
        Ok(body) => call.read(&body),
        Err(error) if error.is_instance_of::<SyntaxError>() => Err(ApiError::Unreadable(describe(&error))),
        Err(error) => Err(network(describe(&error))),
    }
}

/// How long the service asks to wait, ms: it says seconds, or a date of its own clock.
fn retry_after_ms(response: &Response) -> Option<u32> {
    let headers = Headers::from_raw(response.headers());
    let header = |name| headers.get(name);
    let sent = header("retry-after")?;
    if let Ok(seconds) = sent.parse::<u32>() {
        return Some(seconds.saturating_mul(1000));
    }
    // The customer's clock may be wrong; the service's can be read where it lets scripts see it.
    let now_ms = header("date").map_or_else(Date::now, |date| Date::parse(&date));
    let wait_ms = Date::parse(&sent) - now_ms;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what is below or above is 0 or the most"
    )]
    wait_ms.is_finite().then_some(wait_ms as u32)
}

/// Sends the request; not by gloo-net's own, which panics where a page has its own `fetch` and that fails with something
/// that is no `Error`, and whose way to put a request together is 1 kB of download.
fn send(service: &Service, call: &Call, url: &str, controller: &AbortController) -> Result<Promise, JsValue> {
    let request = RequestInit::new();
    request.set_credentials(RequestCredentials::Omit);
    request.set_signal(Some(&controller.signal()));
    if let Some(payload) = call.payload(service) {
        let headers = Headers::new();
        headers.set("content-type", "application/json");
        request.set_method("POST");
        request.set_headers(&headers.into_raw());
        request.set_body(&JSON::stringify(&payload.to_js())?.into());
    }
    let window = web_sys::window().ok_or("there is no window")?;
    Ok(window.fetch_with_str_and_init(url, &request))
}

impl Object {
    /// As an object of the browser.
    pub fn to_js(&self) -> JsValue {
        self.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
    }
}

/// What a thrown value says of itself.
fn describe(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "unknown".into())
}

/// A value of the browser: a parsed body, or what the page hands in.
pub struct Js(pub JsValue);

impl Body for Js {
    fn field(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(Self(value))
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.0.dyn_ref::<Array>().map(|array| array.iter().map(Self).collect())
    }

    fn text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn boolean(&self) -> Option<bool> {
        self.0.as_bool()
    }
}
