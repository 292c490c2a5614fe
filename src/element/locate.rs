//! How far places are from where the customer is. The position stays in here: it is neither kept nor handed on.

use std::f64::consts::PI;

use js_sys::{Function, Math, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::booking::{LocationId, Position};
use crate::state::store::Sender;
use crate::state::{Action, NoPosition};

/// How long the browser may look for the position, ms; the time in which the customer is asked is not part of it.
const PATIENCE_MS: i32 = 15_000;
/// How old a position may be that the browser has already, ms.
const FRESH_MS: i32 = 60_000;
/// The mean radius of the earth, metres.
const RADIUS_M: f64 = 6_371_009.0;

/// Asks the browser for the position, and tells how far each place is from it.
pub(super) fn locate(places: Vec<(LocationId, Position)>, sender: Sender) {
    spawn_local(async move {
        let result = here().await.map(|here| {
            let mut all = Vec::new();
            for (location, there) in places {
                let degrees = |millionths: i32| f64::from(millionths) / 1e6;
                all.push((location, metres(here, (degrees(there.lat), degrees(there.lng)))));
            }
            all
        });
        sender.send(Action::Located(result));
    });
}

/// Degrees north and east.
async fn here() -> Result<(f64, f64), NoPosition> {
    let failed = |_| NoPosition::Failed;
    let geolocation = get(&get(&js_sys::global(), "navigator"), "geolocation");
    let ask: Function = get(&geolocation, "getCurrentPosition").dyn_into().map_err(failed)?;
    let options = Object::new();
    for (name, ms) in [("timeout", PATIENCE_MS), ("maximumAge", FRESH_MS)] {
        // Setting a property of a fresh object does not fail.
        let _ = Reflect::set(&options, &name.into(), &ms.into());
    }
    let answer = Promise::new(&mut |resolve, reject| {
        if let Err(thrown) = ask.call3(&geolocation, &resolve, &reject, &options) {
            // Both are functions of the browser's that throw nothing.
            let _ = reject.call1(&JsValue::UNDEFINED, &thrown);
        }
    });
    match JsFuture::from(answer).await {
        Ok(position) => {
            let coordinates = get(&position, "coords");
            let degrees = |name| get(&coordinates, name).as_f64().ok_or(NoPosition::Failed);
            Ok((degrees("latitude")?, degrees("longitude")?))
        }
        // The codes of the standard.
        Err(error) => Err(match get(&error, "code").as_f64() {
            Some(1.0) => NoPosition::Refused,
            Some(3.0) => NoPosition::Slow,
            _ => NoPosition::Failed,
        }),
    }
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// The way over the ground between two points in degrees (haversine); the browser's sines cost no download.
fn metres(here: (f64, f64), there: (f64, f64)) -> u32 {
    let radians = |degrees: f64| degrees * PI / 180.0;
    let half_sine = |one: f64, other: f64| {
        let sine = Math::sin(radians(other - one) / 2.0);
        sine * sine
    };
    let across = Math::cos(radians(here.0)) * Math::cos(radians(there.0)) * half_sine(here.1, there.1);
    let part = (half_sine(here.0, there.0) + across).min(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 20 015 115")]
    let metres = (2.0 * RADIUS_M * Math::asin(Math::sqrt(part))) as u32;
    metres
}
