//! The partners over real HTTP: the contract, and everybody who is not let in.

use super::{Dice, Hands, Town};
use crate::biller::contract::{Company, Conduct, keeps_the_contract};
use crate::biller::signature::{Moment, RequestParts, SharedKey, Signed, sign_request};
use crate::biller::signed_http::{SignedHttp, SignedHttpConfig};
use crate::biller::{Biller, BillerError, Purchase};
use crate::service::effects::{Clock, Entropy, moments};
use crate::simulator::PartnerMood;
use reqwest::StatusCode;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use warung_domain::money::{Currency, Money};

struct Electricity {
    town: Town,
    biller: SignedHttp,
}

fn reached(town: &Town, address: &str, secret: Vec<u8>) -> SignedHttp {
    let config = SignedHttpConfig {
        address: address.to_owned(),
        key_id: town.simulator.partner_key_id().to_owned(),
        secret,
        timeout: Duration::from_secs(10),
        currency: Currency::IDR,
    };
    let clock: Arc<dyn Clock> = Arc::clone(&town.clock) as Arc<Hands>;
    let entropy: Arc<dyn Entropy> = Arc::new(Dice(AtomicU64::new(1)));
    SignedHttp::new(&config, moments(clock, entropy)).unwrap()
}

async fn opened() -> Electricity {
    let town = Town::open().await;
    let address = format!("{}/partner/listrik", town.base);
    let biller = reached(&town, &address, town.simulator.partner_secret());
    Electricity { town, biller }
}

impl Company for Electricity {
    fn biller(&self) -> &dyn Biller {
        &self.biller
    }

    fn behave(&self, conduct: Conduct) {
        let mood = match conduct {
            Conduct::Prompt => PartnerMood::Prompt,
            Conduct::Late => PartnerMood::Late,
            Conduct::Refusing => PartnerMood::Refusing,
            Conduct::AnswerLost => PartnerMood::AnswerLost,
            Conduct::Deaf => PartnerMood::Deaf,
        };
        self.town.simulator.set_partner_mood(mood).unwrap();
    }

    fn wait(&self) {
        self.town.pass(20);
    }

    fn done(&self) -> usize {
        let asked = self.town.simulator.partner_payments(99).unwrap();
        let is_paid = |it: &&crate::simulator::partner::Asked| {
            matches!(it.stand, crate::simulator::partner::Stand::Paid { .. })
        };
        asked.iter().filter(is_paid).count()
    }
}

// Holds T1, T2, T3, T4.
#[tokio::test]
async fn the_signed_partner_keeps_the_contract() {
    keeps_the_contract(opened).await;
}

fn purchase(reference: &str) -> Purchase {
    Purchase {
        reference: reference.to_owned(),
        customer: "14235678901".to_owned(),
        product: None,
        amount: Money::new(20_000, Currency::IDR),
        quote: None,
    }
}

// Holds T2.
#[tokio::test]
async fn a_partner_forgets_nothing_when_it_restarts() {
    let company = opened().await;
    let done = company.biller.pay(&purchase("r-1")).await.unwrap();
    let restarted = company.town.restarted();
    let asked = restarted.partner_payments(9).unwrap();
    assert_eq!((asked.len(), asked[0].reference.as_str()), (1, "r-1"));
    assert_eq!(company.biller.advise("r-1").await, Ok(done));
}

// Holds T4.
#[tokio::test]
async fn nobody_else_is_let_in_and_nobody_twice() {
    let company = opened().await;
    let town = &company.town;
    let path = "/simulator/partner/listrik/v1/advices";
    let url = format!("{}/partner/listrik/v1/advices", town.base);
    let authority = town.base.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let body = br#"{"reference":"r-1"}"#;
    let key = SharedKey::new(town.simulator.partner_key_id(), &town.simulator.partner_secret());
    let now = town.clock.now().millis() / 1_000;
    let parts = RequestParts { method: "POST", authority, path, body };
    let at = |created, nonce: &str| Moment { created, nonce: nonce.to_owned() };
    let send = async |signed: &Signed, body: &[u8]| {
        let request = town.http.post(&url).body(body.to_vec());
        let request = request.header("content-digest", &signed.digest);
        let request = request.header("signature-input", &signed.input);
        request.header("signature", &signed.signature).send().await.unwrap()
    };
    let good = sign_request(&key, &parts, &at(now, "n-1"));
    let answer = send(&good, body).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().contains_key("signature"));
    assert!(answer.text().await.unwrap().contains(r#""status":"unknown""#));
    let again = send(&good, body).await;
    assert_eq!(again.status(), StatusCode::UNAUTHORIZED, "overheard and sent once more");
    assert!(!again.headers().contains_key("signature"));
    assert!(again.text().await.unwrap().contains("used before"));
    let wrong = SharedKey::new(town.simulator.partner_key_id(), &[9; 32]);
    for (signed, body) in [
        (sign_request(&key, &parts, &at(now - 301, "n-2")), &body[..]),
        (sign_request(&key, &parts, &at(now + 301, "n-3")), body),
        (sign_request(&wrong, &parts, &at(now, "n-4")), body),
        (sign_request(&key, &parts, &at(now, "n-5")), br#"{"reference":"r-2"}"#),
        (
            sign_request(&key, &RequestParts { path: "/v1/reversals", ..parts }, &at(now, "n-6")),
            body,
        ),
    ] {
        assert_eq!(send(&signed, body).await.status(), StatusCode::UNAUTHORIZED, "{signed:?}");
    }
    let unsigned = town.http.post(&url).body(body.to_vec()).send().await.unwrap();
    assert_eq!(unsigned.status(), StatusCode::UNAUTHORIZED);
    // What was refused has not used its number up.
    assert_eq!(send(&sign_request(&key, &parts, &at(now, "n-4")), body).await.status(), 200);
}

// Holds T4.
#[tokio::test]
async fn only_the_partner_answers_for_the_partner() {
    let company = opened().await;
    let town = &company.town;
    let address = format!("{}/partner/listrik", town.base);
    // Somebody who does not know the key gets no word out of it, and what it says counts for
    // nothing: not even that it refused.
    let stranger = reached(town, &address, vec![9; 32]);
    let told = stranger.pay(&purchase("r-1")).await;
    assert!(matches!(told, Err(BillerError::Unknown(_))), "{told:?}");
    assert_eq!(company.done(), 0);
    // A page that is no partner's.
    let elsewhere = reached(town, &format!("{}/partner/nobody", town.base), vec![9; 32]);
    let told = elsewhere.advise("r-1").await;
    assert!(matches!(told, Err(BillerError::Unknown(_))), "{told:?}");
    // Where nobody listens nothing was sent.
    let nowhere = reached(town, "http://127.0.0.1:9", town.simulator.partner_secret());
    let told = nowhere.pay(&purchase("r-1")).await;
    assert!(matches!(told, Err(BillerError::Unreachable(_))), "{told:?}");
}

#[tokio::test]
async fn the_page_shows_and_sets_how_partners_behave() {
    let company = opened().await;
    let town = &company.town;
    company.biller.pay(&purchase("r-1")).await.unwrap();
    let page = town.http.get(format!("{}/partner", town.base)).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("14235678901") && page.contains("LISTRIK-"), "{page}");
    let set = town.http.post(format!("{}/partner/mood", town.base));
    let set = set.form(&[("mood", "refusing")]).send().await.unwrap();
    assert!(set.status().is_success(), "led back to the page");
    assert_eq!(town.simulator.partner_mood().unwrap(), PartnerMood::Refusing);
}
