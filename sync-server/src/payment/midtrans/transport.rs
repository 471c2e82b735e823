//! One HTTPS call, and whether its answer can be believed.

use super::answer::Answer;
use super::{MidtransConfig, MidtransConfigError};
use crate::payment::GatewayError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, Url, redirect};
use serde_json::Value;

/// Answers are a few kilobytes; whoever sends more is not the gateway.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Longer keys are not looked at.
const LONGEST_KEY: usize = 46;

pub(super) struct Transport {
    client: Client,
    /// Ends in `/v2/`.
    base: String,
    authorization: HeaderValue,
}

impl Transport {
    pub(super) fn new(config: &MidtransConfig) -> Result<Self, MidtransConfigError> {
        let base = config.base_url.trim_end_matches('/');
        let url = Url::parse(base)
            .map_err(|error| MidtransConfigError::Address(format!("{base}: {error}")))?;
        match url.scheme() {
            "https" => {}
            "http" if is_this_machine(&url) => {}
            "http" => return Err(MidtransConfigError::Unencrypted(base.to_owned())),
            _ => return Err(MidtransConfigError::Address(base.to_owned())),
        }
        let client = Client::builder()
            .timeout(config.timeout)
            .no_proxy()
            // A moved gateway is a changed setting, not something to follow with a key in hand.
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| MidtransConfigError::Client(error.to_string()))?;
        if config.server_key.trim().is_empty() {
            return Err(MidtransConfigError::ServerKey);
        }
        let mut authorization = HeaderValue::from_str(&basic(&config.server_key))
            .map_err(|_| MidtransConfigError::ServerKey)?;
        authorization.set_sensitive(true);
        Ok(Self { client, base: format!("{base}/v2/"), authorization })
    }

    pub(super) async fn get(&self, path: &str) -> Result<Answer, GatewayError> {
        self.call(self.client.get(self.address(path))).await
    }

    pub(super) async fn post(
        &self,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, GatewayError> {
        let request = self.client.post(self.address(path));
        self.call(match body {
            Some(body) => request.json(body),
            None => request,
        })
        .await
    }

    /// Under a key, so that a call whose answer got lost is answered the same again. Gateways
    /// remember keys for minutes and in some channels not at all: this spares work, and the id
    /// in the body is what makes it safe.
    pub(super) async fn post_once(
        &self,
        path: &str,
        body: &Value,
        key: &str,
    ) -> Result<Answer, GatewayError> {
        let request = self.client.post(self.address(path)).json(body);
        self.call(match key.len() {
            0..=LONGEST_KEY => request.header("idempotency-key", key),
            _ => request,
        })
        .await
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn call(&self, request: RequestBuilder) -> Result<Answer, GatewayError> {
        let response = request
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json")
            .send()
            .await
            .map_err(unknown)?;
        let status = response.status();
        if status.is_server_error() || status.is_redirection() {
            return Err(GatewayError::Unknown(format!("HTTP {status}")));
        }
        let body = read_all(response).await?;
        Answer::read(&body).map_err(|error| {
            GatewayError::Unknown(format!("HTTP {status}, not an answer: {error}"))
        })
    }
}

/// The whole body, unless it is cut short or has no end.
async fn read_all(mut response: Response) -> Result<Vec<u8>, GatewayError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unknown)? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(GatewayError::Unknown("the answer does not end".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Addresses stay out of logs: they hold nothing secret today, and shall not tomorrow.
fn unknown(error: reqwest::Error) -> GatewayError {
    GatewayError::Unknown(error.without_url().to_string())
}

/// Basic authentication with the key as the name and no password.
fn basic(server_key: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{server_key}:")))
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn with(base_url: &str, server_key: &str) -> Result<(), MidtransConfigError> {
        Transport::new(&MidtransConfig {
            base_url: base_url.to_owned(),
            server_key: server_key.to_owned(),
            timeout: Duration::from_secs(1),
        })
        .map(drop)
    }

    #[test]
    fn signs_in_as_the_manual_shows() {
        assert_eq!(
            basic("SB-Mid-server-abc123cde456"),
            "Basic U0ItTWlkLXNlcnZlci1hYmMxMjNjZGU0NTY6"
        );
    }

    #[test]
    fn the_key_never_travels_unencrypted() {
        assert_eq!(with("https://gateway.example", "k"), Ok(()));
        assert_eq!(with("http://127.0.0.1:8080/simulator/", "k"), Ok(()));
        assert_eq!(with("http://[::1]:8080", "k"), Ok(()));
        assert!(matches!(
            with("http://gateway.example", "k"),
            Err(MidtransConfigError::Unencrypted(_))
        ));
        assert!(matches!(with("gateway", "k"), Err(MidtransConfigError::Address(_))));
        assert!(matches!(with("ftp://gateway", "k"), Err(MidtransConfigError::Address(_))));
        assert_eq!(with("https://gateway.example", ""), Err(MidtransConfigError::ServerKey));
    }
}
