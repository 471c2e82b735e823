//! Orders and the account are a part of the app that comes after looking around. Where it does not
//! come, the page says so, the shelves stay open, and asking again is enough.

use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

#[test]
fn a_part_that_did_not_come_is_asked_for_again() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive_without_later_part("later_part", &server)?;

    sari.go_to_tab("/account")?;
    sari.browser.wait_for(&marked("fetch-part"))?;
    sari.go_to_tab("/")?;
    sari.browser.wait_for(&marked("product-card"))?;

    sari.go_to_tab("/account")?;
    sari.browser.wait_for(&marked("fetch-part"))?;
    sari.find_later_part()?;
    sari.browser.press(&marked("fetch-part"))?;
    sari.browser.wait_gone(&marked("fetch-part"))?;
    sari.browser.press(&marked("to-sign-in"))?;
    sari.browser.wait_address("/sign-in")?;
    Ok(sari.leave()?)
}
