//! Security headers on every answer, and the content security policy of a page,
//! computed from the page itself.

use super::Http;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A year, as browsers' preload lists ask for.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000; includeSubDomains");

/// Adds what no answer should be without.
pub async fn protect(State(http): State<Http>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(self), \
             serial=(self)",
        ),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_api {
        // An answer that is opened as a page shows nothing and runs nothing.
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        ));
        // Unless a handler said otherwise, an answer belongs to one person.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
    if http.shop.config.is_https() {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HSTS);
    }
    response
}

/// The policy under which a page runs: its own files, its own inline scripts by
/// hash, and wasm. Trusted Types are not demanded, because the app's renderer
/// builds its templates from strings.
#[must_use]
pub fn policy_of(page: &str) -> String {
    let scripts = hashes(page, "script");
    let styles = hashes(page, "style");
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{scripts}; \
         style-src 'self'{styles}; style-src-attr 'unsafe-inline'; \
         img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; \
         manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// ` 'sha256-…'` for every inline element of a name.
fn hashes(page: &str, element: &str) -> String {
    inline(page, element)
        .map(|content| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(content))))
        .collect()
}

/// The contents of inline `<script>` or `<style>` elements, in order. The pages
/// are our own build's, so this reads tags and does not parse HTML.
fn inline<'a>(page: &'a str, element: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let mut rest = page;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(&open)? + open.len();
            let after_name = &rest[start..];
            let tag_end = after_name.find('>')?;
            let (attributes, content) = (&after_name[..tag_end], &after_name[tag_end + 1..]);
            let length = content.find(&close)?;
            rest = &content[length + close.len()..];
            let is_this_element =
                attributes.is_empty() || attributes.starts_with(|c: char| c.is_ascii_whitespace());
            let is_linked =
                attributes.split_ascii_whitespace().any(|word| word.starts_with("src="));
            if is_this_element && !is_linked {
                return Some(&content[..length]);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_allowed_by_hash_and_linked_ones_by_origin() {
        let page = "<script src=\"/a.js\"></script><script type=\"module\">alert(1)</script>\
                    <style>p{}</style><scripted>no</scripted>";
        assert_eq!(inline(page, "script").collect::<Vec<_>>(), ["alert(1)"]);
        // Made with: printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        let policy = policy_of(page);
        assert!(
            policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"),
            "{policy}"
        );
        assert!(policy.contains("object-src 'none'"));
        assert!(!policy.contains("script-src 'self' 'unsafe-inline'"));
    }
}
