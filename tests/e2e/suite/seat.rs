//! Shared Chromium. Each seat is a browser and a driver, started once. Each test that takes a seat gets a browser context of
//! its own, like a private window.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, WindowHandle};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::browser::WIDE;
use crate::stage::given;

/// How often a driver or a browser is started that does not come up: the driver may find its port taken.
const TRIES: usize = 5;

/// What the driver would tell a browser that it starts by itself.
const AS_BY_DRIVER: [&str; 12] = [
    "--allow-pre-commit-input",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-default-apps",
    "--disable-hang-monitor",
    "--disable-popup-blocking",
    "--disable-prompt-on-repost",
    "--disable-renderer-backgrounding",
    "--enable-automation",
    "--password-store=basic",
    "--test-type=webdriver",
    "--use-mock-keychain",
];

/// The seats that no test has. Statics are not dropped: `xtask` ends their processes with the test program's group.
static FREE: Mutex<Vec<Seat>> = Mutex::new(Vec::new());

/// How many browsers were started.
static STARTED: AtomicU32 = AtomicU32::new(0);

/// A browser and its driver.
struct Seat {
    browser: Child,
    driver: Child,
    /// The driver's address.
    address: String,
    /// Where the browser listens for the DevTools protocol.
    devtools: String,
}

/// A seat that a test has, with a context of its own.
pub(crate) struct Taken {
    seat: Seat,
    context: Context,
}

/// A context of the browser, with its pages.
struct Context {
    connection: Connection,
    id: String,
    page: String,
}

/// A connection to the browser as a whole, which the driver has no commands for.
struct Connection {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    sent: u64,
}

impl Taken {
    /// Takes a seat, and gives it with a session in a fresh context.
    pub(crate) async fn take() -> (Self, WebDriver) {
        let mut last = String::new();
        for _ in 0..TRIES {
            let free = FREE.lock().unwrap().pop();
            let Some(seat) = free.or_else(Seat::start) else {
                last = "Chromium or its driver ended at once".to_owned();
                continue;
            };
            match Self::sit_down(&seat).await {
                Ok((context, session)) => return (Self { seat, context }, session),
                // It may have died with the test before; another one is started.
                Err(error) => last = error.to_string(),
            }
        }
        panic!("Chromium does not start: {last}");
    }

    async fn sit_down(seat: &Seat) -> WebDriverResult<(Context, WebDriver)> {
        let context = Context::open(&seat.devtools).await?;
        let address = seat.devtools.trim_start_matches("ws://").split('/').next();
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "debuggerAddress": address },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let session = WebDriver::new(seat.address.as_str(), Capabilities::from(capabilities)).await?;
        session.switch_to_window(WindowHandle::from(context.page.clone())).await?;
        Ok((context, session))
    }

    /// The name of the context.
    pub(crate) fn context(&self) -> &str {
        &self.context.id
    }

    /// Closes the context, then leaves the seat to another test.
    pub(crate) async fn leave(mut self) {
        let id = json!({ "browserContextId": self.context.id });
        // A seat whose context stays is not used again.
        if self.context.connection.ask("Target.disposeBrowserContext", id).await.is_ok() {
            FREE.lock().unwrap().push(self.seat);
        }
    }
}

impl Seat {
    fn start() -> Option<Self> {
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let profile = folder().join(format!("chromium-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&profile);
        fs::create_dir_all(&profile).unwrap();
        let mut command = Command::new(given("CHROMIUM"));
        command.args(given("CHROMIUM_ARGS").split_whitespace()).args(AS_BY_DRIVER);
        command.args(["--hide-scrollbars", "--no-startup-window", "--remote-debugging-port=0"]);
        // Of windows that a page opens; the viewport of each test is emulated.
        command.arg(format!("--window-size={},{}", WIDE.width, WIDE.height));
        command.arg(format!("--user-data-dir={}", profile.display())).env("TMPDIR", &profile);
        let mut browser = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let devtools = heard(browser.stderr.take().unwrap(), |line| {
            line.split_once("DevTools listening on ").map(|(_, address)| address.trim().to_owned())
        });
        let mut command = Command::new(given("CHROMEDRIVER"));
        let mut driver =
            command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        // "… was started successfully on port 40123."
        let port = heard(driver.stdout.take().unwrap(), |line| {
            line.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
        });
        let address = port.map(|port| format!("http://127.0.0.1:{port}"));
        // Where one of them is missing, the other is not left behind.
        let seat = Self {
            browser,
            driver,
            address: address.clone().unwrap_or_default(),
            devtools: devtools.clone().unwrap_or_default(),
        };
        (address.is_some() && devtools.is_some()).then_some(seat)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        for process in [&mut self.driver, &mut self.browser] {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Where the browsers' profiles are; the command that runs the tests empties it.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("browsers")
}

/// The first of a process's lines that tells what is wanted. What it says further is read, so that it never waits for a
/// reader.
fn heard<T>(from: impl Read + Send + 'static, wanted: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut lines = BufReader::new(from).lines().map_while(Result::ok);
    let found = lines.by_ref().find_map(|line| wanted(&line));
    thread::spawn(move || lines.for_each(drop));
    found
}

impl Context {
    async fn open(devtools: &str) -> WebDriverResult<Self> {
        let mut connection = Connection::open(devtools).await?;
        let context = connection.ask("Target.createBrowserContext", json!({})).await?;
        let id = text(&context["browserContextId"]);
        let page = json!({ "url": "about:blank", "browserContextId": id });
        let page = connection.ask("Target.createTarget", page).await?;
        Ok(Self { connection, id, page: text(&page["targetId"]) })
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

impl Connection {
    async fn open(address: &str) -> WebDriverResult<Self> {
        let (socket, _) = connect_async(address).await.map_err(failure)?;
        Ok(Self { socket, sent: 0 })
    }

    async fn ask(&mut self, method: &str, parameters: Value) -> WebDriverResult<Value> {
        self.sent += 1;
        let question = json!({ "id": self.sent, "method": method, "params": parameters });
        self.socket.send(Message::text(question.to_string())).await.map_err(failure)?;
        while let Some(message) = self.socket.next().await {
            let Message::Text(text) = message.map_err(failure)? else { continue };
            let answer: Value = serde_json::from_str(&text)?;
            if answer["id"] == self.sent {
                if !answer["error"].is_null() {
                    return Err(failure(format!("{method}: {}", answer["error"])));
                }
                return Ok(answer["result"].clone());
            }
        }
        Err(failure("the browser is gone"))
    }
}

fn failure(error: impl ToString) -> WebDriverError {
    WebDriverError::FatalError(error.to_string())
}
