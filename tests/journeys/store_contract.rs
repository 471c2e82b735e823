//! The contract between what the phone promises and where it keeps it, run against the browser's
//! real databases: the same checks the store without a disk passes.

use warung_tests::browser::{Browser, Screen};
use warung_tests::server::Server;
use warung_tests::shop::{begin_check, check_says, offer_checks};
use warung_tests::story::Story;

// O2, O14
#[test]
fn the_real_databases_keep_the_contract() -> Story {
    let mut server = Server::demo()?;
    offer_checks(&mut server)?;
    let browser = Browser::open("store_contract", Screen::Phone)?;
    begin_check(&browser, &server.origin(), "stores")?;
    check_says(&browser, "done")?;
    Ok(browser.check_console()?)
}
