//! Takes the pictures of a page in every look, and notices what a picture alone does not show: a
//! page that is wider than its screen, and errors in the console.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::json;

use super::look::Look;
use crate::browser::Browser;

/// The page is there, nothing of it is still arriving or moving.
const SETTLED: &str = "document.readyState === 'complete' \
    && document.querySelector('main') !== null \
    && document.querySelector('#first-screen, main .skeleton') === null \
    && [...document.images].every(image => image.complete || image.getBoundingClientRect().top > innerHeight) \
    && document.getAnimations().every(animation => \
        animation.playState !== 'running' || animation.effect?.getComputedTiming().iterations === Infinity)";

/// By how much the page is wider than the screen, and what sticks out.
const OVERFLOW: &str = "
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const name = element => [element.tagName.toLowerCase(), ...element.classList].join('.');
    const out = [...document.body.querySelectorAll('*')]
        .filter(element => element.getBoundingClientRect().right > root.clientWidth + 1)
        .slice(-3).map(name);
    return `${root.scrollWidth - root.clientWidth} px wider than the screen: ${out.join(', ')}`;";

/// What was found while looking.
pub struct Photographer {
    out: PathBuf,
    pub pictures: usize,
    /// One line each, without repetitions.
    pub complaints: BTreeSet<String>,
}

impl Photographer {
    #[must_use]
    pub fn new(out: &Path) -> Self {
        Self { out: out.to_owned(), pictures: 0, complaints: BTreeSet::new() }
    }

    /// A page in all its looks. `prepare` does on the loaded page what cannot be addressed.
    pub fn take(
        &mut self,
        browser: &Browser,
        url: &str,
        name: &str,
        prepare: impl Fn(&Browser) -> Result<()>,
    ) -> Result<()> {
        for look in Look::all() {
            look.take_on(browser)?;
            browser.go(url)?;
            let outcome = prepare(browser)
                .and_then(|()| browser.wait_js(&format!("{name} to settle"), SETTLED));
            if let Err(reason) = outcome {
                self.complain(name, look, &format!("{reason:#}"));
            }
            let overflow = browser.js(OVERFLOW, &json!([]))?;
            if let Some(overflow) = overflow.as_str() {
                self.complain(name, look, overflow);
            }
            self.keep(browser, name, look)?;
        }
        Ok(())
    }

    /// Errors of the whole session belong to the browser, not to a page.
    pub fn check_console(&mut self, browser: &Browser) {
        if let Err(errors) = browser.check_console() {
            self.complaints.insert(format!("{errors:#}"));
        }
    }

    fn keep(&mut self, browser: &Browser, name: &str, look: Look) -> Result<()> {
        browser.screenshot(&self.out.join(look.name()).join(format!("{name}.png")))?;
        self.pictures += 1;
        if look.is_the_first() {
            // On a screen as high as the page, so that bars at the edge do not cut through it.
            let height = browser.js("return document.documentElement.scrollHeight", &json!([]))?;
            look.lay_out(browser, height.as_u64().unwrap_or_default())?;
            let folder = self.out.join(format!("{}-whole", look.name()));
            browser.screenshot(&folder.join(format!("{name}.png")))?;
            self.pictures += 1;
        }
        Ok(())
    }

    fn complain(&mut self, name: &str, look: Look, what: &str) {
        self.complaints.insert(format!("{name} ({}): {what}", look.name()));
    }
}
