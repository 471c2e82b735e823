//! The people of the stories, and how somebody becomes one without a browser.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use warung_domain::protocol::{MyChanges, SessionView};

use crate::http::Client;
use crate::server::Server;
use crate::waiting::{PATIENCE, until};

/// Somebody with an account.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    pub name: &'static str,
    pub phone: &'static str,
    pub password: &'static str,
}

/// The demo's shopper, as the start of the server prints them.
pub const SARI: Person = Person { name: "Sari", phone: "+6281200000001", password: "rahasia-sari" };

/// The demo's seller of food.
pub const BU_TINI: Person =
    Person { name: "Bu Tini", phone: "+6281200000011", password: "rahasia-toko" };

/// Who helps at Bu Tini's.
pub const ANI: Person = Person { name: "Ani", phone: "+6281200000021", password: "rahasia-ani" };

/// Somebody the shop has never heard of.
pub const DEWI: Person =
    Person { name: "Dewi Lestari", phone: "081355501234", password: "gula-jawa-77" };

/// Digits of a code by text message.
const CODE_DIGITS: usize = 6;

impl Person {
    /// Signs in; the client keeps the session.
    pub fn sign_in(&self, client: &mut Client) -> Result<SessionView> {
        let form = json!({ "phone": self.phone, "password": self.password });
        client.post("/api/v1/session", &form)?.json()
    }

    /// Waits until the shop has so many orders of theirs.
    pub fn has_orders(&self, server: &Server, wanted: usize) -> Result<()> {
        let mut client = server.client();
        self.sign_in(&mut client)?;
        until(PATIENCE, "the orders at the shop", || {
            let mine: MyChanges = client.get("/api/v1/me/changes?since=0")?.json()?;
            ensure!(mine.orders.len() == wanted, "the shop has {} orders", mine.orders.len());
            Ok(())
        })
    }

    /// Signs up with the code from the text message; the client keeps the session.
    pub fn sign_up(&self, client: &mut Client) -> Result<SessionView> {
        let form = json!({ "phone": self.phone, "name": self.name, "password": self.password });
        let answer = client.post("/api/v1/accounts", &form)?;
        ensure!(answer.status == 202, "signing up answered {}: {}", answer.status, answer.text());
        let sent_to: Value = serde_json::from_slice(&answer.body)?;
        let number = sent_to["phone"].as_str().context("no number was named")?;
        let board = client.get("/simulator/sms")?.text();
        let code = code_for(number, &board)?;
        let form = json!({ "phone": self.phone, "code": code });
        client.post("/api/v1/accounts/verify", &form)?.json()
    }
}

/// The code in the newest message to a number. Takes the board as text or as HTML.
pub fn code_for(number: &str, board: &str) -> Result<String> {
    let (_, message) = board.split_once(number).context("no message to that number")?;
    let runs = message.split(|c: char| !c.is_ascii_digit());
    let code = runs.into_iter().find(|digits| digits.len() == CODE_DIGITS);
    Ok(code.with_context(|| format!("no code in: {message}"))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_newest_to_that_number() {
        let board = "<li>+6281 22/11/2026 11.00 Kode 123456.</li><li>+6282 222222</li><li>+6281 999999</li>";
        assert_eq!(code_for("+6281", board).unwrap(), "123456");
        assert_eq!(code_for("+6282", board).unwrap(), "222222");
        assert!(code_for("+6283", board).is_err());
    }
}
