//! In place of the crate of this name, which Yew sets as the hook of panics: in a release build a panic aborts at once and
//! no hook runs, yet the formatting machinery that it holds on to was 0.9 kB of download.

use std::panic::PanicHookInfo;

/// Writes a panic's message to the console, in a development build.
#[cfg(all(debug_assertions, target_arch = "wasm32"))]
pub fn hook(info: &PanicHookInfo<'_>) {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = console)]
        fn error(message: &str);
    }

    error(&info.to_string());
}

/// Does nothing: the panic aborts at once.
#[cfg(not(all(debug_assertions, target_arch = "wasm32")))]
pub fn hook(_: &PanicHookInfo<'_>) {}
