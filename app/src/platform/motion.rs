//! Whether this person wants things to move.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// What a style sheet would be asked.
const QUERY: &str = "(prefers-reduced-motion: reduce)";

/// Whether this person has asked for little movement.
#[must_use]
pub fn is_unwanted() -> bool {
    let window = super::window();
    let asked = super::scanner::method(&window, "matchMedia")
        .and_then(|ask| Ok(ask.call1(&window, &JsValue::from_str(QUERY))?));
    asked.is_ok_and(|answer| {
        Reflect::get(&answer, &"matches".into()).is_ok_and(|matches| matches.is_truthy())
    })
}
