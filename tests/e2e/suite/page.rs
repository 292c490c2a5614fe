//! A customer's page, on an origin of its own: the built widget as a CDN would serve it, and a page under a strict policy
//! that writes down what it hears.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower_http::services::ServeDir;

use crate::clock;
use crate::sample::COMPANY;
use crate::service::Gateway;
use crate::stage::given;
use crate::wait::pause;

/// What the page's script writes down.
const PAGE_SCRIPT: &str = include_str!("page.js");

/// A page with widgets.
#[derive(Clone, Debug)]
pub(crate) struct HostPage {
    /// Its language.
    pub(crate) lang: &'static str,
    /// What stands in its main part.
    pub(crate) main: String,
    /// The origins that it may ask, and show pictures of.
    pub(crate) services: Vec<String>,
    /// Whether its policy lets WebAssembly run.
    pub(crate) wasm: bool,
    /// A file of the widget that is not there.
    pub(crate) missing: Option<&'static str>,
    /// A file of the widget whose answer waits as long as the page says so.
    pub(crate) held: Option<&'static str>,
    /// Whether the widget's script is on the page from the start.
    pub(crate) script: bool,
    /// Whether its widget is the build that panics where a test says so, see [`crate::trap`].
    pub(crate) trap: bool,
}

/// What the page heard.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Heard {
    pub(crate) violations: Vec<String>,
    pub(crate) errors: Vec<String>,
    pub(crate) events: Vec<HeardEvent>,
}

/// An event of a widget.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct HeardEvent {
    pub(crate) name: String,
    /// The id of the element.
    pub(crate) element: String,
    pub(crate) detail: Value,
}

#[derive(Clone)]
struct Shared {
    page: Arc<Mutex<HostPage>>,
    /// What pages heard that were left.
    left: Arc<Mutex<Vec<Heard>>>,
    /// How often the page was served.
    served: Arc<AtomicUsize>,
    /// How many requests wait for an answer that never comes.
    stalled: Arc<AtomicUsize>,
    /// How many ever did.
    ever_stalled: Arc<AtomicUsize>,
    /// Where the service has moved to.
    moved: String,
}

/// The server. It ends with this value.
pub(crate) struct PageServer {
    /// `http://…`, without a slash at its end.
    pub(crate) address: String,
    shared: Shared,
    task: JoinHandle<()>,
}

/// The element with its usual attributes, and others besides or instead.
pub(crate) fn element(id: &str, gateway: &Gateway, attributes: &[(&str, &str)]) -> String {
    let (api, checkout) = (gateway.api(), &gateway.address);
    let mut all = vec![("company-id", COMPANY), ("api-base", &api), ("checkout-base", checkout)];
    for (name, value) in attributes {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    let all: String = all.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect();
    format!(r#"<booking-widget id="{id}"{all}><a href="/by-mail">Book by e-mail</a></booking-widget>"#)
}

impl HostPage {
    /// One widget, asking a gateway.
    pub(crate) fn new(gateway: &Gateway) -> Self {
        Self {
            lang: "en",
            main: element("widget", gateway, &[]),
            services: vec![gateway.address.clone()],
            wasm: true,
            missing: None,
            held: None,
            script: true,
            trap: false,
        }
    }

    fn policy(&self) -> String {
        let services = self.services.join(" ");
        let wasm = if self.wasm { " 'wasm-unsafe-eval'" } else { "" };
        format!(
            "default-src 'none'; script-src 'self'{wasm}; connect-src 'self' {services}; img-src {services}; \
             style-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
    }

    fn html(&self) -> String {
        let Self { lang, main, .. } = self;
        let folder = if self.trap { "trap" } else { "widget" };
        let script = if self.script {
            format!(r#"<script type="module" src="/{folder}/booking-widget.js"></script>"#)
        } else {
            String::new()
        };
        format!(
            r#"<!doctype html>
<html lang="{lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Harbour Hire</title>
    <script src="/page.js"></script>
    {script}
  </head>
  <body>
    <main>
      <h1>Harbour Hire</h1>
      {main}
    </main>
  </body>
</html>"#
        )
    }
}

impl PageServer {
    pub(crate) async fn start(page: HostPage) -> Self {
        let moved = page.services.first().cloned().unwrap_or_default();
        let shared = Shared {
            page: Arc::new(Mutex::new(page)),
            left: Arc::default(),
            served: Arc::default(),
            stalled: Arc::default(),
            ever_stalled: Arc::default(),
            moved,
        };
        let script = [clock::page_script(), PAGE_SCRIPT.to_owned()].concat();
        let files = |folder: String| {
            Router::new()
                .fallback_service(ServeDir::new(folder))
                .layer(middleware::from_fn_with_state(shared.clone(), serve_widget))
        };
        let router = Router::new()
            .route("/", get(show))
            .route("/page.js", get(async || ([(header::CONTENT_TYPE, "text/javascript")], script)))
            .route("/heard", post(note))
            .route("/stalled/{*path}", any(stall))
            .route("/moved/{*path}", any(lead_on))
            .nest_service("/widget", files(given("DIST_DIR")))
            .with_state(shared.clone());
        // It is built only for a run that has its tests.
        let router = match std::env::var("TRAP_DIR") {
            Ok(folder) => router.nest_service("/trap", files(folder)),
            Err(_) => router,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, shared, task }
    }

    /// From the next load on the page is another one.
    pub(crate) fn set(&self, page: HostPage) {
        *self.shared.page.lock().unwrap() = page;
    }

    /// The page as it is served.
    pub(crate) fn page(&self) -> HostPage {
        self.shared.page.lock().unwrap().clone()
    }

    /// The base address of an API that never answers.
    pub(crate) fn stalled_api(&self) -> String {
        format!("{}/stalled/api", self.address)
    }

    /// The base address that the API of the first service on the page had before it moved.
    pub(crate) fn moved_api(&self) -> String {
        format!("{}/moved/api", self.address)
    }

    /// How many requests wait for it.
    pub(crate) fn stalled(&self) -> usize {
        self.shared.stalled.load(Ordering::SeqCst)
    }

    /// How many ever waited for it.
    pub(crate) fn ever_stalled(&self) -> usize {
        self.shared.ever_stalled.load(Ordering::SeqCst)
    }

    /// How often the page was served.
    pub(crate) fn served(&self) -> usize {
        self.shared.served.load(Ordering::SeqCst)
    }

    /// What the pages heard that were left, in this order.
    pub(crate) fn left(&self) -> Vec<Heard> {
        self.shared.left.lock().unwrap().clone()
    }

    /// Forgets the violations that those pages heard: a test wanted them.
    pub(crate) fn forget(&self) {
        for heard in self.shared.left.lock().unwrap().iter_mut() {
            heard.violations.clear();
        }
    }
}

impl Drop for PageServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn show(State(shared): State<Shared>) -> Response {
    shared.served.fetch_add(1, Ordering::SeqCst);
    let page = shared.page.lock().unwrap().clone();
    let policy = HeaderName::from_static("content-security-policy");
    ([(policy, page.policy()), (header::CONTENT_TYPE, "text/html; charset=utf-8".into())], page.html())
        .into_response()
}

async fn note(State(shared): State<Shared>, body: String) {
    shared.left.lock().unwrap().push(serde_json::from_str(&body).unwrap());
}

/// The widget's files, less the one that is missing; asked for anew each time, so that it is missing at once.
async fn serve_widget(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let is_held = || shared.page.lock().unwrap().held.is_some_and(|file| path.ends_with(file));
    while is_held() {
        pause().await;
    }
    let missing = shared.page.lock().unwrap().missing;
    if missing.is_some_and(|file| path.ends_with(file)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Leads on to where the service is now, whatever was asked.
async fn lead_on(State(shared): State<Shared>, request: Request) -> Response {
    let path = request.uri().path_and_query().unwrap().as_str().trim_start_matches("/moved");
    let to = format!("{}{path}", shared.moved);
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
}

/// Waits until the client gives up.
async fn stall(State(shared): State<Shared>) {
    struct Waiting(Arc<AtomicUsize>);
    impl Drop for Waiting {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }
    shared.stalled.fetch_add(1, Ordering::SeqCst);
    shared.ever_stalled.fetch_add(1, Ordering::SeqCst);
    let _waiting = Waiting(shared.stalled.clone());
    std::future::pending::<()>().await;
}
