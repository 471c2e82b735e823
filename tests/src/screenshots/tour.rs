//! The way through the app, station by station.

use anyhow::Result;
use warung_domain::payment::PaymentMethod;

use super::photographer::Photographer;
use crate::browser::{Browser, Screen};
use crate::people::{BU_TINI, DEWI, SARI};
use crate::server::Server;
use crate::shop::{
    Delivery, HOME_IN_BANDUNG, Seller, Shopper, fill_in_top_up, marked, marked_as, pay_at_the_till,
};

/// Looks at everything, in the order in which a shop comes to it.
pub fn go(photographer: &mut Photographer) -> Result<()> {
    let mut server = Server::demo()?;
    let sari = Shopper::arrive_at("screenshots", &server, Screen::Desktop)?;
    as_a_guest(photographer, &sari)?;

    sari.sign_in(&SARI)?;
    let mut sari = sari;
    let accepted = order(&mut sari, "telur ayam negeri", PaymentMethod::Indomaret)?;
    let slip = sari.read_the_slip()?;
    let paid = order(&mut sari, "beras merah organik", PaymentMethod::VaBca)?;
    pay_at_the_till(&server, &sari.read_the_slip()?)?;
    sari.open(&paid)?;
    sari.sees_standing("paid")?;
    let mut to_pay = Vec::new();
    for method in [PaymentMethod::Qris, PaymentMethod::Gopay, PaymentMethod::MandiriBill] {
        let unpaid = order(&mut sari, "telur ayam negeri", method)?;
        to_pay.push((method, unpaid));
    }
    let cash = order(&mut sari, "telur ayam negeri", PaymentMethod::CashOnDelivery)?;
    fill_the_cart(&sari)?;
    as_a_shopper(photographer, &sari, [&accepted, &paid, &cash])?;
    for (method, unpaid) in &to_pay {
        let (name, path) = (format!("pay-{}", method.code()), format!("{unpaid}/pay"));
        pages(photographer, &sari, &[(&name, &path)])?;
    }
    in_the_practice_town(photographer, &server, &slip.code)?;
    at_the_counter(photographer, &server)?;

    server.stop()?;
    sari.browser.expect_outage();
    without_a_server(photographer, &mut sari, &paid)?;
    photographer.check_console(&sari.browser);
    Ok(())
}

fn plain(_: &Browser) -> Result<()> {
    Ok(())
}

fn pages(
    photographer: &mut Photographer,
    shopper: &Shopper,
    stations: &[(&str, &str)],
) -> Result<()> {
    for (name, path) in stations {
        let url = format!("{}{path}", shopper.origin);
        photographer.take(&shopper.browser, &url, name, plain)?;
    }
    Ok(())
}

fn as_a_guest(photographer: &mut Photographer, guest: &Shopper) -> Result<()> {
    let shelf = guest.browser.attribute(&marked("category"), "href")?;
    pages(
        photographer,
        guest,
        &[
            ("home", "/"),
            ("category", &shelf),
            ("search", "/search"),
            ("product", "/product/telur-ayam-negeri"),
            ("product-variants", "/product/beras-pandan-wangi"),
            ("cart-empty", "/cart"),
            ("orders-empty", "/orders"),
            ("account-guest", "/account"),
            ("sign-in", "/sign-in"),
            ("sign-up", "/sign-up"),
            ("settings", "/settings"),
            ("not-found", "/nowhere"),
            ("counter-door", "/counter"),
        ],
    )?;
    let search = format!("{}/search", guest.origin);
    photographer.take(&guest.browser, &search, "search-results", |browser| {
        browser.fill(&marked("search-input"), "beras")?;
        browser.wait_for(&marked("search-result"))
    })
}

fn order(sari: &mut Shopper, words: &str, payment: PaymentMethod) -> Result<String> {
    sari.open("/search")?;
    sari.search(words)?;
    sari.open_first_found()?;
    sari.add_to_cart()?;
    sari.check_out(Delivery::To(HOME_IN_BANDUNG), payment)?;
    let order = sari.place_order()?;
    sari.sees_standing("accepted")?;
    Ok(order)
}

/// Things of two sellers, and a checkout that is filled in, so that no page of it is empty.
fn fill_the_cart(sari: &Shopper) -> Result<()> {
    for words in ["telur ayam negeri", "beras merah organik", "lampu"] {
        sari.open("/search")?;
        sari.search(words)?;
        sari.open_first_found()?;
        sari.add_to_cart()?;
    }
    Ok(())
}

fn as_a_shopper(
    photographer: &mut Photographer,
    sari: &Shopper,
    [accepted, paid, cash]: [&str; 3],
) -> Result<()> {
    pages(
        photographer,
        sari,
        &[
            ("cart", "/cart"),
            ("checkout-address", "/checkout/address"),
            ("checkout-delivery", "/checkout/delivery"),
            ("checkout-payment", "/checkout/payment"),
            ("checkout-review", "/checkout/review"),
            ("orders", "/orders"),
            ("order-accepted", accepted),
            ("pay-code", &format!("{accepted}/pay")),
            ("order-cash", cash),
            ("pay-cash", &format!("{cash}/pay")),
            ("order-paid", paid),
            ("pay-paid", &format!("{paid}/pay")),
            ("receipt", &format!("{paid}/receipt")),
            ("verify", "/verify"),
            ("account", "/account"),
            ("balance", "/account/balance"),
            ("outbox-empty", "/outbox"),
        ],
    )?;
    balance_filled(photographer, sari)?;
    receipt_handed_on(photographer, sari, paid)
}

/// The form, the code, and what is under way.
fn balance_filled(photographer: &mut Photographer, sari: &Shopper) -> Result<()> {
    let balance = format!("{}/account/balance", sari.origin);
    photographer.take(&sari.browser, &balance, "top-up", |browser| {
        fill_in_top_up(browser, "100000", PaymentMethod::Qris)
    })?;
    sari.wishes_to_fill("100000", PaymentMethod::Qris)?;
    let order = sari.asks_for_the_code()?;
    sari.browser.wait_for(&marked("payment-qr"))?;
    pages(photographer, sari, &[("top-up-order", &order), ("balance-coming", "/account/balance")])
}

/// As a roll, and as a stranger meets it who scans the QR.
fn receipt_handed_on(photographer: &mut Photographer, sari: &Shopper, paid: &str) -> Result<()> {
    let browser = &sari.browser;
    let receipt = format!("{}{paid}/receipt", sari.origin);
    browser.go(&receipt)?;
    let link = sari.hold_out(&marked("qr"))?.text;
    photographer
        .take(browser, &receipt, "receipt-roll", |browser| browser.press(&marked("paper-58")))?;
    browser.press(&marked("paper-a4"))?;
    let verify = format!("{}/verify", sari.origin);
    photographer.take(browser, &verify, "verify-no-reader", |browser| {
        browser.press(&marked("verify-scan"))?;
        browser.wait_for(&marked("verify-no-code"))
    })?;
    photographer.take(browser, &link, "verify-genuine", |browser| {
        // A link to the page that is open loads nothing anew, and the look may be another.
        browser.reload()?;
        browser.wait_for(&marked_as("receipt-verdict", "data-valid", "true"))
    })
}

fn in_the_practice_town(
    photographer: &mut Photographer,
    server: &Server,
    code: &str,
) -> Result<()> {
    // Somebody has to have received a message.
    DEWI.sign_up(&mut server.client())?;
    let town = Browser::open("screenshots-simulator", Screen::Desktop)?;
    for (name, path) in [
        ("simulator-till", "/simulator".to_owned()),
        ("simulator-bill", format!("/simulator/pay?code={code}")),
        ("simulator-unknown-code", "/simulator/pay?code=1".to_owned()),
        ("simulator-levers", "/simulator/levers".to_owned()),
        ("simulator-sms", "/simulator/sms".to_owned()),
    ] {
        town.go(&format!("{}/simulator", server.origin()))?;
        photographer.take(&town, &format!("{}{path}", server.origin()), name, plain)?;
    }
    Ok(())
}

fn at_the_counter(photographer: &mut Photographer, server: &Server) -> Result<()> {
    let seller = Seller::arrive("screenshots", server, &BU_TINI)?;
    seller.browser.wait_for(&marked("counter-order"))?;
    let url = |path: &str| format!("{}{path}", seller.origin);
    photographer.take(&seller.browser, &url("/counter"), "counter-orders", |browser| {
        browser.wait_for(&marked("counter-order"))
    })?;
    photographer.take(
        &seller.browser,
        &url("/counter/receipts"),
        "counter-receipts",
        |browser| browser.wait_for(&marked("receipt-verdict")),
    )?;
    let archive = url("/counter/receipts");
    photographer.take(&seller.browser, &archive, "counter-archive-none", |browser| {
        browser.fill(&marked("archive-q"), "zzz")?;
        browser.press(&marked("archive-narrow"))?;
        browser.press(&marked("archive-find"))?;
        browser.wait_for(".empty")
    })?;
    let statement = url("/counter/statement");
    photographer.take(&seller.browser, &statement, "counter-statement", |browser| {
        browser.wait_for(&marked("statement-line"))
    })?;
    seller.open_receipts()?;
    let receipt = seller.browser.attribute(&marked("counter-receipt"), "href")?;
    photographer.take(&seller.browser, &url(&receipt), "counter-receipt", |browser| {
        browser.wait_for(&marked("receipt-verdict"))
    })?;
    at_the_till(photographer, &seller)?;
    at_the_drawer(photographer, &seller)?;
    photographer.check_console(&seller.browser);
    // What is typed wrong at the machine is refused aloud.
    at_the_kiosk(photographer, &seller)?;
    Ok(())
}

/// Empty, in the middle of a sale, and after one of more than the shelf held.
fn at_the_till(photographer: &mut Photographer, seller: &Seller) -> Result<()> {
    let url = format!("{}/counter/till", seller.origin);
    let browser = &seller.browser;
    photographer.take(browser, &url, "counter-till-empty", |browser| {
        browser.wait_for(&marked("sales-empty"))
    })?;
    seller.open("/counter/till")?;
    seller.ring_up("telur ayam negeri")?;
    browser.fill(&marked("sale-quantity"), "999")?;
    browser.press(&marked("sale-record"))?;
    seller.sees_the_sale("accepted")?;
    browser.wait_for(&marked("to-settle"))?;
    photographer.take(browser, &url, "counter-till", |browser| {
        for words in ["beras pandan wangi", "telur ayam negeri"] {
            browser.fill(&marked("sale-search"), words)?;
            browser.wait_for(&marked("sale-add"))?;
            browser.press(&marked("sale-add"))?;
        }
        browser.wait_for(&marked("sale-short"))
    })
}

/// The drawer closed and open, and the machine.
fn at_the_drawer(photographer: &mut Photographer, seller: &Seller) -> Result<()> {
    let url = format!("{}/counter/cash", seller.origin);
    let browser = &seller.browser;
    photographer.take(browser, &url, "counter-cash-closed", |browser| {
        browser.wait_for(&marked("drawer-open"))
    })?;
    seller.open("/counter/cash")?;
    browser.fill(&marked("drawer-float"), "200000")?;
    browser.press(&marked("drawer-open"))?;
    browser.wait_for(&marked("cash-ask"))?;
    photographer
        .take(browser, &url, "counter-cash", |browser| browser.wait_for(&marked("cash-ask")))?;
    let outstanding = format!("{}/counter/outstanding", seller.origin);
    photographer.take(browser, &outstanding, "counter-outstanding", |browser| {
        browser.wait_for(&marked("outstanding-at"))
    })?;
    seller.open("/counter/cash")?;
    browser.press(&marked("drawer-close"))?;
    browser.fill(&marked("drawer-counted"), "195000")?;
    browser.press(&marked("drawer-counted-yes"))?;
    browser.wait_for(&marked("drawer-report"))?;
    photographer.take(browser, &url, "counter-cash-counted", |browser| {
        browser.wait_for(&marked("drawer-report"))
    })
}

fn at_the_kiosk(photographer: &mut Photographer, seller: &Seller) -> Result<()> {
    let url = format!("{}/counter/kiosk", seller.origin);
    let browser = &seller.browser;
    photographer
        .take(browser, &url, "kiosk-put-up", |browser| browser.wait_for(&marked("kiosk-enrol")))?;
    seller.open("/counter/kiosk")?;
    browser.fill(&marked("kiosk-name"), "Depan pintu")?;
    browser.press(&marked("kiosk-enrol"))?;
    browser.wait_for(&marked("kiosk-order"))?;
    photographer
        .take(browser, &url, "kiosk-menu", |browser| browser.wait_for(&marked("kiosk-order")))?;
    photographer.take(browser, &url, "kiosk-typing", |browser| {
        browser.press(&marked("kiosk-balance"))?;
        browser.fill(&marked("kiosk-phone"), "081299990000")?;
        browser.fill(&marked("kiosk-code"), "123456789012")?;
        browser.fill(&marked("kiosk-amount"), "50000")?;
        browser.press(&marked("kiosk-next"))?;
        browser.wait_for(&marked("kiosk-wrong"))
    })?;
    photographer.take(browser, &url, "kiosk-partner-check", asks_for_electricity)?;
    photographer.take(browser, &url, "kiosk-partner-slip", |browser| {
        asks_for_electricity(browser)?;
        browser.press(&marked("kiosk-confirm"))?;
        browser.wait_for(&marked("slip-code"))
    })
}

fn asks_for_electricity(browser: &Browser) -> Result<()> {
    browser.press(&marked("kiosk-partner-listrik"))?;
    browser.fill(&marked("kiosk-customer"), "14235678901")?;
    browser.press(&marked("kiosk-amount-20000"))?;
    browser.press(&marked("kiosk-next"))?;
    browser.wait_for(&marked("kiosk-confirm"))
}

fn without_a_server(photographer: &mut Photographer, sari: &mut Shopper, paid: &str) -> Result<()> {
    sari.open("/")?;
    sari.check_out(Delivery::PickUp, PaymentMethod::CashOnDelivery)?;
    let saved = sari.place_order()?;
    sari.sees_standing("saved")?;
    pages(
        photographer,
        sari,
        &[
            ("offline-home", "/"),
            ("offline-product", "/product/telur-ayam-negeri"),
            ("offline-order-saved", &saved),
            ("offline-orders", "/orders"),
            ("offline-outbox", "/outbox"),
            ("offline-receipt", &format!("{paid}/receipt")),
        ],
    )
}
