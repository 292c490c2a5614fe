//! A browser of its own: the driver's process, the session, and what a test does with a page as a whole, in any engine.
//! What only Chromium can do is in [`crate::chromium`].

use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::Path;

use futures_util::FutureExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::engine::{Driver, Engine};
use crate::seat::Taken;
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

/// A browser session. [`Browser::stop`] ends it.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    pub(crate) engine: Engine,
    host: Host,
}

/// What a browser runs in.
enum Host {
    /// A seat that tests use one after the other.
    Seat(Taken),
    /// A driver and a profile of its own.
    Own(Driver, TempDir),
}

impl Browser {
    /// One without anything of another test in it, in the engine of this run.
    pub(crate) async fn start(screen: Screen) -> Self {
        let engine = Engine::of_this_run();
        let (host, driver) = match engine {
            Engine::Chromium => {
                let (taken, driver) = Taken::take().await;
                (Host::Seat(taken), driver)
            }
            Engine::Firefox | Engine::WebKit => {
                let profile = tempfile::tempdir().unwrap();
                let (process, driver) = engine.start(profile.path(), screen).await;
                (Host::Own(process, profile), driver)
            }
        };
        let browser = Self { driver, engine, host };
        if let Err(panic) = AssertUnwindSafe(browser.stand_for(screen)).catch_unwind().await {
            browser.stop().await;
            resume_unwind(panic);
        }
        browser
    }

    /// Is the customer's device from now on.
    async fn stand_for(&self, screen: Screen) {
        self.resize(screen.width, screen.height).await;
        if self.engine == Engine::Chromium {
            self.emulate(screen).await;
        }
        assert_eq!(self.zone().await, screen.zone.map_or_else(|| given("TZ"), str::to_owned));
    }

    /// Ends the session, and what the browser has of its own.
    pub(crate) async fn stop(self) {
        // If the session is gone already there is nothing to end.
        let _ = self.driver.quit().await;
        match self.host {
            Host::Seat(taken) => taken.leave().await,
            Host::Own(process, _profile) => process.stop().await,
        }
    }

    /// The context that Chromium has for this test.
    pub(crate) fn context(&self) -> &str {
        match &self.host {
            Host::Seat(taken) => taken.context(),
            Host::Own(..) => panic!("only Chromium has contexts"),
        }
    }

    /// Gives the viewport this size.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        if self.engine == Engine::Chromium {
            return self.emulate_size(width, height).await;
        }
        // A window has a frame, whose size is known once there is a window.
        let mut window = [width, height];
        until(format!("a viewport of {width} × {height}"), async || {
            self.driver.set_window_rect(0, 0, window[0], window[1]).await.ok()?;
            let inside: [u32; 2] = self.run("return [innerWidth, innerHeight]", vec![]).await;
            let frame = |outer: u32, inner: u32| outer.saturating_sub(inner);
            window = [width + frame(window[0], inside[0]), height + frame(window[1], inside[1])];
            (inside == [width, height]).then_some(())
        })
        .await;
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

    /// A picture of the page.
    pub(crate) async fn screenshot(&self, file: &Path) {
        if let Ok(picture) = self.driver.screenshot_as_png().await {
            fs::write(file, picture).unwrap();
        }
    }
}
