//! A phone finds no line, and its order travels in a file: saved to it on one phone, taken in at the
//! counter, which has no line either, and sent from there when the shop is back. It is one order,
//! also after the phone that made it has sent it once more.

use std::fs;

use anyhow::ensure;
use warung_domain::payment::PaymentMethod;
use warung_tests::people::{BU_TINI, SARI};
use warung_tests::places;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Seller, Shopper, marked, marked_as};
use warung_tests::story::Story;

// F1, F2, F4, F5
#[test]
fn an_order_carried_in_a_file_is_one_order() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("hand_over_unsent_orders", &server)?;
    sari.sign_in(&SARI)?;
    let tini = Seller::arrive("hand_over_unsent_orders", &server, &BU_TINI)?;
    tini.browser.wait_for(&marked("filter-open"))?;

    server.stop()?;
    sari.browser.expect_outage();
    tini.browser.expect_outage();
    sari.next_launch("/")?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::CashOnDelivery)?;
    let order = sari.place_order()?;
    let file = sari.save_unsent_to_a_file()?;
    // The phone is put away; what it has is in the file, too.
    sari.browser.go("about:blank")?;

    let folder = places::output("journeys/files")?;
    let path = folder.join("pesanan.warung.json");
    fs::write(&path, &file).map_err(anyhow::Error::from)?;
    tini.browser.choose_file(&marked("take-in"), &path)?;
    let shown = tini.browser.text(&marked("carried-entry"))?.to_lowercase();
    says_nothing_of(&shown, "telur")?;

    server.start()?;
    tini.browser.wait_for(&marked_as("carried-entry", "data-state", "answered"))?;
    SARI.has_orders(&server, 1)?;

    sari.open(&order)?;
    sari.sees_standing("accepted")?;
    sari.next_launch("/outbox")?;
    sari.browser.wait_gone(&marked("outbox-entry"))?;
    SARI.has_orders(&server, 1)?;
    tini.browser.press(&marked("carried-aside"))?;
    tini.browser.wait_gone(&marked("carried-entry"))?;
    tini.leave()?;
    Ok(sari.leave()?)
}

// F3
#[test]
fn a_file_that_is_none_of_ours_is_refused_in_words() -> Story {
    let server = Server::demo()?;
    let sari = Shopper::arrive("hand_over_strange_files", &server)?;
    let folder = places::output("journeys/files")?;
    let strange: [(&str, Vec<u8>); 4] = [
        ("portal.html", b"<!doctype html><title>Log in</title>".to_vec()),
        ("cut.warung.json", br#"{"typ":"warung-carry","v":1,"shop":"war"#.to_vec()),
        ("noise.warung.json", vec![0xff; 4_096]),
        ("large.warung.json", vec![b' '; 10 * 1024 * 1024]),
    ];
    for (name, content) in strange {
        let path = folder.join(name);
        fs::write(&path, content).map_err(anyhow::Error::from)?;
        sari.open("/outbox")?;
        sari.browser.choose_file(&marked("take-in"), &path)?;
        sari.browser.wait_for(&format!("{} [role=\"alert\"]", marked("taken-in")))?;
        let carried = sari.browser.count(&marked("carried-entry"))?;
        nothing(name, carried)?;
    }
    Ok(sari.leave()?)
}

fn nothing(name: &str, carried: u64) -> anyhow::Result<()> {
    ensure!(carried == 0, "{name} was taken in");
    Ok(())
}

fn says_nothing_of(shown: &str, secret: &str) -> anyhow::Result<()> {
    ensure!(!shown.contains(secret), "the carrier reads what is in it: {shown}");
    Ok(())
}
