//! The eight looks of a page: two sizes, light and dark, Indonesian and English.

use anyhow::Result;
use serde_json::json;

use crate::browser::{Browser, Screen};

/// How a page is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub screen: Screen,
    pub theme: &'static str,
    pub lang: &'static str,
}

impl Look {
    /// All of them; the size changes least often, because pages are laid out anew for it.
    pub fn all() -> impl Iterator<Item = Self> {
        [Screen::Phone, Screen::Desktop].into_iter().flat_map(|screen| {
            ["id", "en"].into_iter().flat_map(move |lang| {
                ["light", "dark"].into_iter().map(move |theme| Self { screen, theme, lang })
            })
        })
    }

    /// `360x800-dark-en`.
    #[must_use]
    pub fn name(self) -> String {
        let (width, height) = (self.screen.width(), self.screen.height());
        format!("{width}x{height}-{}-{}", self.theme, self.lang)
    }

    /// The look in which pages are also taken whole, beyond the screen's lower edge.
    #[must_use]
    pub fn is_the_first(self) -> bool {
        self.theme == "light" && self.lang == "id"
    }

    /// Makes the browser look that way; the next page that is opened follows.
    pub fn take_on(self, browser: &Browser) -> Result<()> {
        self.lay_out(browser, self.screen.height().into())?;
        browser.devtools("Emulation.setScrollbarsHidden", &json!({ "hidden": true }))?;
        let media = json!({
            "features": [{ "name": "prefers-color-scheme", "value": self.theme }],
        });
        browser.devtools("Emulation.setEmulatedMedia", &media)?;
        let keep = "localStorage.setItem('warung.theme', JSON.stringify(arguments[0]));
            localStorage.setItem('warung.lang', JSON.stringify(arguments[1]));";
        browser.js(keep, &json!([self.theme, self.lang])).map(drop)
    }

    /// Lays the page out on a screen of this look's width, at least as high as this look's.
    pub fn lay_out(self, browser: &Browser, height: u64) -> Result<()> {
        let metrics = json!({
            "width": self.screen.width(),
            "height": height.max(self.screen.height().into()),
            "deviceScaleFactor": 1,
            "mobile": self.screen == Screen::Phone,
        });
        browser.devtools("Emulation.setDeviceMetricsOverride", &metrics).map(drop)
    }
}
