//! A partner that is reached over HTTPS with signed messages, as `docs/billers.md` tells it.
//!
//! Only an answer that is signed, and signed for the very question, is an answer. Everything else,
//! a refusal in plain words or a page of a proxy's among it, leaves what became of a payment
//! unknown; the caller then asks for advice.

use super::signature::{
    AnswerParts, DIGEST, INPUT, Moment, RequestParts, SIGNATURE, SharedKey, Signed, check_answer,
    sign_request,
};
use super::wire::{
    ADVICES, INQUIRIES, InquiryAnswer, InquiryBody, PAYMENTS, PaymentAnswer, PaymentBody,
    REVERSALS, ReferenceBody,
};
use super::{Biller, BillerError, BillerFuture, Inquiry, Outcome, Purchase, Quote};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, Response, Url, redirect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use warung_domain::money::Currency;

/// Answers are a few hundred bytes; whoever sends more is not the partner.
const LONGEST_ANSWER: usize = 64 * 1024;

/// A secret shorter than the hash can be guessed sooner than the hash.
const SHORTEST_SECRET: usize = 32;

/// How a partner is reached.
#[derive(Clone)]
pub struct SignedHttpConfig {
    /// Without the version: `https://partner.example/warung`.
    pub address: String,
    /// The name of the key, of `[A-Za-z0-9-_.]`.
    pub key_id: String,
    pub secret: Vec<u8>,
    /// For one call, from connecting to the last byte.
    pub timeout: Duration,
    /// What the shop sells in, and the partner has to quote in.
    pub currency: Currency,
}

/// Settings that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SignedHttpError {
    #[error("the address cannot be read: {0}")]
    Address(String),
    #[error("what is asked would travel unencrypted to {0}; use https")]
    Unencrypted(String),
    #[error("the key's name is empty or holds other signs than letters, digits and . _ -")]
    KeyName,
    #[error("the key's secret has to have at least {SHORTEST_SECRET} bytes")]
    Secret,
    #[error("no HTTPS client: {0}")]
    Client(String),
}

/// Tells the time, with a number that was never told before.
pub type Moments = Arc<dyn Fn() -> Moment + Send + Sync>;

/// The partner.
pub struct SignedHttp {
    client: Client,
    base: Url,
    /// As it is signed: host, and port where it is not the scheme's own.
    authority: String,
    key: SharedKey,
    currency: Currency,
    moments: Moments,
}

impl SignedHttp {
    /// Checks the settings; nobody is asked yet.
    pub fn new(config: &SignedHttpConfig, moments: Moments) -> Result<Self, SignedHttpError> {
        let text = config.address.trim_end_matches('/');
        let unreadable = |why: String| SignedHttpError::Address(format!("{text}: {why}"));
        let base = Url::parse(text).map_err(|error| unreadable(error.to_string()))?;
        let host = base.host_str().ok_or_else(|| unreadable("no host".to_owned()))?;
        match base.scheme() {
            "https" => {}
            "http" if is_this_machine(host) => {}
            "http" => return Err(SignedHttpError::Unencrypted(text.to_owned())),
            _ => return Err(unreadable("neither https nor http".to_owned())),
        }
        if base.query().is_some() || base.fragment().is_some() || !base.username().is_empty() {
            return Err(unreadable("more than host and path".to_owned()));
        }
        let authority = match base.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !(1..=64).contains(&config.key_id.len()) || !config.key_id.chars().all(is_plain) {
            return Err(SignedHttpError::KeyName);
        }
        if config.secret.len() < SHORTEST_SECRET {
            return Err(SignedHttpError::Secret);
        }
        let client = Client::builder()
            .timeout(config.timeout)
            .no_proxy()
            // A moved partner is a changed setting, not something to follow.
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| SignedHttpError::Client(error.to_string()))?;
        let key = SharedKey::new(&config.key_id, &config.secret);
        Ok(Self { client, base, authority, key, currency: config.currency, moments })
    }

    async fn call<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<A, BillerError> {
        let body = serde_json::to_vec(body).map_err(|error| unknown(&error))?;
        let path = format!("{}{path}", self.base.path().trim_end_matches('/'));
        let at = (self.moments)();
        let authority = &self.authority;
        let parts = RequestParts { method: "POST", authority, path: &path, body: &body };
        let signed = sign_request(&self.key, &parts, &at);
        let mut url = self.base.clone();
        url.set_path(&path);
        let sent = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(DIGEST, &signed.digest)
            .header(INPUT, &signed.input)
            .header(SIGNATURE, &signed.signature)
            .body(body)
            .send()
            .await;
        let response = sent.map_err(|error| {
            let told = error.is_connect();
            let error = error.without_url().to_string();
            if told { BillerError::Unreachable(error) } else { BillerError::Unknown(error) }
        })?;
        self.read(response, &signed.signature).await
    }

    async fn read<A: DeserializeOwned>(
        &self,
        response: Response,
        to: &str,
    ) -> Result<A, BillerError> {
        let status = response.status().as_u16();
        let signed = signed(response.headers());
        let body = read_all(response).await?;
        let told = || BillerError::Unknown(format!("HTTP {status}, not a signed answer"));
        let signed = signed.ok_or_else(told)?;
        let now = (self.moments)().created;
        check_answer(&self.key, &AnswerParts { status, body: &body, to }, &signed, now)
            .map_err(|error| BillerError::Unknown(format!("HTTP {status}: {error}")))?;
        if status != 200 {
            return Err(BillerError::Unknown(format!("HTTP {status}")));
        }
        serde_json::from_slice(&body).map_err(|error| unknown(&error))
    }
}

/// The three headers of a signed message, where all of them are there once.
#[must_use]
pub fn signed(headers: &HeaderMap) -> Option<Signed> {
    let one = |name: &str| {
        let mut all = headers.get_all(name).iter();
        let text = all.next()?.to_str().ok()?;
        all.next().is_none().then(|| text.to_owned())
    };
    Some(Signed { digest: one(DIGEST)?, input: one(INPUT)?, signature: one(SIGNATURE)? })
}

impl Biller for SignedHttp {
    fn inquire<'a>(&'a self, inquiry: &'a Inquiry) -> BillerFuture<'a, Quote> {
        Box::pin(async move {
            let answer: InquiryAnswer = self.call(INQUIRIES, &InquiryBody::from(inquiry)).await?;
            answer.read(self.currency)
        })
    }

    fn pay<'a>(&'a self, purchase: &'a Purchase) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            let answer: PaymentAnswer = self.call(PAYMENTS, &PaymentBody::from(purchase)).await?;
            answer.read(&purchase.reference)
        })
    }

    fn advise<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            let body = ReferenceBody { reference: reference.to_owned() };
            let answer: PaymentAnswer = self.call(ADVICES, &body).await?;
            answer.read(reference)
        })
    }

    fn reverse<'a>(&'a self, reference: &'a str) -> BillerFuture<'a, Outcome> {
        Box::pin(async move {
            let body = ReferenceBody { reference: reference.to_owned() };
            let answer: PaymentAnswer = self.call(REVERSALS, &body).await?;
            answer.read(reference)
        })
    }
}

/// The whole body, unless it is cut short or has no end.
async fn read_all(mut response: Response) -> Result<Vec<u8>, BillerError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unknown(&error.without_url()))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(BillerError::Unknown("the answer does not end".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn unknown(error: &dyn std::error::Error) -> BillerError {
    BillerError::Unknown(error.to_string())
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(address: &str, key_id: &str, secret: &[u8]) -> Result<(), SignedHttpError> {
        let config = SignedHttpConfig {
            address: address.to_owned(),
            key_id: key_id.to_owned(),
            secret: secret.to_vec(),
            timeout: Duration::from_secs(1),
            currency: Currency::IDR,
        };
        let never = || Moment { created: 0, nonce: "n".to_owned() };
        SignedHttp::new(&config, Arc::new(never)).map(drop)
    }

    // Holds T5.
    #[test]
    fn settings_that_cannot_work_are_told() {
        let secret = [7; 32];
        assert_eq!(with("https://partner.example/warung/", "warung", &secret), Ok(()));
        assert_eq!(with("http://127.0.0.1:8080/partner", "warung", &secret), Ok(()));
        assert_eq!(with("http://[::1]:8080", "warung", &secret), Ok(()));
        assert!(matches!(
            with("http://partner.example", "warung", &secret),
            Err(SignedHttpError::Unencrypted(_))
        ));
        for address in ["", "partner", "ftp://partner", "https://a?b=c", "https://u:p@a"] {
            let refused = with(address, "warung", &secret);
            assert!(matches!(refused, Err(SignedHttpError::Address(_))), "{address}");
        }
        for name in ["", "a b", "a\"b"] {
            assert_eq!(with("https://a", name, &secret), Err(SignedHttpError::KeyName));
        }
        assert_eq!(with("https://a", "w", &secret[..31]), Err(SignedHttpError::Secret));
    }
}
