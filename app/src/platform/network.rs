//! What the browser says of the line: whether it is to be spared. Few say
//! anything; where nothing is said the line is free.

use super::window;
use js_sys::Reflect;
use warung_domain::catalog::Line;
use wasm_bindgen::JsValue;

/// What is known of the line just now.
#[must_use]
pub fn line() -> Line {
    let told = |owner: &JsValue, name: &str| Reflect::get(owner, &name.into()).unwrap_or_default();
    let connection = told(&window().navigator(), "connection");
    if told(&connection, "saveData").is_truthy() {
        Line::Spared
    } else if told(&connection, "type").as_string().as_deref() == Some("cellular") {
        Line::Metered
    } else {
        Line::Free
    }
}
