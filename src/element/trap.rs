//! Only in a build for tests (the feature `test-panic`): a panic on purpose, where the page says so.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The attribute of the custom element that names the place where to panic: `mount`, `action` (in the handler of an
/// event), `reduce`, `render` or `answer` (in what waits for the service). It is gone with the panic, unless it also
/// says `again`.
const ATTRIBUTE: &str = "data-test-panic";

/// What is called at each place with its name, and panics where the element around `root` says so.
pub(super) fn set(root: &Element) -> impl Fn(&str) + use<> {
    let host = Reflect::get(&root.get_root_node(), &"host".into()).ok();
    let host = host.and_then(|host| host.dyn_into::<Element>().ok());
    move |place| {
        let Some(host) = &host else { return };
        let said = host.get_attribute(ATTRIBUTE).unwrap_or_default();
        let words = || said.split(' ');
        if !words().any(|word| word == place) {
            return;
        }
        if !words().any(|word| word == "again") {
            // An attribute that is not there is gone.
            let _ = host.remove_attribute(ATTRIBUTE);
        }
        #[expect(clippy::panic, reason = "that is what a test asked for")]
        {
            panic!("a test asked for a panic in {place}");
        }
    }
}
