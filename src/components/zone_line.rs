//! In which zone times are shown; said once, where it is not the customer's own.

use wasm_bindgen::JsValue;

use super::now_line::now_line;
use super::tag::{Tag, p};
use super::ui::Ui;
use crate::booking::time::{Instant, MINUTE_MS};
use crate::i18n::Text;
use crate::state::ZoneKind;
use crate::state::store::now;

/// A line that is there in any case, so that nothing moves when it has something to say.
pub(super) fn zone_line(ui: &Ui) -> Tag {
    // What holds everything up for the moment lies over it.
    let class = if now_line(ui).is_some() { "zone covered" } else { "zone" };
    p(class).say(words(ui).unwrap_or_default())
}

fn words(ui: &Ui) -> Option<String> {
    let (zone, kind) = ui.model().zone.as_ref()?;
    let at = ui.model().trip.pickup.unwrap_or_else(now);
    let name = ui.formats.zone_name(at, &**zone);
    if *kind == ZoneKind::Browser {
        return Some(ui.filled(Text::ZoneUnknown, &[("zone", &name)]));
    }
    let ahead = zone.offset_ms(at) - own_offset_ms(at);
    let text = match ahead {
        0 => return None,
        1.. => Text::ZoneLater,
        _ => Text::ZoneEarlier,
    };
    Some(ui.filled(text, &[("zone", &name), ("difference", &ui.formats.hours(ahead))]))
}

/// What the customer's own wall clock is ahead of UTC.
fn own_offset_ms(at: Instant) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "Unix ms are far below 2^53")]
    let date = js_sys::Date::new(&JsValue::from_f64(at.ms() as f64));
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a zone's offset")]
    let behind_minutes = date.get_timezone_offset() as i64;
    -behind_minutes * MINUTE_MS
}
