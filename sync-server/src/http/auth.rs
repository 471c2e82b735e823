//! Who is calling: the session cookie, and from where.
//!
//! Over https the cookie has the `__Host-` prefix, so that no neighbouring
//! subdomain can plant one; the plain name is for a shop on one's own machine.

use super::Http;
use super::problem::Problem;
use crate::config::ShopConfig;
use crate::service::accounts::{self, AccountRecord, CODE_SECONDS, SESSION_SECONDS, Secret};
use crate::service::kiosk::{self, KioskRecord};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use warung_domain::ids::SellerId;
use warung_domain::protocol::{ProblemKind, Role};

/// The cookies of the shop.
#[derive(Debug, Clone, Copy)]
pub enum Cookie {
    Session,
    /// Ties a code by text message to the browser that asked for it.
    SignUp,
    /// A self-service machine's own.
    Kiosk,
}

impl Cookie {
    const fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Session, true) => "__Host-warung",
            (Self::Session, false) => "warung",
            (Self::SignUp, true) => "__Host-warung-sign-up",
            (Self::SignUp, false) => "warung-sign-up",
            (Self::Kiosk, true) => "__Host-warung-kiosk",
            (Self::Kiosk, false) => "warung-kiosk",
        }
    }

    const fn seconds(self) -> i64 {
        match self {
            Self::Session => SESSION_SECONDS,
            Self::SignUp => CODE_SECONDS,
            Self::Kiosk => KIOSK_SECONDS,
        }
    }

    /// The `Set-Cookie` that hands the secret over.
    #[must_use]
    pub fn hand_over(self, config: &ShopConfig, secret: &Secret) -> String {
        self.line(config, &secret.reveal(), self.seconds())
    }

    /// The `Set-Cookie` that takes it back.
    #[must_use]
    pub fn take_back(self, config: &ShopConfig) -> String {
        self.line(config, "", 0)
    }

    fn line(self, config: &ShopConfig, value: &str, seconds: i64) -> String {
        let name = self.name(config.is_https());
        let secure = if config.is_https() { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
    }

    /// The secret the browser sent, if it can be one of ours.
    #[must_use]
    pub fn read(self, config: &ShopConfig, headers: &HeaderMap) -> Option<Secret> {
        let name = self.name(config.is_https());
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .and_then(|(_, value)| Secret::parse(value))
    }
}

/// A year: a machine stands where it stands.
const KIOSK_SECONDS: i64 = 365 * 24 * 3_600;

/// A machine that a seller put up.
pub struct AtKiosk(pub KioskRecord);

impl FromRequestParts<Http> for AtKiosk {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        let secret = Cookie::Kiosk.read(&http.shop.config, &parts.headers);
        Ok(Self(kiosk::machine(&http.shop, secret).await?))
    }
}

/// Somebody with a session.
pub struct SignedIn {
    pub account: AccountRecord,
}

impl FromRequestParts<Http> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        let secret = Cookie::Session
            .read(&http.shop.config, &parts.headers)
            .ok_or(ProblemKind::NotSignedIn)?;
        let account = accounts::session(&http.shop, &secret).await?;
        let account = account.ok_or(ProblemKind::NotSignedIn)?;
        Ok(Self { account })
    }
}

/// Somebody who sells here.
pub struct Selling {
    pub seller: SellerId,
}

impl FromRequestParts<Http> for Selling {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        match SignedIn::from_request_parts(parts, http).await?.account.role {
            Role::Seller { seller } => Ok(Self { seller }),
            Role::Shopper => Err(ProblemKind::NotAllowed.into()),
        }
    }
}

/// Where a request comes from, for limits. An IPv6 caller owns a whole /64, so
/// that is what counts. `X-Forwarded-For` is believed only behind a proxy, and
/// then only the entry that the proxy itself appended.
pub struct Caller(pub String);

impl FromRequestParts<Http> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let ip = if http.behind_proxy { forwarded(&parts.headers).or(peer) } else { peer };
        Ok(Self(ip.map_or_else(|| "unknown".to_owned(), neighbourhood)))
    }
}

fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

fn neighbourhood(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encrypted_shop_has_the_strictest_cookie() {
        let plain = crate::service::testing::config();
        let encrypted = ShopConfig { public_url: "https://toko.example".into(), ..plain.clone() };
        let secret = Secret::draw(&crate::service::effects::SystemEntropy::default());
        let line = Cookie::Session.hand_over(&encrypted, &secret);
        assert!(line.starts_with("__Host-warung="), "{line}");
        assert!(line.ends_with("; Path=/; Max-Age=5184000; HttpOnly; SameSite=Lax; Secure"));
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, line.split(';').next().unwrap().parse().unwrap());
        assert!(Cookie::Session.read(&encrypted, &headers) == Some(secret));
        assert!(Cookie::Session.read(&plain, &headers).is_none(), "another name over plain http");
    }

    #[test]
    fn one_household_counts_as_one() {
        assert_eq!(neighbourhood("::ffff:10.0.0.1".parse().unwrap()), "10.0.0.1");
        assert_eq!(neighbourhood("2001:db8:1:2:3::4".parse().unwrap()), "2001:db8:1:2::/64");
    }

    #[test]
    fn only_the_proxys_own_entry_is_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "1.1.1.1, 2.2.2.2".parse().unwrap());
        assert_eq!(forwarded(&headers), Some("2.2.2.2".parse().unwrap()));
    }
}
