//! The till: type a code, see whose bill it is, pay, take the slip.

use super::super::bill::{Bill, BillItem, BillState, CannotPay};
use super::BASE;
use super::layout::{Page, back_to_till};
use super::writing::{both, code, escape, moment, rupiah};
use axum::http::StatusCode;

/// Room for what a QR says.
const LONGEST_TYPED: usize = 600;

/// The first page: a field for the code, and the bills that wait.
pub(super) fn choose(bills: &[Bill]) -> Page {
    let waiting = if bills.is_empty() {
        let words = both("Tidak ada tagihan yang menunggu.", "No bills are waiting.");
        format!("<p class=\"empty\">{words}</p>")
    } else {
        let items: String = bills.iter().map(waiting_bill).collect();
        format!("<ul class=\"bills\">{items}</ul>")
    };
    let content = format!(
        "<h1>{title}</h1>\
<p class=\"tills\"><span>Indomaret</span><span>Alfamart</span><span>QRIS</span>\
<span>GoPay</span><span>BCA</span><span>BNI</span><span>BRI</span><span>Permata</span>\
<span>Mandiri</span></p>\
<form class=\"card\" method=\"get\" action=\"{BASE}/pay\">\
<label for=\"code\">{label}</label>\
<input id=\"code\" name=\"code\" autocomplete=\"off\" required maxlength=\"{LONGEST_TYPED}\" \
placeholder=\"1234 5678 …\">\
<button class=\"button\">{next}</button></form>\
<h2>{open}</h2>{waiting}",
        title = both("Bayar di kasir atau bank", "Pay at a till or a bank"),
        label = both(
            "Kode pembayaran, nomor VA, atau isi QR",
            "Payment code, VA number, or what a QR says",
        ),
        next = both("Lanjut", "Next"),
        open = both("Tagihan terbaru", "Latest bills"),
    );
    Page::new("Kasir", content)
}

fn waiting_bill(bill: &Bill) -> String {
    format!(
        "<li><a class=\"card\" href=\"{BASE}/pay?code={number}\">\
<span class=\"spread\"><strong>{channel}</strong><strong class=\"amount\">{amount}</strong></span>\
<span class=\"code small\">{code}</span>\
<span class=\"muted\">{until} {expiry}</span></a></li>",
        number = escape(&bill.code),
        channel = bill.channel.name(),
        amount = rupiah(bill.amount),
        code = code(&bill.code),
        until = both("Bayar sebelum", "Pay before"),
        expiry = moment(bill.expires_at),
    )
}

/// What the cashier reads out before taking the money.
pub(super) fn confirm(bill: &Bill, merchant: &str) -> Page {
    let content = format!(
        "<h1>{title}</h1><section class=\"card\">\
<p class=\"amount big\">{amount}</p>{facts}{items}\
<form method=\"post\" action=\"{BASE}/pay\">\
<input type=\"hidden\" name=\"code\" value=\"{number}\">\
<button class=\"button pay\">{pay}</button></form></section>{back}",
        title = both("Periksa tagihan", "Check the bill"),
        amount = rupiah(bill.amount),
        facts = facts(bill, merchant),
        items = items(&bill.items),
        number = escape(&bill.code),
        pay = both("Bayar", "Pay"),
        back = back_to_till(),
    );
    Page::new("Periksa tagihan", content)
}

/// The slip for somebody who has paid.
pub(super) fn receipt(bill: &Bill, merchant: &str) -> Page {
    let content = format!(
        "<h1>{title}</h1><section class=\"slip\">\
<h2>{channel}</h2><p class=\"center\">STRUK PEMBAYARAN<br><span lang=\"en\">PAYMENT SLIP</span></p>\
{facts}{items}<p class=\"total spread\"><strong>TOTAL</strong><strong>{amount}</strong></p>\
<p class=\"center\"><span class=\"stamp\">LUNAS / <span lang=\"en\">PAID</span></span></p>\
<p class=\"center small\">{not_real}</p></section>{back}",
        title = both("Pembayaran diterima", "Payment received"),
        channel = bill.channel.name(),
        facts = facts(bill, merchant),
        items = items(&bill.items),
        amount = rupiah(bill.amount),
        not_real = both("Simulator: bukan bukti bayar.", "Simulator: not proof of payment."),
        back = back_to_till(),
    );
    Page::new("Struk", content)
}

fn facts(bill: &Bill, merchant: &str) -> String {
    let code_line = format!("<span class=\"code\">{}</span>", code(&bill.code));
    let ending = match &bill.state {
        BillState::Settled { at, approval_code } => {
            row("Dibayar", "Paid", &moment(*at))
                + &row("No. persetujuan", "Approval", approval_code)
        }
        BillState::Pending => row("Bayar sebelum", "Pay before", &moment(bill.expires_at)),
        BillState::Expired { at } => row("Kedaluwarsa", "Expired", &moment(*at)),
        BillState::Cancelled { at } => row("Dibatalkan", "Cancelled", &moment(*at)),
        BillState::Reversed { at } => row("Ditarik kembali", "Called back", &moment(*at)),
        BillState::Refunded { at, .. } => {
            row("Dikembalikan", "Given back", &rupiah(bill.refunded()))
                + &row("Pada", "On", &moment(*at))
        }
    };
    let message = match bill.message.as_str() {
        "" => String::new(),
        text => row("Keterangan", "Note", &escape(text)),
    };
    format!(
        "<dl>{}{}{}{message}{}{ending}</dl>",
        row("Kepada", "To", &escape(merchant)),
        row("Lewat", "Via", bill.channel.name()),
        row("Kode", "Code", &code_line),
        row("Nomor", "Reference", &escape(&bill.order_id)),
    )
}

/// One fact; `value` is HTML.
fn row(id: &str, en: &str, value: &str) -> String {
    format!("<div><dt>{}</dt><dd>{value}</dd></div>", both(id, en))
}

fn items(items: &[BillItem]) -> String {
    let lines: String = items
        .iter()
        .map(|item| {
            format!(
                "<li class=\"spread\"><span>{} × {}</span><span>{}</span></li>",
                item.quantity,
                escape(&item.name),
                rupiah(item.price.saturating_mul(item.quantity)),
            )
        })
        .collect();
    if lines.is_empty() { lines } else { format!("<ul class=\"items\">{lines}</ul>") }
}

/// In plain words why nothing can be paid.
pub(super) fn turned_away(why: &CannotPay, merchant: &str) -> Page {
    let (status, title, words, bill) = match why {
        CannotPay::Unknown => (
            StatusCode::NOT_FOUND,
            both("Kode tidak dikenal", "Unknown code"),
            both(
                "Periksa angkanya satu per satu, lalu coba lagi.",
                "Check the digits one by one, then try again.",
            ),
            None,
        ),
        CannotPay::AlreadyPaid(bill) => (
            StatusCode::CONFLICT,
            both("Sudah dibayar", "Already paid"),
            both(
                "Tagihan ini sudah lunas. Jangan bayar dua kali.",
                "This bill is settled. Do not pay twice.",
            ),
            Some(bill),
        ),
        CannotPay::Expired(bill) => (
            StatusCode::GONE,
            both("Kode kedaluwarsa", "The code has expired"),
            both(
                "Waktu bayar sudah lewat. Minta kode baru di toko.",
                "The time to pay has passed. Ask the shop for a new code.",
            ),
            Some(bill),
        ),
        CannotPay::Cancelled(bill) => (
            StatusCode::GONE,
            both("Tagihan dibatalkan", "The bill was cancelled"),
            both(
                "Toko membatalkan tagihan ini. Tidak ada yang perlu dibayar.",
                "The shop took this bill back. There is nothing to pay.",
            ),
            Some(bill),
        ),
        CannotPay::GivenBack(bill) => (
            StatusCode::GONE,
            both("Uangnya sudah dikembalikan", "The money has gone back"),
            both(
                "Tagihan ini pernah dibayar, lalu uangnya kembali. Minta kode baru di toko.",
                "This bill was paid once and the money went back. Ask the shop for a new code.",
            ),
            Some(bill),
        ),
    };
    let details = bill.map(|bill| facts(bill, merchant)).unwrap_or_default();
    let content = format!(
        "<section class=\"card sorry\"><h1>{title}</h1><p>{words}</p>{details}</section>{}",
        back_to_till()
    );
    Page::new("Tidak bisa dibayar", content).with_status(status)
}

/// The form was sent by another site.
pub(super) fn not_from_here() -> Page {
    let content = format!(
        "<section class=\"card sorry\"><h1>{}</h1><p>{}</p></section>{}",
        both("Tidak diterima", "Not accepted"),
        both(
            "Pembayaran hanya bisa dikirim dari halaman kasir ini.",
            "Payments can be sent from this till's own page only.",
        ),
        back_to_till()
    );
    Page::new("Tidak diterima", content).with_status(StatusCode::FORBIDDEN)
}
