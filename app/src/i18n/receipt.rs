//! Words of the receipt: the paper, and what checking it found.

use warung_domain::jws::JwsError;
use warung_domain::receipt::ReceiptError;

/// Words of the receipt.
pub struct Receipt {
    pub title: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub valid_title: &'static str,
    pub valid_text: &'static str,
    pub invalid_title: &'static str,
    pub why_not: fn(&ReceiptError) -> String,
    pub paper_title: &'static str,
    pub number: &'static str,
    pub order: &'static str,
    pub date: &'static str,
    pub buyer: &'static str,
    pub paid_with: &'static str,
    pub paid_at: &'static str,
    pub reference: &'static str,
    pub whole_order_paid: &'static str,
    pub stamp: &'static str,
    pub stamp_provisional: &'static str,
    pub provisional: fn(&str) -> String,
    pub corrects: &'static str,
    pub signed_note: &'static str,
    pub print: &'static str,
    pub copy: &'static str,
    pub download: &'static str,
    pub proof_text: &'static str,
}

fn why_not_id(error: &ReceiptError) -> String {
    match error {
        ReceiptError::Jws(JwsError::UnknownKey(_)) => {
            "HP ini belum mengenal kunci yang menandatanganinya. Sambungkan sekali ke internet, lalu periksa lagi.".to_owned()
        }
        ReceiptError::Jws(JwsError::Signature) => {
            "Tanda tangannya tidak cocok dengan isinya. Isinya mungkin diubah.".to_owned()
        }
        ReceiptError::Jws(JwsError::Type { .. }) => "Ini dokumen lain, bukan struk.".to_owned(),
        ReceiptError::Jws(JwsError::Algorithm(_)) => {
            "Ditandatangani dengan cara yang tidak diterima.".to_owned()
        }
        ReceiptError::Jws(_) => "Tidak terbaca. Mungkin terpotong saat disalin.".to_owned(),
        ReceiptError::Content => {
            "Ditandatangani toko, tetapi isinya tidak terbaca oleh aplikasi ini.".to_owned()
        }
        ReceiptError::NotCanonical => {
            "Ditandatangani toko, tetapi bentuk tulisannya tidak baku.".to_owned()
        }
        ReceiptError::OtherShop(shop) => format!("Ini struk dari toko lain: {shop}."),
        ReceiptError::Sum => "Ditandatangani toko, tetapi jumlahnya tidak cocok.".to_owned(),
        ReceiptError::Link => {
            "Ditandatangani toko, tetapi tidak menyebut struk yang diperbaikinya.".to_owned()
        }
    }
}

fn why_not_en(error: &ReceiptError) -> String {
    match error {
        ReceiptError::Jws(JwsError::UnknownKey(_)) => {
            "This phone does not know the key it was signed with. Connect to the internet once, then check again.".to_owned()
        }
        ReceiptError::Jws(JwsError::Signature) => {
            "The signature does not belong to this content. It may have been altered.".to_owned()
        }
        ReceiptError::Jws(JwsError::Type { .. }) => {
            "This is another document, not a receipt.".to_owned()
        }
        ReceiptError::Jws(JwsError::Algorithm(_)) => {
            "It was signed in a way that is not accepted.".to_owned()
        }
        ReceiptError::Jws(_) => "It cannot be read. Perhaps it was cut off in copying.".to_owned(),
        ReceiptError::Content => {
            "Signed by the shop, but this app cannot read its content.".to_owned()
        }
        ReceiptError::NotCanonical => {
            "Signed by the shop, but not written in its one proper form.".to_owned()
        }
        ReceiptError::OtherShop(shop) => format!("This receipt is from another shop: {shop}."),
        ReceiptError::Sum => "Signed by the shop, but its amounts do not add up.".to_owned(),
        ReceiptError::Link => {
            "Signed by the shop, but it does not say which receipt it corrects.".to_owned()
        }
    }
}

pub const ID: Receipt = Receipt {
    title: "Struk",
    none_title: "Struk belum terbit",
    none_text: "Struk muncul di sini setelah pembayaran masuk, lalu tersimpan di HP ini.",
    valid_title: "Struk asli",
    valid_text: "Tanda tangan toko diperiksa di HP ini, tanpa internet. Isinya tidak diubah.",
    invalid_title: "Struk tidak bisa dipercaya",
    why_not: why_not_id,
    paper_title: "Struk pembelian",
    number: "Nomor struk",
    order: "Pesanan",
    date: "Tanggal",
    buyer: "Pembeli",
    paid_with: "Dibayar dengan",
    paid_at: "Dibayar pada",
    reference: "Bukti bayar",
    whole_order_paid: "Dibayar untuk seluruh pesanan",
    stamp: "Lunas",
    stamp_provisional: "Menunggu",
    provisional: |time| {
        format!("Belum pasti: kasir masih bisa membatalkan pembayaran sampai {time}.")
    },
    corrects: "Struk ini menggantikan struk sebelumnya.",
    signed_note: "Ditandatangani secara digital oleh toko.",
    print: "Cetak",
    copy: "Salin bukti",
    download: "Simpan file",
    proof_text: "Teks ini memuat struk beserta tanda tangan toko. Siapa pun bisa memeriksanya dengan kunci toko.",
};

pub const EN: Receipt = Receipt {
    title: "Receipt",
    none_title: "No receipt yet",
    none_text: "The receipt appears here when the payment has arrived, and stays on this phone.",
    valid_title: "Genuine receipt",
    valid_text: "The shop's signature was checked on this phone, without internet. Nothing was altered.",
    invalid_title: "This receipt cannot be trusted",
    why_not: why_not_en,
    paper_title: "Receipt",
    number: "Receipt no.",
    order: "Order",
    date: "Date",
    buyer: "Buyer",
    paid_with: "Paid with",
    paid_at: "Paid on",
    reference: "Reference",
    whole_order_paid: "Paid for the whole order",
    stamp: "Paid",
    stamp_provisional: "Not final",
    provisional: |time| {
        format!("Not final: the till may still take the payment back until {time}.")
    },
    corrects: "This receipt replaces an earlier one.",
    signed_note: "Digitally signed by the shop.",
    print: "Print",
    copy: "Copy proof",
    download: "Save file",
    proof_text: "This text holds the receipt and the shop's signature. Anyone can check it with the shop's key.",
};
