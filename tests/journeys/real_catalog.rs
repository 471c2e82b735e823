//! A real shop's export goes in through the command line and is sold from: riyals on the shelf,
//! rupiah at the till.

use anyhow::{Context, Result, ensure};
use warung_domain::payment::PaymentMethod;
use warung_tests::device::Offer;
use warung_tests::furniture;
use warung_tests::people::DEWI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper, pay_at_the_till};
use warung_tests::story::Story;

#[test]
fn a_furniture_shop_opens_with_its_own_export() -> Story {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let file = furniture::export(folder.path())?;
    let mut server = Server::prepared(&furniture::SELLING)?;
    let said = server.import(&file, &["--currency", "SAR"])?;
    counts(&said)?;
    let again = server.import(&file, &["--currency", "SAR"])?;
    server.start()?;
    let offer = Offer::read(&mut server.client())?;
    stocked(&offer, &again)?;

    let mut dewi = Shopper::arrive("real_catalog", &server)?;
    DEWI.sign_up(&mut server.client())?;
    dewi.sign_in(&DEWI)?;
    server.stop()?;
    dewi.browser.expect_outage();
    dewi.next_launch("/")?;
    dewi.search("bar table")?;
    dewi.open_found(is_below_the_tills_limit)?;
    dewi.add_to_cart()?;
    dewi.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::Alfamart)?;
    let order = dewi.place_order()?;
    dewi.sees_standing("saved")?;

    server.start()?;
    dewi.sees_standing("accepted")?;
    let slip = dewi.read_the_slip()?;
    in_rupiah(&slip.amount)?;
    pay_at_the_till(&server, &slip)?;
    dewi.open(&order)?;
    dewi.sees_standing("paid")?;
    dewi.see_valid_receipt()?;
    Ok(dewi.leave()?)
}

/// A minimarket takes some five hundred riyals at most. Rows end in their price: `SAR 345,00`.
fn is_below_the_tills_limit(row: &str) -> bool {
    let price = row.lines().rev().find(|line| line.contains("SAR")).unwrap_or_default();
    let halalas: String = price.chars().filter(char::is_ascii_digit).collect();
    halalas.parse::<u32>().is_ok_and(|halalas| (500..50_000).contains(&halalas))
}

fn counts(said: &str) -> Result<()> {
    let digits = said.replace(['.', ','], "");
    for count in [furniture::PRODUCTS, furniture::ROWS] {
        ensure!(digits.contains(&count.to_string()), "the import does not report {count}:\n{said}");
    }
    Ok(())
}

fn stocked(offer: &Offer, second_import: &str) -> Result<()> {
    let products = usize::try_from(offer.products())?;
    ensure!(
        products == furniture::PRODUCTS,
        "{products} products after the second import:\n{second_import}"
    );
    Ok(())
}

fn in_rupiah(amount: &str) -> Result<()> {
    ensure!(amount.contains("Rp"), "the till takes rupiah, the phone shows {amount}");
    Ok(())
}
