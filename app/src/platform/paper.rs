//! What a printer is told: which paper, and which part of the page.
//!
//! Sheets are reached by name and not through bindings, whose glue every phone would
//! download before its first look at the shop.

use super::PlatformError;
use js_sys::{Function, Reflect};
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// Marks what alone is printed, where something is marked.
const MARK: &str = "data-print";

thread_local! {
    /// Where in its sheet our rule stands.
    static RULE: Cell<Option<u32>> = const { Cell::new(None) };
}

fn element(id: &str) -> Option<Element> {
    super::window().document()?.get_element_by_id(id)
}

fn method(of: &JsValue, name: &str) -> Result<Function, PlatformError> {
    Reflect::get(of, &name.into())?
        .dyn_into()
        .map_err(|_| PlatformError::Missing("style sheets of rules"))
}

/// How many there are in a list of the browser's.
fn length(list: &JsValue) -> Result<u32, PlatformError> {
    let length = Reflect::get(list, &"length".into())?.as_f64();
    Ok(length.map_or(0, |length| length as u32))
}

/// The page's first sheet that is a file.
fn sheet() -> Result<JsValue, PlatformError> {
    let document = super::window().document().ok_or(PlatformError::Missing("a document"))?;
    let sheets = Reflect::get(&document, &"styleSheets".into())?;
    for at in 0..length(&sheets)? {
        let sheet = Reflect::get(&sheets, &at.into())?;
        if Reflect::get(&sheet, &"href".into())?.is_string() {
            return Ok(sheet);
        }
    }
    Err(PlatformError::Missing("a style sheet"))
}

/// How high an element is, in whole millimetres and not less (96 pixels are an inch).
#[must_use]
pub fn height_mm(id: &str) -> Option<i32> {
    element(id).map(|element| element.scroll_height() * 254 / 960 + 2)
}

/// Puts a `@page` rule in the place of the last one; nothing leaves the printer's own.
pub fn set_rule(rule: Option<&str>) -> Result<(), PlatformError> {
    let sheet = sheet()?;
    if let Some(at) = RULE.take() {
        method(&sheet, "deleteRule")?.call1(&sheet, &at.into())?;
    }
    let Some(rule) = rule else { return Ok(()) };
    let last = length(&Reflect::get(&sheet, &"cssRules".into())?)?;
    method(&sheet, "insertRule")?.call2(&sheet, &rule.into(), &last.into())?;
    RULE.set(Some(last));
    Ok(())
}

/// Only this element is printed, of those that can be marked.
pub fn print_only(id: &str) {
    let Some(document) = super::window().document() else { return };
    while let Ok(Some(marked)) = document.query_selector("[data-print]") {
        if marked.remove_attribute(MARK).is_err() {
            break;
        }
    }
    if let Some(element) = element(id) {
        // Without the mark everything on the page is printed.
        let _ = element.set_attribute(MARK, "");
    }
}
