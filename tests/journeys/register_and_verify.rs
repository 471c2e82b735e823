//! Somebody new: signs up with a phone number as Indonesians write it, proves it with the code from
//! the text message, signs out, signs in again, and is still signed in without a server.

use warung_tests::people::DEWI;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

/// What the number becomes wherever it is kept.
const IN_ONE_SPELLING: &str = "+6281355501234";

#[test]
fn a_new_shopper_proves_the_number_and_stays_signed_in() -> Story {
    let mut server = Server::demo()?;
    let mut dewi = Shopper::arrive("register_and_verify", &server)?;
    dewi.ask_for_account(&DEWI)?;
    let code = dewi.read_the_message(IN_ONE_SPELLING)?;
    dewi.enter_code(&code)?;
    dewi.go_to_tab("/account")?;
    dewi.browser.wait_text(DEWI.name)?;

    dewi.browser.press(&marked("sign-out"))?;
    dewi.browser.wait_js(
        "nobody to be signed in",
        &format!("!document.body.innerText.includes('{}')", DEWI.name),
    )?;
    dewi.sign_in(&DEWI)?;
    dewi.go_to_tab("/account")?;
    dewi.browser.wait_text(DEWI.name)?;

    server.stop()?;
    dewi.browser.expect_outage();
    dewi.next_launch("/account")?;
    dewi.browser.wait_text(DEWI.name)?;
    Ok(dewi.leave()?)
}
