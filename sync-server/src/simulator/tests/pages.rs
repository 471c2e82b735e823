//! People at the till: what they read, and what cannot be slipped in.

use super::*;
use warung_domain::payment::Instructions;

const BANNER: &str = "bukan uang sungguhan";

impl Town {
    async fn with_bill() -> (Self, String) {
        let town = Self::open().await;
        let opened =
            town.gateway.charge(&charge("order-1", PaymentMethod::Indomaret)).await.unwrap();
        let Instructions::Code { code, .. } = opened.instructions else { panic!("no code") };
        (town, code)
    }

    async fn press_pay(&self, code: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let request = self
            .http
            .post(format!("{}/pay", self.base))
            .header("content-type", "application/x-www-form-urlencoded");
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let response = request.body(format!("code={code}")).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

#[tokio::test]
async fn a_shopper_finds_the_bill_pays_it_and_gets_a_slip() {
    let (town, code) = Town::with_bill().await;
    let (status, till) = town.page("").await;
    assert_eq!(status, 200);
    assert!(till.contains(&format!("/simulator/pay?code={code}")), "{till}");

    let spaced = format!("{}+{}", &code[..4], &code[4..]);
    let (status, bill) = town.page(&format!("/pay?code={spaced}")).await;
    assert_eq!(status, 200);
    for fact in ["Rp75.000", "Pesanan W-17", "22/11/2026 12.00 WIB", "2 × Kopi", "Bayar"] {
        assert!(bill.contains(fact), "{fact}: {bill}");
    }

    let (status, slip) = town.press_pay(&code, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(status, 200);
    assert!(slip.contains("STRUK") && slip.contains("LUNAS"), "{slip}");
    assert_eq!(town.simulator.deliver_due().await.unwrap(), 1);
    assert_eq!(town.heard_of(), [Ok("order-1".to_owned())]);

    assert_eq!(town.press_pay(&code, &[]).await.0, 409);
    let (_, till) = town.page("").await;
    assert!(till.contains("Tidak ada tagihan"), "{till}");
    for page in [bill, slip, till] {
        assert!(page.contains(BANNER));
    }
}

#[tokio::test]
async fn a_till_says_in_plain_words_why_not() {
    let (town, code) = Town::with_bill().await;
    let (status, page) = town.page("/pay?code=123").await;
    assert!(status == 404 && page.contains("Kode tidak dikenal") && page.contains(BANNER));
    assert_eq!(town.page("/pay").await.0, 404);
    town.pass(3_600);
    let (status, page) = town.page(&format!("/pay?code={code}")).await;
    assert!(status == 410 && page.contains("Kode kedaluwarsa"), "{page}");
    assert_eq!(town.press_pay(&code, &[]).await.0, 410);
}

#[tokio::test]
async fn another_site_cannot_press_pay() {
    let (town, code) = Town::with_bill().await;
    let own = town.base.trim_end_matches("/simulator").to_owned();
    for headers in [
        &[("sec-fetch-site", "cross-site"), ("origin", own.as_str())][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null")],
    ] {
        assert_eq!(town.press_pay(&code, headers).await.0, 403, "{headers:?}");
    }
    assert_eq!(town.simulator.open_bills(10).unwrap().len(), 1);
    assert_eq!(town.press_pay(&code, &[("origin", own.as_str())]).await.0, 200);
}

#[tokio::test]
async fn nothing_handed_in_becomes_markup() {
    let (town, code) = Town::with_bill().await;
    town.simulator
        .deliver_message("+62\"<i>".to_owned(), "<script>alert(1)</script>".to_owned())
        .unwrap();
    let (_, bill) = town.page(&format!("/pay?code={code}")).await;
    assert!(bill.contains("Kopi &lt;b&gt;Gayo&lt;/b&gt;"), "{bill}");
    assert!(bill.contains("Warung &lt;Bu&gt; Tini"), "{bill}");
    let (_, board) = town.page("/sms").await;
    assert!(board.contains("&lt;script&gt;") && !board.contains("<script"), "{board}");
    assert!(board.contains(BANNER));
    let (_, unknown) = town.page("/pay?code=%22%3E%3Cscript%3E").await;
    assert!(!unknown.contains("<script"));
}

#[tokio::test]
async fn pages_allow_no_script_and_bring_their_own_style() {
    let (town, _) = Town::with_bill().await;
    let response = town.http.get(&town.base).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let style = town.http.get(format!("{}/style.css", town.base)).send().await.unwrap();
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
}
