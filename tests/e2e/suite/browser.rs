//! A browser of its own: the driver's process, the session, and what a test does with a page as a whole.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{BrowserLogEntry, ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::stage::given;
use crate::wait::until;

/// What the customer has in front of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Screen {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The time zone of the device; without one that of the machine, which the command sets for each run (`TZ`).
    pub(crate) zone: Option<&'static str>,
}

/// A laptop.
pub(crate) const WIDE: Screen = Screen { width: 1200, height: 1000, zone: None };
/// A phone.
pub(crate) const NARROW: Screen = Screen { width: 390, height: 844, ..WIDE };

/// A browser. Its driver ends with this value; the browser itself with [`Browser::stop`].
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    process: Child,
    _profile: TempDir,
}

impl Browser {
    pub(crate) async fn start(screen: Screen) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let (process, port) = start_driver(profile.path()).await;
        let mut chrome = ChromeCapabilities::new();
        chrome.set_binary(&given("CHROMIUM")).unwrap();
        for argument in given("CHROMIUM_ARGS").split_whitespace() {
            chrome.add_arg(argument).unwrap();
        }
        let data = profile.path().join("profile");
        chrome.add_arg(&format!("--user-data-dir={}", data.display())).unwrap();
        chrome.add_arg(&format!("--window-size={},{}", screen.width, screen.height)).unwrap();
        chrome.add_arg("--hide-scrollbars").unwrap();
        chrome.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
        let driver =
            WebDriver::new(format!("http://127.0.0.1:{port}"), chrome).await.expect("the browser starts");
        let browser = Self { driver, process, _profile: profile };
        browser.resize(screen.width, screen.height).await;
        browser.prefer("light").await;
        if let Some(zone) = screen.zone {
            browser.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await;
        }
        assert_eq!(browser.zone().await, screen.zone.map_or_else(|| given("TZ"), str::to_owned));
        browser.cdp("Emulation.setLocaleOverride", json!({ "locale": "en-US" })).await;
        browser
    }

    /// Ends the browser, then its driver.
    pub(crate) async fn stop(mut self) {
        // Where the session is gone already there is nothing to end.
        let _ = self.driver.quit().await;
        let _ = self.process.kill().await;
    }

    pub(crate) async fn cdp(&self, method: &str, parameters: Value) -> Value {
        self.driver
            .cdp()
            .send_raw(method, parameters)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The size of the viewport: a window itself can't be as narrow as a phone.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// The system prefers colours: `light` or `dark`.
    pub(crate) async fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// The time zone of the device, as pages see it.
    pub(crate) async fn zone(&self) -> String {
        self.run("return Intl.DateTimeFormat().resolvedOptions().timeZone", vec![]).await
    }

    pub(crate) async fn go(&self, url: &str) {
        self.driver.goto(url).await.unwrap();
    }

    pub(crate) async fn url(&self) -> String {
        self.driver.current_url().await.unwrap().to_string()
    }

    /// Waits until the address contains a text.
    pub(crate) async fn arrive(&self, part: &str) -> String {
        until(format!("an address with {part}"), async || {
            Some(self.url().await).filter(|url| url.contains(part))
        })
        .await
    }

    /// Runs a script in the page and gives what it returns.
    pub(crate) async fn run<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> T {
        let returned = self.driver.execute(script, arguments).await;
        returned.unwrap_or_else(|error| panic!("{error} in {script}")).convert().unwrap()
    }

    /// Presses a key.
    pub(crate) async fn press(&self, key: Key) {
        self.driver.action_chain().send_keys(key.value().to_string()).perform().await.unwrap();
    }

    /// What is on the console since the last time it was read.
    pub(crate) async fn console(&self) -> Vec<BrowserLogEntry> {
        self.driver.browser_log().await.unwrap_or_default()
    }

    /// A picture of the page.
    pub(crate) async fn screenshot(&self, file: &Path) {
        if let Ok(picture) = self.driver.screenshot_as_png().await {
            fs::write(file, picture).unwrap();
        }
    }
}

/// Starts the driver and gives it with the port it listens on.
///
/// Told to choose a port, it takes one that is free for IPv4, wants the same one for IPv6 and gives up when another
/// process has it there: so it is started again, a few times.
async fn start_driver(temporary: &Path) -> (Child, String) {
    for _ in 0..5 {
        let mut process = Command::new(given("CHROMEDRIVER"))
            .arg("--port=0")
            // What the browser leaves among the temporary files goes with its profile.
            .env("TMPDIR", temporary)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the browser's driver starts");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let port = port.trim_end_matches('.').to_owned();
                // What it says further is read, so that it never waits for a reader.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return (process, port);
            }
        }
    }
    panic!("the browser's driver finds no port");
}
