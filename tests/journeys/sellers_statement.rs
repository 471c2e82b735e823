//! A seller sells something for cash and reads in the statement what was booked: the cash in the
//! till, the tax in it, that nobody owes anybody, and the same in a spreadsheet. With no shop to ask
//! the page says so and keeps what it shows.

use anyhow::{Result, ensure};
use warung_domain::protocol::SellerStatement;
use warung_tests::people::BU_TINI;
use warung_tests::server::Server;
use warung_tests::shop::{Seller, marked};
use warung_tests::story::Story;

// B7, B4
#[test]
fn a_seller_reads_what_was_booked() -> Story {
    let mut server = Server::demo()?;
    let bu_tini = Seller::arrive("sellers_statement", &server, &BU_TINI)?;
    let browser = &bu_tini.browser;
    bu_tini.open("/counter/statement")?;
    browser.wait_text_in(".empty", "catatan")?;

    browser.press(&marked("tab-till"))?;
    bu_tini.ring_up("telur ayam negeri")?;
    browser.press(&marked("sale-record"))?;
    bu_tini.sees_the_sale("accepted")?;
    shows_what_was_booked(&bu_tini, &server)?;

    server.stop()?;
    browser.expect_outage();
    browser.press(&marked("tab-receipts"))?;
    browser.press(&marked("open-statement"))?;
    browser.wait_for(".notice-warn")?;
    browser.wait_for(&marked("statement-line"))?;
    Ok(bu_tini.leave()?)
}

fn shows_what_was_booked(bu_tini: &Seller, server: &Server) -> Result<()> {
    let browser = &bu_tini.browser;
    let booked = booked(server)?;
    ensure!(booked.lines.len() == 1, "booked is {:?}", booked.lines);
    let cash = booked.totals.cash;
    ensure!(cash.minor() > 0 && booked.totals.owed.is_zero(), "totals are {:?}", booked.totals);

    browser.press(&marked("tab-receipts"))?;
    browser.press(&marked("open-statement"))?;
    browser.wait_for(&marked("statement-line"))?;
    let digits = |text: String| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let shown = digits(browser.text(&marked("statement-cash"))?);
    ensure!(shown == cash.minor().to_string(), "shown is {shown}, booked {cash:?}");
    ensure!(digits(browser.text(&marked("statement-owed"))?) == "0", "somebody owes something");

    let href = browser.attribute(&marked("statement-csv"), "href")?;
    let mut client = server.client();
    BU_TINI.sign_in(&mut client)?;
    let sheet = client.get(&href)?.text();
    ensure!(sheet.lines().count() == 3, "a heading, a sale and the total: {sheet}");
    Ok(())
}

fn booked(server: &Server) -> Result<SellerStatement> {
    let mut client = server.client();
    BU_TINI.sign_in(&mut client)?;
    client.get("/api/v1/seller/statement")?.json()
}
