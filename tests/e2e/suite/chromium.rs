//! What only Chromium can do: stand for another device (DevTools protocol), and give what is on its console.

use serde_json::{Value, json};
use thirtyfour::BrowserLogEntry;

use crate::browser::{Browser, Screen};
use crate::engine::Engine;

impl Browser {
    /// Sends a command of the DevTools protocol.
    pub(crate) async fn cdp(&self, method: &str, parameters: Value) -> Value {
        self.driver
            .cdp()
            .send_raw(method, parameters)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The device of a screen: its language, its colours, its time zone where it is not the machine's.
    pub(crate) async fn emulate(&self, screen: Screen) {
        self.prefer("light").await;
        if let Some(zone) = screen.zone {
            self.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await;
        }
        self.cdp("Emulation.setLocaleOverride", json!({ "locale": "en-US" })).await;
    }

    /// The size of the viewport: a window itself can't be as narrow as a phone.
    pub(crate) async fn emulate_size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// The system prefers colours: `light` or `dark`.
    pub(crate) async fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Whether pages may know where the device is.
    pub(crate) async fn let_position_be_known(&self, yes: bool) {
        let setting = if yes { "granted" } else { "denied" };
        let permission = json!({
            "permission": { "name": "geolocation" },
            "setting": setting,
            "browserContextId": self.context(),
        });
        self.cdp("Browser.setPermission", permission).await;
    }

    /// What is on the console since the last time it was read; nothing in engines that keep it to themselves.
    pub(crate) async fn console(&self) -> Vec<BrowserLogEntry> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        self.driver.browser_log().await.unwrap_or_default()
    }
}
