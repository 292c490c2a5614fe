//! The browser engines, and how the driver and the session of Firefox and WebKitGTK are started; [`crate::seat`] starts Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::browser::Screen;
use crate::service::free_port;
use crate::stage::given;
use crate::wait::pause;

/// How often a driver is started that finds its port taken, or whose browser does not come up.
const TRIES: usize = 5;

/// What a browser is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    /// WebKitGTK's, in its own small browser.
    WebKit,
}

/// A driver's process. It ends with this value.
pub(crate) struct Driver {
    process: Child,
    /// The X server that its browser draws on, where it needs one.
    screen: Option<Child>,
}

impl Driver {
    /// Ends it.
    pub(crate) async fn stop(mut self) {
        let _ = self.process.kill().await;
        if let Some(mut screen) = self.screen {
            let _ = screen.kill().await;
        }
    }
}

impl Engine {
    /// The one in which the command that runs the tests wants them.
    pub(crate) fn of_this_run() -> Self {
        match std::env::var("BROWSER").as_deref() {
            Ok("chromium") | Err(_) => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok(other) => panic!("no browser is called {other:?}"),
        }
    }

    /// Starts a driver and a browser with an empty profile.
    pub(crate) async fn start(self, profile: &Path, screen: Screen) -> (Driver, WebDriver) {
        let mut last = None;
        for _ in 0..TRIES {
            let Some((driver, port)) = self.start_driver(profile, screen).await else { continue };
            let Value::Object(capabilities) = self.capabilities(profile) else { unreachable!() };
            let address = format!("http://127.0.0.1:{port}");
            match WebDriver::new(address, Capabilities::from(capabilities)).await {
                Ok(session) => return (driver, session),
                Err(error) => last = Some(error),
            }
        }
        panic!("{self:?} does not start: {last:?}");
    }

    /// Starts the driver and gives it with the port it listens on; nothing where it ended, as one does that finds its port
    /// taken.
    async fn start_driver(self, temporary: &Path, screen: Screen) -> Option<(Driver, String)> {
        let mut command = match self {
            Self::Chromium => unreachable!("its seats are started by themselves"),
            Self::Firefox => program("GECKODRIVER", &["--port=0", "--websocket-port=0"]),
            Self::WebKit => return start_webkit_driver(temporary, screen).await,
        };
        // What the browser leaves among the temporary files goes with its profile.
        let mut process = command.env("TMPDIR", temporary).spawn().expect("the browser's driver starts");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        while let Some(line) = lines.next_line().await.unwrap() {
            // "… Listening on 127.0.0.1:40123"
            if let Some((_, port)) = line.split_once("Listening on 127.0.0.1:") {
                let port = port.to_owned();
                // What it says further is read, so that it never waits for a reader.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Some((Driver { process, screen: None }, port));
            }
        }
        None
    }

    fn capabilities(self, profile: &Path) -> Value {
        match self {
            Self::Chromium => unreachable!("its seats are started by themselves"),
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": given("FIREFOX"),
                    "args": ["-headless", "-profile", firefox_profile(profile)],
                    "prefs": {
                        "intl.accept_languages": "en-US",
                        "toolkit.legacyUserProfileCustomizations.stylesheets": true,
                        "ui.systemUsesDarkTheme": 0,
                        // It asks the network for nothing of its own.
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                    },
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": { "binary": given("MINIBROWSER"), "args": ["--automation"] },
            }),
        }
    }
}

/// An empty profile, but for a style of the browser's own window: else that is never narrower than 450 pixels.
fn firefox_profile(folder: &Path) -> PathBuf {
    let profile = folder.join("profile");
    fs::create_dir_all(profile.join("chrome")).unwrap();
    fs::write(profile.join("chrome/userChrome.css"), ":root { min-width: 0 !important }").unwrap();
    profile
}

/// A program that is named by an environment variable.
fn program(variable: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(given(variable));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    command
}

/// WebKit's driver does not choose a port by itself, nor say that it listens.
async fn start_webkit_driver(temporary: &Path, screen: Screen) -> Option<(Driver, String)> {
    let (server, display) = start_x(screen).await?;
    let port = free_port().port().to_string();
    let home = |name: &str| temporary.join(name);
    // The browser's own buttons, side by side, would else be wider than a phone.
    let style = home("config").join("gtk-3.0/gtk.css");
    fs::create_dir_all(style.parent().unwrap()).unwrap();
    fs::write(style, "* { min-width: 0; margin: 0; padding: 0; }").unwrap();
    let mut command = program("WEBKIT_DRIVER", &["--host=127.0.0.1", &format!("--port={port}")]);
    command.stdout(Stdio::null()).env("TMPDIR", temporary).env("DISPLAY", display);
    // Nothing of the user's is read or written.
    command.env("HOME", temporary).env("XDG_CONFIG_HOME", home("config"));
    command.env("XDG_DATA_HOME", home("data")).env("XDG_CACHE_HOME", home("cache"));
    command.env("XDG_RUNTIME_DIR", temporary);
    // There is neither a graphics card nor a session of a desktop.
    command.env("LIBGL_ALWAYS_SOFTWARE", "1").env("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
    command.env("NO_AT_BRIDGE", "1").env("GTK_A11Y", "none").env("GSETTINGS_BACKEND", "memory");
    command.env("LANG", "C.UTF-8").env_remove("LANGUAGE").env_remove("WAYLAND_DISPLAY");
    let mut process = command.spawn().expect("the browser's driver starts");
    let status = format!("http://127.0.0.1:{port}/status");
    while process.try_wait().unwrap().is_none() {
        if reqwest::get(&status).await.is_ok_and(|answer| answer.status().is_success()) {
            return Some((Driver { process, screen: Some(server) }, port));
        }
        pause().await;
    }
    None
}

/// An X server that nobody sees, and the name of its display.
///
/// Where nothing manages windows, the keys are those of the window that the pointer is in. It is in the middle: so each
/// browser has a server of its own, hardly larger than its window.
async fn start_x(screen: Screen) -> Option<(Child, String)> {
    let size = format!("{}x{}x24", screen.width + 10, screen.height + 100);
    let mut server = program("XVFB", &["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp"])
        .spawn()
        .expect("Xvfb starts");
    // It says the number of the display once it can be drawn on, and ends where it finds none.
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let number = lines.next_line().await.unwrap()?;
    Some((server, format!(":{number}")))
}
