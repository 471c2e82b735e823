//! The partners' page: how they behave, and what they were asked for.

use super::ledger::{Asked, PartnerMood, Stand};
use crate::simulator::pages::{BASE, Page, both, escape, rupiah};

/// Everything on it.
pub(in super::super) fn page(mood: PartnerMood, payments: &[Asked]) -> Page {
    let moods: String = PartnerMood::ALL.iter().map(|offered| choice(*offered, mood)).collect();
    let list: String = if payments.is_empty() {
        let nothing = both("Belum ada yang diminta.", "Nothing was asked for yet.");
        format!("<p class=\"empty\">{nothing}</p>")
    } else {
        format!("<ul class=\"bills\">{}</ul>", payments.iter().map(line).collect::<String>())
    };
    let content = format!(
        "<h1>{title}</h1><p class=\"muted\">{about}</p>\
<form class=\"card\" method=\"post\" action=\"{BASE}/partner/mood\">\
<label for=\"mood\">{label}</label><select id=\"mood\" name=\"mood\">{moods}</select>\
<button class=\"button\">{set}</button></form><h2>{asked}</h2>{list}",
        title = both("Mitra", "Partners"),
        about = both(
            "Perusahaan listrik, air, pulsa, dan voucher. Nomor yang berakhir 0000 tidak dikenal.",
            "Electricity, water, talk time and vouchers. Numbers that end in 0000 are nobody's.",
        ),
        label = both("Mitra mulai sekarang", "Partners from now on"),
        set = both("Pasang", "Set"),
        asked = both("Yang diminta toko", "What the shop asked for"),
    );
    Page::new("Mitra", content)
}

fn choice(offered: PartnerMood, chosen: PartnerMood) -> String {
    let words = match offered {
        PartnerMood::Prompt => "Segera / At once",
        PartnerMood::Late => "Baru tahu setelah 20 detik / Know after 20 seconds",
        PartnerMood::Refusing => "Menolak / Refuse",
        PartnerMood::AnswerLost => "Jawaban hilang / The answer gets lost",
        PartnerMood::Deaf => "Tidak mendengar / Hear nothing",
    };
    let selected = if offered == chosen { " selected" } else { "" };
    format!("<option value=\"{}\"{selected}>{words}</option>", offered.code())
}

fn line(asked: &Asked) -> String {
    let stand = match &asked.stand {
        Stand::Pending { .. } => both("menunggu", "pending"),
        Stand::Paid { serial, .. } => {
            format!("{} {}", both("selesai", "done"), escape(serial))
        }
        Stand::Refused { .. } => both("ditolak", "refused"),
        Stand::Reversed => both("dibatalkan", "reversed"),
    };
    format!(
        "<li class=\"card\"><span class=\"spread\"><strong>{what} {customer}</strong>\
<strong class=\"amount\">{amount}</strong></span><span class=\"small\">{stand}</span></li>",
        what = escape(&asked.sells),
        customer = escape(&asked.customer),
        amount = asked.amount.map(|amount| rupiah(amount.minor())).unwrap_or_default(),
    )
}
