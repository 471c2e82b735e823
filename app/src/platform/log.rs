//! Words for a developer's console. Never for the shopper, never with personal data.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Notes something that was survived.
    #[wasm_bindgen(js_namespace = console)]
    pub fn warn(message: &str);
}

/// From now on a panic writes its message to the console. Only where it has one:
/// a release leaves the words of panics out (`xtask/src/app_build/small_code.rs`).
pub fn explain_panics() {
    if cfg!(debug_assertions) {
        console_error_panic_hook::set_once();
    }
}
