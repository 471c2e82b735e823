//! Requests with a deadline. A request either yields an [`Answer`] or an
//! [`Silence`]; deciding whether an answer came from the shop at all is for the
//! caller, who knows what content type to expect.

use super::{aside, timer};
use js_sys::Uint8Array;
use std::collections::BTreeMap;
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestInit, Response};

/// Longest we wait for an answer's head and body together. A 400 kbit/s line
/// carries 1.5 MB in that time, more than any single shard.
const DEADLINE_MILLIS: u32 = 30_000;

/// What came back, whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Media type without parameters, lower-case.
    pub content_type: String,
    pub etag: Option<String>,
    pub retry_after: Option<String>,
    pub body: Vec<u8>,
}

/// Nothing came back: no connection, it broke, or it took too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no answer")]
pub struct Silence;

/// What to ask.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    method: &'static str,
    path: String,
    headers: BTreeMap<&'static str, String>,
    body: Option<String>,
}

impl Ask {
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), ..Self::default() }
    }

    #[must_use]
    pub fn delete(path: impl Into<String>) -> Self {
        Self { method: "DELETE", path: path.into(), ..Self::default() }
            .header("content-type", "application/json")
    }

    #[must_use]
    pub fn post_json(path: impl Into<String>, body: String) -> Self {
        Self { method: "POST", path: path.into(), body: Some(body), ..Self::default() }
            .header("content-type", "application/json")
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.insert(name, value.into());
        self
    }

    /// Sends it and waits for the whole answer, at most until the deadline.
    pub async fn send(self) -> Result<Answer, Silence> {
        aside::until_in_use().await;
        let abort = AbortController::new().map_err(|_| Silence)?;
        // A call that is frozen with its page would hang until the deadline afterwards.
        let _held = {
            let abort = abort.clone();
            aside::holding(move || abort.abort())
        };
        let answer = timer::within(DEADLINE_MILLIS, self.fetch(&abort)).await;
        if answer.is_none() {
            abort.abort();
        }
        answer.and_then(Result::ok).ok_or(Silence)
    }

    async fn fetch(&self, abort: &AbortController) -> Result<Answer, JsValue> {
        let headers = Headers::new()?;
        for (name, value) in &self.headers {
            headers.append(name, value)?;
        }
        let init = RequestInit::new();
        init.set_method(self.method);
        init.set_headers(&headers);
        init.set_signal(Some(&abort.signal()));
        if let Some(body) = &self.body {
            init.set_body(&JsValue::from_str(body));
        }
        let request = Request::new_with_str_and_init(&self.path, &init)?;
        let response: Response =
            JsFuture::from(super::window().fetch_with_request(&request)).await?.dyn_into()?;
        let header = |name| response.headers().get(name).ok().flatten();
        let content_type = header("content-type").unwrap_or_default();
        let body = JsFuture::from(response.array_buffer()?).await?;
        Ok(Answer {
            status: response.status(),
            content_type: content_type
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
            etag: header("etag"),
            retry_after: header("retry-after"),
            body: Uint8Array::new(&body).to_vec(),
        })
    }
}

/// Whether the browser believes to be connected. A hint for words, never for
/// decisions: only an answer proves a line.
#[must_use]
pub fn browser_says_online() -> bool {
    super::window().navigator().on_line()
}
