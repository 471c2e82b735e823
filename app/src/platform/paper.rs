//! What a printer is told: which paper, and which part of the page.

use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{CssStyleSheet, HtmlElement};

/// Marks what alone is printed, where something is marked.
const MARK: &str = "data-print";

thread_local! {
    /// Where in its sheet our rule stands.
    static RULE: Cell<Option<u32>> = const { Cell::new(None) };
}

fn element(id: &str) -> Option<HtmlElement> {
    super::window().document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// The page's first sheet that is a file.
fn sheet() -> Option<CssStyleSheet> {
    let sheets = super::window().document()?.style_sheets();
    let mut files = (0..sheets.length()).filter_map(|at| sheets.get(at));
    files.find(|sheet| matches!(sheet.href(), Ok(Some(_))))?.dyn_into().ok()
}

/// How high an element is, in whole millimetres and not less (96 pixels are an inch).
#[must_use]
pub fn height_mm(id: &str) -> Option<i32> {
    element(id).map(|element| element.offset_height() * 254 / 960 + 2)
}

/// Puts a `@page` rule in the place of the last one; nothing leaves the printer's own.
pub fn set_rule(rule: Option<&str>) {
    let Some(sheet) = sheet() else { return };
    if let Some(at) = RULE.take() {
        // It stands where it was put.
        let _ = sheet.delete_rule(at);
    }
    let Some(rule) = rule else { return };
    let Ok(rules) = sheet.css_rules() else { return };
    if let Ok(at) = sheet.insert_rule_with_index(rule, rules.length()) {
        RULE.set(Some(at));
    }
}

/// Only this element is printed, of those that can be marked.
pub fn print_only(id: &str) {
    let Some(document) = super::window().document() else { return };
    if let Ok(marked) = document.query_selector_all("[data-print]") {
        for at in 0..marked.length() {
            let node = marked.get(at).and_then(|node| node.dyn_into::<HtmlElement>().ok());
            if let Some(element) = node {
                let _ = element.remove_attribute(MARK);
            }
        }
    }
    if let Some(element) = element(id) {
        let _ = element.set_attribute(MARK, "");
    }
}
