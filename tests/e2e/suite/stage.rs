//! What a test stands on: a gateway, a page and a browser of its own, and what is left behind where it fails.

use std::fs;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};

use futures_util::FutureExt;
use serde_json::Value;

use crate::browser::{Browser, Screen};
use crate::checkout_page;
use crate::clock;
use crate::page::{Heard, HeardEvent, HostPage, PageServer};
use crate::sample::Hire;
use crate::service::Gateway;
use crate::wait::{until, until_true};
use crate::widget::Widget;

/// A gateway, a page server and a browser.
pub(crate) struct Stage {
    pub(crate) gateway: Gateway,
    pub(crate) page: PageServer,
    pub(crate) browser: Browser,
}

/// What the command that runs the tests says of their surroundings.
pub(crate) fn given(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run the tests by `cargo xtask test e2e`"))
}

/// Runs a test on a stage of its own. Whatever it does, the page must have seen no violation of its policy and no uncaught
/// error in the end; where the test fails, a picture and the logs stay behind.
pub(crate) async fn run<T: AsyncFnOnce(&Stage)>(screen: Screen, test: T) {
    clock::start();
    run_with(Gateway::start().await, screen, test).await;
}

/// The same with a gateway that misbehaves where the test says so.
pub(crate) async fn run_with_faults<T: AsyncFnOnce(&Stage)>(screen: Screen, test: T) {
    clock::start();
    run_with(Gateway::with_faults().await, screen, test).await;
}

async fn run_with<T: AsyncFnOnce(&Stage)>(gateway: Gateway, screen: Screen, test: T) {
    let name = name_of::<T>();
    let page = PageServer::start(HostPage::new(&gateway)).await;
    let stage = Stage { gateway, page, browser: Browser::start(screen).await };
    let whole = async {
        test(&stage).await;
        assert_eq!(stage.complaints().await, Vec::<String>::new());
    };
    let end = AssertUnwindSafe(whole).catch_unwind().await;
    if end.is_err() {
        stage.leave_evidence(&name).await;
    }
    stage.browser.stop().await;
    if let Err(panic) = end {
        resume_unwind(panic);
    }
}

/// The name of the test: that of its thread, or, where all tests run on one, of the function that the closure stands in.
fn name_of<T>() -> String {
    let thread = std::thread::current();
    let path = thread.name().filter(|name| name.contains("::")).unwrap_or(std::any::type_name::<T>());
    let path = path.trim_start_matches("e2e::");
    path.split("::").filter(|part| !part.starts_with('{')).collect::<Vec<_>>().join("-")
}

impl Stage {
    /// Opens the page, and waits until products can be chosen.
    pub(crate) async fn open(&self) -> Widget<'_> {
        self.browser.go(&self.page.address).await;
        let widget = self.widget("widget");
        widget.ready().await;
        widget
    }

    /// Opens the page, chooses a hire and waits for its price.
    pub(crate) async fn open_with(&self, hire: &Hire) -> Widget<'_> {
        let widget = self.open().await;
        widget.choose(hire).await;
        widget.see_priced(hire).await;
        widget
    }

    /// Opens another page in its place.
    pub(crate) async fn open_page(&self, page: HostPage) {
        self.page.set(page);
        self.browser.go(&self.page.address).await;
    }

    /// The widget of this id.
    pub(crate) fn widget<'a>(&'a self, id: &'a str) -> Widget<'a> {
        Widget { browser: &self.browser, id }
    }

    async fn is_on_page(&self) -> bool {
        self.browser.url().await.starts_with(&self.page.address)
    }

    /// Continues to payment in a widget: the checkout page shows the hire, and its order is the only one. Gives its id.
    pub(crate) async fn order_by(&self, widget: &Widget<'_>, hire: &Hire) -> String {
        widget.continue_to_payment().await;
        let order = checkout_page::arrive(&self.browser, hire).await;
        self.gateway.only_order().await.assert_is(hire, "unpaid");
        order
    }

    /// What the page and those before it heard.
    pub(crate) async fn heard(&self) -> Heard {
        let on_page = self.is_on_page().await;
        let gone = self.page.served() - usize::from(on_page);
        until_true("what the pages before heard", async || self.page.left().len() >= gone).await;
        let mut all = self.page.left();
        if on_page {
            all.push(self.browser.run("return window.heard", vec![]).await);
        }
        all.into_iter().fold(Heard::default(), |mut sum, heard| {
            sum.violations.extend(heard.violations);
            sum.errors.extend(heard.errors);
            sum.events.extend(heard.events);
            sum
        })
    }

    /// The events of a name.
    pub(crate) async fn events(&self, name: &str) -> Vec<HeardEvent> {
        self.heard().await.events.into_iter().filter(|event| event.name == name).collect()
    }

    /// The codes of the errors that widgets reported.
    pub(crate) async fn error_codes(&self) -> Vec<String> {
        let code = |event: HeardEvent| event.detail["code"].as_str().unwrap().to_owned();
        self.events("booking-error").await.into_iter().map(code).collect()
    }

    /// Waits for an error of a code, and gives its detail.
    pub(crate) async fn error(&self, code: &str) -> Value {
        until(format!("booking-error {code}"), async || {
            let errors = self.events("booking-error").await;
            errors.into_iter().map(|event| event.detail).find(|detail| detail["code"] == code)
        })
        .await
    }

    /// What no test may leave: violations of the page's policy and uncaught errors. Reading them takes those of the
    /// console away.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let heard = self.heard().await;
        let violations = heard.violations.into_iter().map(|what| format!("violation of the policy: {what}"));
        let errors = heard.errors.into_iter().map(|what| format!("uncaught error: {what}"));
        // The same of the checkout's pages, which are not ours to listen in, and of what a page does before it listens.
        let console = self.browser.console().await;
        let bad = console
            .into_iter()
            .filter(|entry| entry.level == "SEVERE")
            .filter(|entry| matches!(entry.source.as_deref(), Some("javascript" | "security")))
            .map(|entry| format!("on the console: {}", entry.message));
        violations.chain(errors).chain(bad).collect()
    }

    async fn leave_evidence(&self, test: &str) {
        let folder = evidence(test);
        self.browser.screenshot(&folder.join("screen.png")).await;
        let console: Vec<_> = self
            .browser
            .console()
            .await
            .iter()
            .map(|entry| {
                format!("{} {} {}", entry.level, entry.source.as_deref().unwrap_or(""), entry.message)
            })
            .collect();
        fs::write(folder.join("console.log"), console.join("\n")).unwrap();
        fs::write(folder.join("gateway.log"), self.gateway.log()).unwrap();
        eprintln!("{test} failed: its last screen and the logs are in {}", folder.display());
    }
}

/// An empty folder for what a test leaves behind.
fn evidence(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}
