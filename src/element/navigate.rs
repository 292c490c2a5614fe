//! Sending the customer to the checkout page.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsValue;
use web_sys::Window;

use crate::state::Redirect;
use crate::state::store::Navigation;

/// Goes where the `redirect` attribute says.
pub(super) struct Navigator {
    redirect: Cell<Redirect>,
    tab: RefCell<Option<Window>>,
}

impl Navigator {
    pub(super) fn new(redirect: Redirect) -> Self {
        Self { redirect: Cell::new(redirect), tab: RefCell::default() }
    }

    pub(super) fn set(&self, redirect: Redirect) {
        self.redirect.set(redirect);
    }

    /// Does it; `false` where a browser forbids it: the customer has the link of the order on screen then.
    pub(super) fn go(&self, to: Navigation) -> bool {
        let Some(window) = web_sys::window() else { return false };
        match to {
            Navigation::OpenTab => {
                *self.tab.borrow_mut() =
                    window.open_with_url_and_target("about:blank", "_blank").ok().flatten();
            }
            Navigation::CloseTab => {
                if let Some(tab) = self.tab.take() {
                    // A tab that the customer closed is closed.
                    let _ = tab.close();
                }
            }
            Navigation::Go(url) => return self.go_to(&window, &url).is_ok(),
        }
        true
    }

    fn go_to(&self, window: &Window, url: &str) -> Result<(), JsValue> {
        match self.redirect.get() {
            Redirect::SamePage => window.location().assign(url),
            Redirect::Top => match window.top() {
                // Of a page of another origin only the address can be set, and nothing else touched.
                Ok(Some(top)) => top.location().set_href(url),
                _ => window.location().assign(url),
            },
            Redirect::Blank => match self.tab.take() {
                Some(tab) if !tab.closed()? => {
                    // The checkout page must not reach back into the customer's page.
                    let _ = tab.set_opener(&JsValue::NULL);
                    tab.location().assign(url)
                }
                _ => Err(JsValue::NULL),
            },
            Redirect::None => Ok(()),
        }
    }
}
