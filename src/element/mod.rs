//! The boundary between the custom element (`booking-widget.js`) and the component tree.

mod detail;
mod locate;
mod navigate;
#[cfg(feature = "test-panic")]
mod trap;

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::AppHandle;

use crate::api::fetch::{Js, Prefetched};
use crate::booking::OrderId;
use crate::components::{App, AppProps};
use crate::i18n::{Formats, IntlZones, is_locale};
use crate::state::store::{Navigation, Sender, World};
use crate::state::{Action, Config, ConfigProblem, RawConfig, Snapshot, Zones};

/// A mounted widget.
#[wasm_bindgen]
pub struct Mounted {
    app: AppHandle<App>,
    sender: Sender,
    navigator: Rc<navigate::Navigator>,
}

/// Mounts the widget on `root`, an element of the shadow root.
///
/// - `config`: the element's attributes, see [`RawConfig`];
/// - `snapshot`: what the customer had chosen before, see [`Snapshot`], or undefined;
/// - `prefetched`: addresses and promises of responses that are on their way;
/// - `emit`: called with the name and the detail of each event;
/// - `whole`: whether the rest of the program is there, see `state::rest`.
#[wasm_bindgen]
pub fn mount(
    root: Element,
    config: JsValue,
    snapshot: JsValue,
    prefetched: JsValue,
    emit: Function,
    whole: bool,
) -> Mounted {
    #[cfg(feature = "test-panic")]
    let trap = trap::set(&root);
    #[cfg(feature = "test-panic")]
    trap("mount");
    let (config, problems) = read_config(config);
    let snapshot = read_snapshot(snapshot);
    let navigator = Rc::new(navigate::Navigator::new(config.redirect));
    let sender = Sender::new(World {
        zones: Box::new(IntlZones),
        first_weekday: Cell::new(Formats::new(&config.locale).first_weekday()),
        prefetched: Prefetched::from_js(&prefetched),
        emit: Box::new(move |event| {
            let (name, detail) = detail::of(&event);
            // What a page's listener throws is the page's business.
            let _ = emit.call2(&JsValue::UNDEFINED, &name.into(), &detail);
        }),
        navigate: Box::new({
            let navigator = Rc::clone(&navigator);
            move |to| navigator.go(to)
        }),
        locate: locate::locate,
        #[cfg(feature = "test-panic")]
        trap: Box::new(trap),
    });
    let props = AppProps { sender: sender.clone(), config: Rc::new(config), whole };
    let app = yew::Renderer::<App>::with_root_and_props(root, props).render();
    sender.send(Action::Start(snapshot, problems));
    Mounted { app, sender, navigator }
}

#[wasm_bindgen]
impl Mounted {
    /// Takes changed attributes.
    pub fn update(&self, config: JsValue) {
        let (config, problems) = read_config(config);
        self.navigator.set(config.redirect);
        self.sender.set_first_weekday(Formats::new(&config.locale).first_weekday());
        self.sender.send(Action::Configure(Rc::new(config), problems));
    }

    /// Takes whether the browser has a connection.
    pub fn online(&self, online: bool) {
        self.sender.send(Action::Online(online));
    }

    /// Takes that the end of the list comes near.
    pub fn more(&self) {
        self.sender.send(Action::DrawMore);
    }

    /// Takes that the rest of the program is there, or could not be fetched.
    pub fn rest(&self, there: bool) {
        self.sender.send(Action::Rest(there));
    }

    /// Takes up what is kept: what another element of the same company and service has changed, or, where the page was
    /// put away whole and has `resumed`, what may have changed meanwhile.
    pub fn adopt(&self, kept: JsValue, resumed: bool) {
        self.sender.send(Action::Adopt { kept: read_snapshot(kept), resumed });
    }

    /// The customer comes back from the checkout page of an order, which is `confirmed` or still open.
    pub fn returned(&self, confirmed: bool, order: String) {
        self.sender.send(Action::Returned { confirmed, order: OrderId::new(order) });
    }

    /// Ends every request and takes the component tree down.
    pub fn destroy(self) {
        self.sender.close();
        self.navigator.go(Navigation::CloseTab);
        // Not before the first render: Yew 0.23 draws a tree that was destroyed before that, and keeps it.
        spawn_local(async move { self.app.destroy() });
    }
}

fn read_snapshot(kept: JsValue) -> Option<Snapshot> {
    kept.is_object().then(|| Snapshot::read(&Js(kept)))
}

fn read_config(config: JsValue) -> (Config, Vec<ConfigProblem>) {
    RawConfig::read(&Js(config)).check(|zone| IntlZones.named(zone).is_some(), is_locale)
}
