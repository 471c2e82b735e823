//! Words for a developer's console. Never for the shopper, never with personal data.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// Notes something that was survived.
    #[wasm_bindgen(js_namespace = console)]
    pub fn warn(message: &str);
}
