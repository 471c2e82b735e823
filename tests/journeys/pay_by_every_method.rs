//! Every way to pay that a gateway collects: ordered while the shop is gone, the code comes when it
//! is back and stays when it is gone again, is read by a scanner, pays, and ends in a receipt that
//! needs no shop.

use anyhow::{Context, Result};
use warung_domain::payment::PaymentMethod;
use warung_domain::qris;
use warung_tests::people::SARI;
use warung_tests::server::Server;
use warung_tests::shop::{Delivery, Shopper, Slip, marked, pay_at_the_till, pay_in_the_wallet};
use warung_tests::story::Story;

/// What the phone shows to pay with.
enum Means {
    AtTheTill(Slip),
    ByLink(String),
}

const fn shown(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Qris => "payment-qr",
        PaymentMethod::Gopay => "open-wallet",
        _ => "payment-code",
    }
}

fn means(sari: &Shopper, method: PaymentMethod) -> Result<Means> {
    let amount = sari.browser.text(&marked("pay-amount"))?;
    let written = || -> Result<String> {
        let text = sari.browser.text(&marked("payment-code"))?;
        Ok(text.chars().filter(char::is_ascii_digit).collect())
    };
    let code = match method {
        PaymentMethod::Gopay => {
            let link = sari.browser.attribute(&marked("open-wallet"), "href")?;
            return Ok(Means::ByLink(link));
        }
        PaymentMethod::Qris => {
            let seen = sari.hold_out(&marked("payment-qr"))?;
            assert_eq!(seen.kind, "QR-Code");
            assert!(qris::read(&seen.text).is_ok(), "{}", seen.text);
            seen.text
        }
        PaymentMethod::Indomaret | PaymentMethod::Alfamart => {
            let seen = sari.hold_out(&marked("barcode"))?;
            assert_eq!(seen.kind, "CODE-128");
            assert_eq!(seen.text, written()?, "the bars say what is written above them");
            seen.text
        }
        _ => written()?,
    };
    Ok(Means::AtTheTill(Slip { code, amount }))
}

#[test]
fn ordered_without_the_shop_and_paid_with_what_the_phone_kept() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("pay_by_every_method", &server)?;
    sari.keep_pictures("journeys/pay_by_every_method")?;
    sari.sign_in(&SARI)?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    let mut orders = Vec::new();
    for method in PaymentMethod::ALL.into_iter().filter(|method| method.needs_gateway()) {
        sari.search("telur ayam negeri")?;
        sari.open_first_found()?;
        sari.add_to_cart()?;
        sari.check_out(Delivery::PickUp, method)?;
        let order = sari.place_order()?;
        sari.sees_standing("saved")?;
        orders.push((method, order));
    }

    server.start()?;
    for (method, order) in &orders {
        sari.open(&format!("{order}/pay"))?;
        sari.browser.wait_for(&marked(shown(*method)))?;
    }

    server.stop()?;
    sari.next_launch("/")?;
    let mut ways = Vec::new();
    for (method, order) in &orders {
        sari.open(&format!("{order}/pay"))?;
        sari.browser.wait_for(&marked(shown(*method)))?;
        sari.picture(method.code())?;
        ways.push(means(&sari, *method)?);
    }

    server.start()?;
    for ((method, order), way) in orders.iter().zip(&ways) {
        match way {
            Means::AtTheTill(slip) => pay_at_the_till(&server, slip)?,
            Means::ByLink(link) => pay_in_the_wallet(&server, link)?,
        }
        sari.open(order)?;
        let is_reversible = method.reversal_window_seconds() > 0;
        sari.sees_standing(if is_reversible { "provisional" } else { "paid" })?;
    }

    server.stop()?;
    let (_, order) = orders.last().context("nothing was ordered")?;
    sari.open(order)?;
    sari.see_valid_receipt()?;
    Ok(sari.leave()?)
}
