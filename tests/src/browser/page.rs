//! What is done on a page, by CSS selector. Each verb waits until it can be done: a button that
//! is not there yet, is covered, or moves, is tried again until it can be pressed.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::Browser;
use crate::waiting::{PATIENCE, until};

/// How WebDriver names the reference to an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A key that is not a letter.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    Down,
    Up,
    Enter,
}

/// Control and A, then release: selects all text of a field.
const SELECT_ALL: &str = "\u{e009}a\u{e000}";

impl Browser {
    pub fn go(&self, url: &str) -> Result<()> {
        let gone = self.post("/url", &json!({ "url": url })).map(drop);
        self.explain(gone.with_context(|| format!("cannot open {url}")))
    }

    pub fn reload(&self) -> Result<()> {
        self.explain(self.post("/refresh", &json!({})).map(drop).context("cannot reload"))
    }

    pub fn back(&self) -> Result<()> {
        self.post("/back", &json!({})).map(drop)
    }

    pub fn address(&self) -> Result<String> {
        Ok(self.get("/url")?.as_str().unwrap_or_default().to_owned())
    }

    /// The visible text of the whole page.
    pub fn page_text(&self) -> Result<String> {
        let text = self.js("return document.body ? document.body.innerText : ''", &json!([]))?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a function body in the page; `arguments` are its arguments.
    pub fn js(&self, script: &str, arguments: &Value) -> Result<Value> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits until a JavaScript expression holds, and gives back its value.
    pub fn wait_js(&self, what: &str, expression: &str) -> Result<Value> {
        let script = format!("return ({expression})");
        self.explain(until(PATIENCE, what, || {
            let value = self.js(&script, &json!([]))?;
            let falsy = matches!(value, Value::Null | Value::Bool(false))
                || value == ""
                || value.as_i64() == Some(0);
            ensure!(!falsy, "`{expression}` is {value}");
            Ok(value)
        }))
    }

    pub fn wait_for(&self, css: &str) -> Result<()> {
        self.explain(until(PATIENCE, &format!("`{css}`"), || {
            let element = self.find(css)?;
            ensure!(self.is_displayed(&element)?, "`{css}` is not visible");
            Ok(())
        }))
    }

    pub fn wait_gone(&self, css: &str) -> Result<()> {
        self.explain(until(PATIENCE, &format!("`{css}` to go"), || {
            let left = self.count(css)?;
            ensure!(left == 0, "{left} of `{css}` are still there");
            Ok(())
        }))
    }

    /// Waits until some text stands anywhere on the page.
    pub fn wait_text(&self, text: &str) -> Result<()> {
        self.wait_text_in("body", text)
    }

    pub fn wait_text_in(&self, css: &str, text: &str) -> Result<()> {
        self.explain(until(PATIENCE, &format!("“{text}” in `{css}`"), || {
            let shown = self.text_now(css)?;
            ensure!(shown.contains(text), "`{css}` says “{}”", shown.trim());
            Ok(())
        }))
    }

    /// Waits until an attribute has a value.
    pub fn wait_attribute(&self, css: &str, name: &str, wanted: &str) -> Result<()> {
        self.explain(until(PATIENCE, &format!("`{css}` with {name}={wanted}"), || {
            let value = self.attribute_now(css, name)?;
            ensure!(value.as_deref() == Some(wanted), "{name} is {value:?}");
            Ok(())
        }))
    }

    /// Waits until the address ends in what is given.
    pub fn wait_address(&self, end: &str) -> Result<()> {
        self.explain(until(PATIENCE, &format!("the page …{end}"), || {
            let address = self.address()?;
            let path = address.split(['?', '#']).next().unwrap_or_default();
            ensure!(path.ends_with(end), "the page is {address}");
            Ok(())
        }))
    }

    /// Waits for the element and reads its visible text.
    pub fn text(&self, css: &str) -> Result<String> {
        self.explain(until(PATIENCE, &format!("the text of `{css}`"), || {
            let text = self.text_now(css)?.trim().to_owned();
            ensure!(!text.is_empty(), "`{css}` is empty");
            Ok(text)
        }))
    }

    /// Visible texts of all such elements, as they are now.
    pub fn texts(&self, css: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)";
        Ok(serde_json::from_value(self.js(script, &json!([css]))?)?)
    }

    /// Waits for the element and reads an attribute it must have.
    pub fn attribute(&self, css: &str, name: &str) -> Result<String> {
        self.explain(until(PATIENCE, &format!("{name} of `{css}`"), || {
            self.attribute_now(css, name)?.with_context(|| format!("`{css}` has no {name}"))
        }))
    }

    pub fn count(&self, css: &str) -> Result<u64> {
        let script = "return document.querySelectorAll(arguments[0]).length";
        self.js(script, &json!([css]))?.as_u64().context("no number")
    }

    /// Waits until there are at least so many.
    pub fn wait_count(&self, css: &str, least: u64) -> Result<()> {
        self.explain(until(PATIENCE, &format!("{least} of `{css}`"), || {
            let count = self.count(css)?;
            ensure!(count >= least, "there are {count} of `{css}`");
            Ok(())
        }))
    }

    /// Presses what a finger would reach; the browser refuses what is covered. The driver scrolls a
    /// thing just to the screen's edge, which may be under the menu; a person scrolls on from there.
    pub fn press(&self, css: &str) -> Result<()> {
        let to_the_middle = "document.querySelector(arguments[0])
            ?.scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.explain(until(PATIENCE, &format!("`{css}` to be pressed"), || {
            let element = self.find(css)?;
            let pressed = self.post(&format!("/element/{element}/click"), &json!({}));
            if pressed.is_err() {
                self.js(to_the_middle, &json!([css]))?;
            }
            pressed.map(drop)
        }))
    }

    /// Presses a key where the focus is.
    pub fn key(&self, key: Key) -> Result<()> {
        let focused = self.find(":focus")?;
        let text = match key {
            Key::Down => "\u{e015}",
            Key::Up => "\u{e013}",
            Key::Enter => "\u{e007}",
        };
        self.post(&format!("/element/{focused}/value"), &json!({ "text": text })).map(drop)
    }

    /// Replaces the text of a field, key by key.
    pub fn fill(&self, css: &str, text: &str) -> Result<()> {
        self.explain(until(PATIENCE, &format!("`{css}` to be filled in"), || {
            let element = self.find(css)?;
            let path = format!("/element/{element}/value");
            // In one call WebKit would hold the control key down for the text as well.
            for keys in [SELECT_ALL, text] {
                self.post(&path, &json!({ "text": keys }))?;
            }
            let value = self.get(&format!("/element/{element}/property/value"))?;
            ensure!(value == text, "the field holds {value} after typing “{text}”");
            Ok(())
        }))
    }

    /// Chooses a file in the field for one.
    pub fn choose_file(&self, css: &str, file: &Path) -> Result<()> {
        let name = file.to_str().context("a path that is no text")?;
        self.explain(until(PATIENCE, &format!("`{css}` to take a file"), || {
            let element = self.find(css)?;
            let path = format!("/element/{element}/value");
            self.post(&path, &json!({ "text": name })).map(drop)
        }))
    }

    /// Lets the page press something by itself at a moment, in milliseconds since 1970: several
    /// tabs can be made to do it at once.
    pub fn press_at(&self, css: &str, moment: u64) -> Result<()> {
        let script = "const [css, at] = arguments;
            setTimeout(() => document.querySelector(css)?.click(), at - Date.now());";
        self.js(script, &json!([css, moment])).map(drop)
    }

    /// Opens a further tab and goes there; gives back the handle of the tab left.
    pub fn new_tab(&self, url: &str) -> Result<String> {
        let left = self.get("/window")?.as_str().context("no tab")?.to_owned();
        let opened = self.post("/window/new", &json!({ "type": "tab" }))?;
        let handle = opened["handle"].as_str().context("no new tab")?;
        self.post("/window", &json!({ "handle": handle }))?;
        self.go(url)?;
        Ok(left)
    }

    /// Goes over to another tab; gives back the handle of the tab left.
    pub fn switch_tab(&self, to: &str) -> Result<String> {
        let left = self.get("/window")?.as_str().context("no tab")?.to_owned();
        self.post("/window", &json!({ "handle": to }))?;
        Ok(left)
    }

    /// Closes the present tab and goes back to another.
    pub fn close_tab(&self, back_to: &str) -> Result<()> {
        self.driver.delete(&self.path("/window")?)?;
        self.post("/window", &json!({ "handle": back_to })).map(drop)
    }

    /// Handles of all tabs.
    pub fn tabs(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.get("/window/handles")?)?)
    }

    /// Waits until there are exactly so many tabs.
    pub fn wait_tabs(&self, wanted: usize) -> Result<()> {
        until(PATIENCE, &format!("{wanted} tabs"), || {
            let count = self.tabs()?.len();
            ensure!(count == wanted, "there are {count}");
            Ok(())
        })
    }

    fn find(&self, css: &str) -> Result<String> {
        let found = self.post("/element", &json!({ "using": "css selector", "value": css }))?;
        match found[ELEMENT].as_str() {
            Some(element) => Ok(element.to_owned()),
            None => bail!("`{css}` is not an element: {found}"),
        }
    }

    fn is_displayed(&self, element: &str) -> Result<bool> {
        Ok(self.get(&format!("/element/{element}/displayed"))? == true)
    }

    fn text_now(&self, css: &str) -> Result<String> {
        let script = "return document.querySelector(arguments[0])?.innerText ?? null";
        let text = self.js(script, &json!([css]))?;
        text.as_str().map(str::to_owned).with_context(|| format!("there is no `{css}`"))
    }

    fn attribute_now(&self, css: &str, name: &str) -> Result<Option<String>> {
        let script =
            "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null";
        Ok(self.js(script, &json!([css, name]))?.as_str().map(str::to_owned))
    }
}
