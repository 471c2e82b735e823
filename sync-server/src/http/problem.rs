//! The one place that turns what went wrong into a status and into words.
//!
//! A handler returns a [`Problem`]; [`describe`] writes it out as
//! `application/problem+json` (RFC 9457) in the caller's language, under the
//! request id that also stands in the log. Nothing internal ever leaves: what
//! only the operator needs is logged.

use super::Http;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use warung_domain::lang::Lang;
use warung_domain::protocol::{ProblemDetails, ProblemKind};

/// The header every answer carries.
pub const REQUEST_ID: &str = "x-request-id";

/// What went wrong with a request.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: ProblemKind,
    /// Instead of the kind's own words, where there is more to say: Indonesian, English.
    words: Option<(&'static str, &'static str)>,
    pointer: Option<String>,
    retry_after_seconds: Option<u32>,
}

impl Problem {
    #[must_use]
    pub const fn of(kind: ProblemKind) -> Self {
        Self { kind, words: None, pointer: None, retry_after_seconds: None }
    }

    /// A member of the request that cannot be taken.
    #[must_use]
    pub fn field(pointer: impl Into<String>) -> Self {
        Self::of(ProblemKind::InvalidField).at(pointer)
    }

    /// Something the operator has to look at. The caller only learns the id.
    #[must_use]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::of(ProblemKind::Internal)
    }

    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    #[must_use]
    pub const fn saying(mut self, indonesian: &'static str, english: &'static str) -> Self {
        self.words = Some((indonesian, english));
        self
    }

    #[must_use]
    pub const fn after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    fn details(&self, lang: Lang, request_id: &str) -> ProblemDetails {
        let (title, default) = words(self.kind, lang);
        let detail = match (self.words, lang) {
            (Some((indonesian, _)), Lang::Id) => indonesian,
            (Some((_, english)), Lang::En) => english,
            (None, _) => default,
        };
        ProblemDetails {
            kind: self.kind.uri(),
            title: title.to_owned(),
            status: status(self.kind).as_u16(),
            detail: detail.to_owned(),
            pointer: self.pointer.clone(),
            retryable: is_retryable(self.kind),
            request_id: request_id.to_owned(),
        }
    }
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self::of(kind)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = status(self.kind).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every answer its request id, and every problem its body.
pub async fn describe(State(http): State<Http>, request: Request, next: Next) -> Response {
    let id = request_id(&http);
    let lang = language(request.headers());
    let span = tracing::info_span!("request", id = %id, method = %request.method(), path = %request.uri().path());
    let mut response = tracing::Instrument::instrument(next.run(request), span).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = write_out(&problem, lang, &id);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn write_out(problem: &Problem, lang: Lang, id: &str) -> Response {
    let status = status(problem.kind);
    let body = serde_json::to_vec(&problem.details(lang, id)).unwrap_or_default();
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = problem.retry_after_seconds {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The language to answer in.
#[must_use]
pub fn language(headers: &HeaderMap) -> Lang {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted.map(Lang::negotiate).unwrap_or_default()
}

/// Drawn here and never taken from the caller, who could otherwise write into our log.
fn request_id(http: &Http) -> String {
    let mut bytes = [0; 8];
    http.shop.entropy.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The status of every kind.
#[must_use]
pub const fn status(kind: ProblemKind) -> StatusCode {
    match kind {
        ProblemKind::MalformedRequest => StatusCode::BAD_REQUEST,
        ProblemKind::NotSignedIn | ProblemKind::WrongCredentials => StatusCode::UNAUTHORIZED,
        ProblemKind::NotAllowed | ProblemKind::CrossSite | ProblemKind::BadNotification => {
            StatusCode::FORBIDDEN
        }
        ProblemKind::NotFound => StatusCode::NOT_FOUND,
        ProblemKind::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        ProblemKind::PhoneTaken | ProblemKind::DeviceTaken => StatusCode::CONFLICT,
        ProblemKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ProblemKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ProblemKind::InvalidField | ProblemKind::WrongCode | ProblemKind::CodeExpired => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        ProblemKind::Upgrade => StatusCode::UPGRADE_REQUIRED,
        ProblemKind::TooManyAttempts => StatusCode::TOO_MANY_REQUESTS,
        ProblemKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ProblemKind::Busy
        | ProblemKind::StorageFull
        | ProblemKind::StorageReadOnly
        | ProblemKind::StorageDamaged => StatusCode::SERVICE_UNAVAILABLE,
    }
}

const fn is_retryable(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::TooManyAttempts
            | ProblemKind::Internal
            | ProblemKind::Busy
            | ProblemKind::StorageFull
            | ProblemKind::StorageReadOnly
            | ProblemKind::StorageDamaged
    )
}

/// Title and one sentence with the next step.
const fn words(kind: ProblemKind, lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Id => indonesian(kind),
        Lang::En => english(kind),
    }
}

const fn indonesian(kind: ProblemKind) -> (&'static str, &'static str) {
    match kind {
        ProblemKind::MalformedRequest => {
            ("Permintaan tidak terbaca", "Isi permintaan rusak atau terpotong. Kirim ulang.")
        }
        ProblemKind::InvalidField => {
            ("Isian tidak dapat dipakai", "Perbaiki isian yang ditunjuk, lalu kirim lagi.")
        }
        ProblemKind::UnsupportedMediaType => {
            ("Jenis isi tidak didukung", "Kirim isi sebagai application/json tanpa kompresi.")
        }
        ProblemKind::TooLarge => {
            ("Terlalu besar", "Permintaan ini melebihi batas. Bagi menjadi beberapa bagian.")
        }
        ProblemKind::NotFound => ("Tidak ditemukan", "Alamat ini tidak ada. Periksa tautannya."),
        ProblemKind::MethodNotAllowed => {
            ("Cara tidak didukung", "Alamat ini ada, tetapi tidak untuk cara permintaan ini.")
        }
        ProblemKind::NotSignedIn => ("Belum masuk", "Masuk dulu dengan nomor HP Anda."),
        ProblemKind::NotAllowed => ("Tidak diizinkan", "Akun Anda tidak berhak melakukan ini."),
        ProblemKind::CrossSite => {
            ("Ditolak", "Permintaan ini datang dari situs lain. Buka toko ini langsung.")
        }
        ProblemKind::WrongCredentials => {
            ("Tidak cocok", "Nomor HP atau kata sandi salah. Periksa, lalu coba lagi.")
        }
        ProblemKind::WrongCode => {
            ("Kode salah", "Periksa SMS terakhir dari kami, lalu ketik kodenya lagi.")
        }
        ProblemKind::CodeExpired => {
            ("Kode tidak berlaku lagi", "Minta kode baru, lalu ketik kode dari SMS terakhir.")
        }
        ProblemKind::PhoneTaken => {
            ("Nomor sudah terdaftar", "Masuk dengan nomor ini, atau pakai nomor lain.")
        }
        ProblemKind::DeviceTaken => (
            "Perangkat milik akun lain",
            "Perangkat ini terikat pada akun lain. Masuk dengan akun itu.",
        ),
        ProblemKind::TooManyAttempts => {
            ("Terlalu sering", "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi.")
        }
        ProblemKind::Upgrade => (
            "Aplikasi perlu diperbarui",
            "Muat ulang aplikasi untuk memperbaruinya. Pesanan Anda tetap tersimpan.",
        ),
        ProblemKind::BadNotification => {
            ("Pemberitahuan ditolak", "Tanda tangan pemberitahuan tidak sah.")
        }
        ProblemKind::StorageFull => {
            ("Penyimpanan toko penuh", "Tidak ada yang hilang dari HP Anda. Coba lagi nanti.")
        }
        ProblemKind::StorageReadOnly | ProblemKind::StorageDamaged => (
            "Penyimpanan toko bermasalah",
            "Tidak ada yang hilang dari HP Anda. Toko sedang memperbaikinya; coba lagi nanti.",
        ),
        ProblemKind::Busy => ("Toko sedang sibuk", "Coba lagi sebentar lagi."),
        ProblemKind::Internal => (
            "Ada yang salah di pihak kami",
            "Coba lagi. Jika tetap gagal, sebutkan nomor permintaan ini kepada toko.",
        ),
    }
}

const fn english(kind: ProblemKind) -> (&'static str, &'static str) {
    match kind {
        ProblemKind::MalformedRequest => {
            ("Unreadable request", "The request is broken or cut short. Send it again.")
        }
        ProblemKind::InvalidField => {
            ("A value cannot be used", "Correct the value pointed at and send it again.")
        }
        ProblemKind::UnsupportedMediaType => {
            ("Unsupported content type", "Send the body as application/json, not compressed.")
        }
        ProblemKind::TooLarge => {
            ("Too large", "The request is larger than allowed. Split it into parts.")
        }
        ProblemKind::NotFound => ("Not found", "Nothing lives at this address. Check the link."),
        ProblemKind::MethodNotAllowed => {
            ("Method not allowed", "This address exists, but not for this method.")
        }
        ProblemKind::NotSignedIn => ("Not signed in", "Sign in with your phone number first."),
        ProblemKind::NotAllowed => ("Not allowed", "Your account may not do this."),
        ProblemKind::CrossSite => {
            ("Refused", "The request came from another site. Open this shop directly.")
        }
        ProblemKind::WrongCredentials => {
            ("No match", "Wrong phone number or password. Check both and try again.")
        }
        ProblemKind::WrongCode => {
            ("Wrong code", "Look at our latest text message and type its code again.")
        }
        ProblemKind::CodeExpired => (
            "The code can no longer be used",
            "Ask for a new code and type the one in the latest text message.",
        ),
        ProblemKind::PhoneTaken => {
            ("Number already registered", "Sign in with this number, or use another one.")
        }
        ProblemKind::DeviceTaken => (
            "The device belongs to another account",
            "This device is bound to another account. Sign in with that one.",
        ),
        ProblemKind::TooManyAttempts => {
            ("Too often", "There were too many attempts. Wait a while and try again.")
        }
        ProblemKind::Upgrade => {
            ("The app needs an update", "Reload the app to update it. Your orders stay saved.")
        }
        ProblemKind::BadNotification => {
            ("Notification refused", "The notification's signature is not valid.")
        }
        ProblemKind::StorageFull => {
            ("The shop's storage is full", "Nothing on your phone is lost. Try again later.")
        }
        ProblemKind::StorageReadOnly | ProblemKind::StorageDamaged => (
            "The shop's storage is in trouble",
            "Nothing on your phone is lost. The shop is putting it right; try again later.",
        ),
        ProblemKind::Busy => ("The shop is busy", "Try again in a moment."),
        ProblemKind::Internal => (
            "Something went wrong on our side",
            "Try again. If it keeps failing, tell the shop this request id.",
        ),
    }
}
