//! Something is sold over the counter with no signal: more of it than the shelf's record holds. The
//! sale is saved on the device, survives the app being closed, reaches the shop by itself, once, and
//! what the shelf did not have is shown as to be settled.

use anyhow::{Context, Result, ensure};
use warung_domain::protocol::StockToSettle;
use warung_tests::people::BU_TINI;
use warung_tests::server::Server;
use warung_tests::shop::{Seller, marked, marked_as};
use warung_tests::story::Story;

/// How many more are sold than the record holds.
const SHORT: u64 = 2;

// P6, O2, O7
#[test]
fn a_sale_without_signal_is_recorded_once_and_its_debt_is_shown() -> Story {
    let mut server = Server::demo()?;
    let mut bu_tini = Seller::arrive("counter_sale_offline", &server, &BU_TINI)?;
    bu_tini.is_kept()?;
    bu_tini.browser.press(&marked("tab-till"))?;
    bu_tini.browser.wait_for(&marked("sales-empty"))?;
    bu_tini.browser.fill(&marked("sale-search"), "xyzzy")?;
    bu_tini.browser.wait_for(&marked("sale-nothing"))?;
    bu_tini.browser.fill(&marked("sale-search"), "telur ayam negeri")?;
    let on_the_shelf = on_the_shelf(&bu_tini)?;

    server.stop()?;
    bu_tini.browser.expect_outage();
    bu_tini.next_launch("/counter/till")?;
    bu_tini.ring_up("telur ayam negeri")?;
    let wanted = (on_the_shelf + SHORT).to_string();
    bu_tini.browser.fill(&marked("sale-quantity"), &wanted)?;
    bu_tini.browser.wait_text_in(&marked("sale-short"), &SHORT.to_string())?;
    bu_tini.browser.press(&marked("sale-record"))?;
    bu_tini.sees_the_sale("saved")?;
    bu_tini.browser.wait_gone(&marked("sale-line"))?;
    bu_tini.next_launch("/counter/till")?;
    bu_tini.sees_the_sale("saved")?;

    server.start()?;
    bu_tini.sees_the_sale("accepted")?;
    bu_tini.browser.wait_for(&marked_as("to-settle", "data-units", &SHORT.to_string()))?;
    bu_tini.browser.fill(&marked("sale-search"), "telur ayam negeri")?;
    bu_tini.browser.wait_text_in(&marked("shelf-to-settle"), &SHORT.to_string())?;
    one_sale_is_listed(&bu_tini)?;
    the_shop_is_owed(&server, SHORT)?;
    Ok(bu_tini.leave()?)
}

/// What the first row found says is there.
fn on_the_shelf(seller: &Seller) -> Result<u64> {
    let note = seller.browser.text(&format!("{} .stock-note", marked("sale-found")))?;
    let number: String = note.chars().filter(char::is_ascii_digit).collect();
    number.parse().with_context(|| format!("“{note}” names no number"))
}

fn one_sale_is_listed(seller: &Seller) -> Result<()> {
    let count = seller.browser.count(&marked("sale"))?;
    ensure!(count == 1, "{count} sales are listed");
    Ok(())
}

fn the_shop_is_owed(server: &Server, units: u64) -> Result<()> {
    let mut client = server.client();
    BU_TINI.sign_in(&mut client)?;
    let owed: StockToSettle = client.get("/api/v1/seller/stock-to-settle")?.json()?;
    let found: Vec<u64> = owed.lines.iter().map(|line| line.units.into()).collect();
    ensure!(found == [units], "the shop is owed {found:?}");
    Ok(())
}
