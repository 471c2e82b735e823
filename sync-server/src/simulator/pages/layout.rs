//! The frame around every page of the town, and the headers it goes out with.

use super::BASE;
use super::writing::{both, escape};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// Nothing but our own style sheet and our own form targets.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
base-uri 'none'; frame-ancestors 'none'";

/// A whole page. `content` is HTML that has been escaped already.
pub(in super::super) struct Page {
    status: StatusCode,
    title: String,
    content: String,
}

impl Page {
    pub(in super::super) fn new(title: impl Into<String>, content: String) -> Self {
        Self { status: StatusCode::OK, title: title.into(), content }
    }

    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Something broke on our side.
    pub(super) fn apology() -> Self {
        let content = format!(
            "<section class=\"card sorry\"><h1>{}</h1><p>{}</p>{}</section>",
            both("Simulator sedang bermasalah", "The simulator is in trouble"),
            both(
                "Tidak ada yang berubah. Coba lagi sebentar.",
                "Nothing was changed. Try again in a moment."
            ),
            back_to_till(),
        );
        Self::new("Simulator", content)
    }
}

pub(super) fn back_to_till() -> String {
    format!(
        "<p><a class=\"button quiet\" href=\"{BASE}\">{}</a></p>",
        both("Kembali ke kasir", "Back to the till")
    )
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = [
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        (self.status, headers, Html(frame(&self.title, &self.content))).into_response()
    }
}

fn frame(title: &str, content: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
<meta name=\"color-scheme\" content=\"light dark\">\n\
<meta name=\"robots\" content=\"noindex\">\n\
<title>{title} · Simulator</title>\n<link rel=\"icon\" href=\"data:,\">\n\
<link rel=\"stylesheet\" href=\"{BASE}/style.css\">\n</head>\n<body>\n\
<p class=\"warning\"><strong>SIMULATOR</strong> — bukan uang sungguhan / \
<span lang=\"en\">no real money</span></p>\n\
<header><nav><a href=\"{BASE}\">{till}</a><a href=\"{BASE}/levers\">{levers}</a>\
<a href=\"{BASE}/partner\">{partners}</a><a href=\"{BASE}/sms\">SMS</a>\
<a href=\"/\">{shop}</a></nav></header>\n<main>\n{content}\n</main>\n</body>\n</html>\n",
        title = escape(title),
        till = both("Kasir", "Till"),
        levers = both("Tuas", "Levers"),
        partners = both("Mitra", "Partners"),
        shop = both("Toko", "Shop"),
    )
}
