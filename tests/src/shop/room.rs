//! How much a phone has room for.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Shopper;
use crate::waiting::until;

/// Chromium looks at what is left once in half a minute and counts from that in between.
const HEARD_OF: Duration = Duration::from_secs(75);

/// Writes until the browser refuses.
const PROBE: &str = "
    const request = indexedDB.open('room');
    request.onupgradeneeded = () => request.result.createObjectStore('rows');
    request.onerror = () => { window.isFull = true };
    const write = (db) => {
        const change = db.transaction('rows', 'readwrite');
        change.objectStore('rows').put('x'.repeat(1000), 1);
        change.oncomplete = () => setTimeout(() => write(db), 200);
        change.onabort = () => { db.close(); window.isFull = true };
    };
    request.onsuccess = () => write(request.result);";

impl Shopper {
    /// Nothing more fits. In Chromium only: the others have no switch for the room of one origin.
    pub fn has_no_room(&self) -> Result<()> {
        self.may_keep(Some(1))
    }

    /// As much fits as the browser would give.
    pub fn has_room(&self) -> Result<()> {
        self.may_keep(None)
    }

    fn may_keep(&self, bytes: Option<u64>) -> Result<()> {
        let mut parameters = json!({ "origin": self.origin });
        if let Some(bytes) = bytes {
            parameters["quotaSize"] = json!(bytes);
        }
        let said = self.browser.devtools("Storage.overrideQuotaForOrigin", &parameters);
        let said = said.context("no quota was set")?;
        ensure!(said.is_object() || said.is_null(), "{said}");
        Ok(())
    }

    /// Waits until the browser refuses a write of the shop's origin.
    pub fn finds_nothing_fits(&self) -> Result<()> {
        self.browser.js(PROBE, &json!([]))?;
        until(HEARD_OF, "the phone to be full", || {
            let full = self.browser.js("return window.isFull === true", &json!([]))?;
            ensure!(full == true, "there is room still");
            Ok(())
        })
    }
}
