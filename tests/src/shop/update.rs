//! A new version of the app, and how a shopper comes by it.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::json;

use super::{Shopper, marked};
use crate::release::release_another_version;
use crate::server::Server;

/// What the other version is called.
const VERSION: &str = "0000000000000002";

impl Shopper {
    /// In mid-checkout the shop releases another version. The shopper hears of it and wants it, and
    /// nothing happens to the order under review.
    pub fn wants_the_update_in_mid_checkout(&self, server: &Server, app: &Path) -> Result<()> {
        self.browser.js("window.sameLoad = true", &json!([]))?;
        let old_script = release_another_version(app)?;
        let answer = server.client().get(&format!("/{old_script}"))?;
        ensure!(answer.status == 404, "{old_script} is still served: {}", answer.status);
        self.browser.js(LOOK_FOR_UPDATE, &json!([]))?;
        self.browser.press(&update_button())?;
        self.browser.wait_gone(&update_button())?;
        self.browser.wait_js("the same page", "window.sameLoad === true")?;
        let still_there = format!(
            "(fetch('/{old_script}').then((answer) => {{ window.oldScript = answer.ok }}), window.oldScript)"
        );
        self.browser.wait_js("the old version's script", &still_there).map(drop)
    }

    /// Once the order is placed, the page is loaded anew, by the new version, where it was.
    pub fn is_led_to_the_update_at(&self, page: &str) -> Result<()> {
        self.browser.wait_js("the new version's load", "window.sameLoad === undefined")?;
        self.browser.wait_address(page)?;
        self.keeps_only_the_update()
    }

    /// The old version's files are gone from the phone.
    pub fn keeps_only_the_update(&self) -> Result<()> {
        let one_cache = format!(
            "(caches.keys().then((names) => {{
                window.shopCaches = names.filter((name) => name.startsWith('warung-shop-')).join()
            }}), window.shopCaches === 'warung-shop-{VERSION}')"
        );
        self.browser.wait_js("only the new version to be kept", &one_cache).map(drop)
    }
}

/// The button that is offered when a new version is on the phone.
#[must_use]
pub fn update_button() -> String {
    format!("{} button", marked("update-banner"))
}

const LOOK_FOR_UPDATE: &str = "void navigator.serviceWorker.getRegistration()
    .then((registration) => registration.update())";
