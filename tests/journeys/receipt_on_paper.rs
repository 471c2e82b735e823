//! A receipt on paper convinces a stranger: a scanner reads its QR off the page, the link opens the
//! shop's page for checking receipts on a phone that never signed in, and with the shop gone it says
//! what the paper says. Printed on a roll the document is one page, as long as it is.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_domain::payment::PaymentMethod;
use warung_domain::receipt::on_paper::Named;
use warung_tests::browser::Engine;
use warung_tests::paper;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Shopper, marked, marked_as, pay_at_the_till};
use warung_tests::story::Story;

// Holds R9, R10.
#[test]
fn a_stranger_scans_it_with_the_shop_gone() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("receipt_on_paper", &server)?;
    sari.keep_pictures("journeys/receipt_on_paper")?;
    sari.sign_in(&SARI)?;
    sari.search("telur ayam negeri")?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::PickUp, PaymentMethod::VaBca)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;
    pay_at_the_till(&server, &sari.read_the_slip()?)?;
    sari.open(&order)?;
    sari.sees_standing("paid")?;
    let number = sari.see_valid_receipt()?;
    let seen = sari.hold_out(&marked("qr"))?;
    sari.picture("held-out")?;
    let page = format!("{}/verify#", server.origin());
    let carried = seen.text.strip_prefix(&page).context("the QR leads elsewhere")?;
    assert!(carried.starts_with("r1"), "the QR names what it could carry: {carried}");
    prints_on_a_roll(&sari)?;
    let named = Named::of(&receipt_text(&sari)?).context("the receipt has no name")?;

    let stranger = Shopper::arrive("receipt_on_paper_stranger", &server)?;
    names_are_fetched(&stranger, &page, &named, &number)?;
    server.stop()?;
    sari.browser.expect_outage();
    says(&stranger, &seen.text, &number)?;
    let at = seen.text.len() - 200;
    let other = if &seen.text[at..=at] == "7" { "8" } else { "7" };
    let altered = format!("{}{other}{}", &seen.text[..at], &seen.text[at + 1..]);
    stranger.browser.go(&altered)?;
    stranger.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "false"))?;
    stranger.browser.go(&format!("{page}{named}"))?;
    stranger.browser.wait_for(&marked("verify-no-line"))?;
    without_a_reader(&stranger, &seen.text)?;
    through_the_camera(&stranger, &seen.text, &number)?;
    stranger.leave()?;
    Ok(sari.leave()?)
}

/// Opened as a link the page shows the receipt with that number.
fn says(stranger: &Shopper, link: &str, number: &str) -> Result<()> {
    stranger.browser.go(link)?;
    stranger.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
    stranger.browser.wait_text_in(&marked("receipt-number"), number)
}

/// A document that is only named comes from the shop; its id alone opens nothing.
fn names_are_fetched(stranger: &Shopper, page: &str, named: &Named, number: &str) -> Result<()> {
    says(stranger, &format!("{page}{named}"), number)?;
    stranger.browser.wait_for(&marked_as("receipt-log", "data-logged", "true"))?;
    let other = Named { hash: warung_domain::receipt::on_paper::DocumentHash::of("x"), ..*named };
    stranger.browser.expect_faults();
    stranger.browser.go(&format!("{page}{other}"))?;
    stranger.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "false"))
}

/// A browser that cannot read codes says so, and takes the link as text.
fn without_a_reader(stranger: &Shopper, link: &str) -> Result<()> {
    stranger.open("/verify")?;
    stranger.browser.wait_for(&marked("verify-scan"))?;
    stranger.browser.js("delete window.BarcodeDetector", &json!([]))?;
    stranger.browser.press(&marked("verify-scan"))?;
    stranger.browser.wait_for(&marked("verify-no-code"))?;
    stranger.browser.fill("#verify-text", link)?;
    stranger.browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))
}

/// A browser that can, here one that is lent a reader and a camera.
fn through_the_camera(stranger: &Shopper, link: &str, number: &str) -> Result<()> {
    let lend = "
        window.BarcodeDetector = class {
            async detect() { return window.shown ? [{ rawValue: window.shown }] : []; }
        };
        const film = document.createElement('canvas');
        film.width = film.height = 64;
        // A stream brings a frame when something moves.
        setInterval(() => film.getContext('2d').fillRect(Math.random() * 64, 0, 9, 64), 50);
        navigator.mediaDevices.getUserMedia = async () => (window.film = film.captureStream(5));";
    let browser = &stranger.browser;
    stranger.open("/verify")?;
    browser.wait_for(&marked("verify-scan"))?;
    browser.js(lend, &json!([]))?;
    browser.press(&marked("verify-scan"))?;
    browser.wait_for(&marked("verify-camera"))?;
    browser.js("window.shown = arguments[0]", &json!([link]))?;
    browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
    browser.wait_text_in(&marked("receipt-number"), number)?;
    browser.wait_gone(&marked("verify-camera"))?;
    let off = "window.film.getTracks().every(track => track.readyState === 'ended')";
    browser.wait_js("the camera to be off", off)?;

    browser.press(&marked("verify-clear"))?;
    browser.wait_gone(&marked("receipt-verdict"))?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let picture = folder.path().join("receipt.png");
    browser.screenshot(&picture)?;
    browser.choose_file(&marked("verify-file"), &picture)?;
    browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))?;
    browser.js("window.shown = ''", &json!([]))?;
    browser.choose_file(&marked("verify-file"), &picture)?;
    browser.wait_for(&marked("verify-no-code"))
}

/// The compact JWS in the file of the receipt on screen.
fn receipt_text(sari: &Shopper) -> Result<String> {
    let file: serde_json::Value = serde_json::from_str(&sari.receipt_file()?)?;
    Ok(file["receipt"].as_str().context("no receipt in the file")?.to_owned())
}

/// The roll is as wide as was chosen and ends with the document.
fn prints_on_a_roll(sari: &Shopper) -> Result<()> {
    let browser = &sari.browser;
    // The dialogue would wait for a person.
    browser.js("window.print = () => { window.printed = true; }", &json!([]))?;
    for (paper, width) in [("paper-58", 58), ("paper-80", 80)] {
        browser.press(&marked(paper))?;
        browser.js("window.printed = false", &json!([]))?;
        browser.press(&marked("receipt-print"))?;
        browser.wait_js("the print dialogue", "window.printed")?;
        if Engine::has_devtools()? {
            let (pages, printed) = printed(sari)?;
            ensure!(pages == 1, "{paper}: {pages} pages");
            ensure!(printed == width, "{paper}: {printed} mm wide");
        }
    }
    browser.press(&marked("paper-a4"))
}

/// How many pages a printer gets, and how many millimetres wide the first is.
fn printed(sari: &Shopper) -> Result<(usize, u64)> {
    let pdf = paper::document(&sari.browser)?;
    let pdf = String::from_utf8_lossy(&pdf);
    let pages = pdf.matches("/Type /Page\n").count();
    let (_, area) = pdf.split_once("/MediaBox [0 0 ").context("no page in the PDF")?;
    // 72 points are an inch.
    let points: u64 = area.split(['.', ' ']).next().unwrap_or_default().parse()?;
    Ok((pages, (points * 254 + 360) / 720))
}
