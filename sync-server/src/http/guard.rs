//! Keeps other sites from acting in a signed-in shopper's name.
//!
//! Whatever changes something has to come from the shop's own pages: browsers
//! say so in `Sec-Fetch-Site`, older ones in `Origin`. A caller that sends
//! neither is no browser and carries nobody's cookie. The gateway's webhook
//! stands outside: it proves itself by signature.

use super::Http;
use super::payments::NOTIFICATION_PATH;
use super::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use warung_domain::protocol::ProblemKind;

/// Lets own pages through, and reading.
pub async fn same_origin(State(http): State<Http>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let proves_itself = request.uri().path() == NOTIFICATION_PATH;
    if reads || proves_itself || is_own(request.headers(), &http.shop.config.public_url) {
        next.run(request).await
    } else {
        tracing::warn!("a write from another site was refused");
        Problem::of(ProblemKind::CrossSite).into_response()
    }
}

fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    origin == public_url.trim_end_matches('/') || (host.is_some() && authority == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_own(&headers, "https://toko.example/")
    }

    #[test]
    fn own_pages_pass_and_others_do_not() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("origin", "https://toko.example")]));
        assert!(own(&[("origin", "https://toko.example")]));
        assert!(own(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "toko.example")]));
        assert!(!own(&[("origin", "null")]));
        assert!(own(&[]));
    }
}
