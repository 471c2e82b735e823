//! The shop has lost its books and begins anew, with other prices, while somebody stands in it with a
//! full cart: the cart keeps its lines, the shelves become the new ones, the order goes through.

use anyhow::{Context, Result, ensure};
use warung_domain::payment::PaymentMethod;
use warung_tests::bench::catalog::goods::Row;
use warung_tests::market;
use warung_tests::people::DEWI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, HOME_IN_BANDUNG, Shopper};
use warung_tests::story::Story;

// C7
#[test]
fn a_full_cart_outlives_a_new_epoch() -> Story {
    let sold = market::assortment(300);
    let mut server = market::open(&sold.rows)?;
    let mut dewi = Shopper::arrive("catalog_new_epoch", &server)?;
    let wanted: Vec<&Row> = sold.rows.iter().filter(|row| row.stock > 5).take(3).collect();
    let (gone, stays) = wanted.split_first().context("nothing is sold")?;
    for row in &wanted {
        dewi.open(&row.path())?;
        dewi.add_to_cart()?;
    }
    let before = epoch(&server)?;

    server.stop()?;
    dewi.browser.expect_faults();
    lose_the_books(&server)?;
    let anew: Vec<Row> = sold.rows.iter().filter(|row| row.id != gone.id).map(dearer).collect();
    market::take_in(&server, &anew)?;
    server.start()?;
    is_another(&before, &epoch(&server)?)?;

    // Whoever only waits hears of it.
    dewi.open("/settings")?;
    dewi.browser.wait_js("the new catalog", "document.body.innerText.includes('299')")?;
    dewi.open(&gone.path())?;
    dewi.browser.wait_gone("[data-test=\"add-to-cart\"]")?;
    let lines = dewi.cart_lines()?;
    ensure_all_are_there(&lines, wanted.len())?;
    the_new_prices(&lines, stays)?;

    DEWI.sign_up(&mut server.client())?;
    dewi.sign_in(&DEWI)?;
    dewi.check_out(Delivery::To(HOME_IN_BANDUNG), PaymentMethod::CashOnDelivery)?;
    dewi.place_order()?;
    dewi.sees_standing("accepted")?;
    DEWI.has_orders(&server, 1)?;
    Ok(dewi.leave()?)
}

/// The key and the shop's name stay; everything that was counted is gone.
fn lose_the_books(server: &Server) -> Result<()> {
    for file in ["warung.sqlite", "warung.sqlite-wal", "warung.sqlite-shm"] {
        let file = server.data().join(file);
        if file.exists() {
            std::fs::remove_file(file)?;
        }
    }
    Ok(())
}

fn dearer(row: &Row) -> Row {
    Row { price: row.price + 10_000, stock: row.stock.max(9), ..row.clone() }
}

fn epoch(server: &Server) -> Result<String> {
    let changes: serde_json::Value =
        server.client().get("/api/v1/catalog/changes?since=0")?.json()?;
    Ok(changes["epoch"].as_str().context("changes without an epoch")?.to_owned())
}

fn is_another(before: &str, after: &str) -> Result<()> {
    ensure!(before != after, "the epoch is still {after}");
    Ok(())
}

/// What is no longer sold keeps its line too, and says so.
fn ensure_all_are_there(lines: &[String], wanted: usize) -> Result<()> {
    ensure!(lines.len() == wanted, "the cart holds {lines:?}");
    Ok(())
}

fn the_new_prices(lines: &[String], wanted: &[&Row]) -> Result<()> {
    for row in wanted {
        let price = market::rupiah(row.price + 10_000);
        let shown = lines.iter().any(|line| line.contains(&row.name) && line.contains(&price));
        ensure!(shown, "{} for {price} is not among {lines:?}", row.name);
    }
    Ok(())
}
