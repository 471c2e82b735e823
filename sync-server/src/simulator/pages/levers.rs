//! The levers behind the till: how notifications travel, and what is called back.

use super::super::bill::Bill;
use super::super::mood::Mood;
use super::BASE;
use super::layout::{Page, back_to_till};
use super::writing::{both, code, escape, rupiah};
use axum::http::StatusCode;

/// Every lever, and what it stands at.
pub(super) fn page(mood: Mood, reversible: &[Bill], closed: &[Bill]) -> Page {
    let moods: String = Mood::ALL.iter().map(|offered| choice(*offered, mood)).collect();
    let reversible = bills(
        reversible,
        "reverse",
        &both("Tarik kembali", "Call back"),
        &both(
            "Tidak ada pembayaran yang bisa ditarik kembali.",
            "There is no payment that could be called back.",
        ),
    );
    let closed = bills(
        closed,
        "pay-late",
        &both("Bayar juga", "Pay all the same"),
        &both("Tidak ada kode yang sudah ditutup.", "There is no code that was closed."),
    );
    let content = format!(
        "<h1>{title}</h1>\
<form class=\"card\" method=\"post\" action=\"{BASE}/levers/mood\">\
<label for=\"mood\">{label}</label><select id=\"mood\" name=\"mood\">{moods}</select>\
<button class=\"button\">{set}</button></form>\
<h2>{reverse}</h2><p class=\"muted\">{about}</p>{reversible}\
<h2>{late}</h2><p class=\"muted\">{about_late}</p>{closed}{back}",
        title = both("Apa yang tidak beres", "What goes wrong"),
        label =
            both("Pemberitahuan ke toko mulai sekarang", "Notifications to the shop from now on"),
        set = both("Pasang", "Set"),
        reverse = both("Tarik kembali", "Call back"),
        about = both(
            "Indomaret, Permata, dan Mandiri bisa menarik kembali pembayaran beberapa menit sesudahnya.",
            "Indomaret, Permata and Mandiri can call a payment back minutes after it was made.",
        ),
        late = both("Bayar terlambat", "Pay too late"),
        about_late = both(
            "Kasir yang belum mendengar bahwa kodenya ditutup tetap menerima uang.",
            "A till that has not heard that a code was closed takes the money all the same.",
        ),
        back = back_to_till(),
    );
    Page::new("Tuas", content)
}

fn choice(offered: Mood, chosen: Mood) -> String {
    let words = match offered {
        Mood::Prompt => "Segera / At once",
        Mood::Late => "Terlambat 90 detik / 90 seconds late",
        Mood::Doubled => "Dua kali / Twice",
        Mood::Reordered => "Yang terakhir dulu / The last one first",
        Mood::Lost => "Tidak pernah / Never",
        Mood::Forged => "Setelah yang palsu / Behind a forged one",
    };
    let selected = if offered == chosen { " selected" } else { "" };
    format!("<option value=\"{}\"{selected}>{words}</option>", offered.code())
}

/// Bills, each with a button that pulls a lever; `nothing` where there are none.
fn bills(bills: &[Bill], lever: &str, label: &str, nothing: &str) -> String {
    if bills.is_empty() {
        return format!("<p class=\"empty\">{nothing}</p>");
    }
    let items: String = bills.iter().map(|bill| pulled(bill, lever, label)).collect();
    format!("<ul class=\"bills\">{items}</ul>")
}

fn pulled(bill: &Bill, lever: &str, label: &str) -> String {
    format!(
        "<li class=\"card\"><span class=\"spread\"><strong>{channel}</strong>\
<strong class=\"amount\">{amount}</strong></span><span class=\"code small\">{code}</span>\
<form method=\"post\" action=\"{BASE}/levers/{lever}\">\
<input type=\"hidden\" name=\"code\" value=\"{number}\">\
<button class=\"button quiet\">{label}</button></form></li>",
        channel = bill.channel.name(),
        amount = rupiah(bill.amount),
        code = code(&bill.code),
        number = escape(&bill.code),
    )
}

/// Nobody paid late.
pub(super) fn not_paid_late() -> Page {
    let content = format!(
        "<section class=\"card sorry\"><h1>{}</h1><p>{}</p></section>{}",
        both("Tidak bisa dibayar di sini", "Cannot be paid here"),
        both(
            "Kode itu tidak ada, atau belum ditutup: bayar saja di kasir.",
            "There is no such code, or it is open yet: pay it at the till.",
        ),
        back_to_till()
    );
    Page::new("Tidak bisa dibayar", content).with_status(StatusCode::CONFLICT)
}

/// Nothing was called back.
pub(super) fn not_reversed() -> Page {
    let content = format!(
        "<section class=\"card sorry\"><h1>{}</h1><p>{}</p></section>{}",
        both("Tidak bisa ditarik kembali", "Cannot be called back"),
        both(
            "Pembayaran itu belum ada, sudah ditarik, atau salurannya tidak bisa menarik kembali.",
            "There is no such payment, it was called back before, or its channel cannot do that.",
        ),
        back_to_till()
    );
    Page::new("Tidak bisa ditarik kembali", content).with_status(StatusCode::CONFLICT)
}
