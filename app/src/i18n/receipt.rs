//! Words of the receipt: the paper, and what checking it found.

use warung_domain::jws::JwsError;
use warung_domain::receipt::{Kind, ReceiptError};
use warung_domain::receipt_log::CheckpointError;
use warung_domain::receipt_log::evidence::EvidenceError;

/// Words of the receipt.
pub struct Receipt {
    pub title: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub valid_title: &'static str,
    pub valid_text: &'static str,
    pub invalid_title: &'static str,
    pub why_not: fn(&EvidenceError) -> String,
    /// The document's title.
    pub paper: fn(Kind) -> &'static str,
    /// Its stamp, where the money went back.
    pub gone: fn(Kind) -> &'static str,
    pub went_back_at: &'static str,
    pub went_back: &'static str,
    /// What is said of a document whose money went back.
    pub no_longer_paid: &'static str,
    pub superseded_title: &'static str,
    /// By the document of this number.
    pub superseded: fn(&str) -> String,
    /// As a leaf of this number, of so many.
    pub in_log: fn(&str, &str) -> String,
    pub not_in_log: &'static str,
    pub to_verify: &'static str,
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
    pub previous: &'static str,
    /// Of an amount that was the price before the sale.
    pub list_price: fn(&str) -> String,
    /// By what the lines were dearer before the sale.
    pub saved: fn(&str) -> String,
    pub seller: &'static str,
    pub check_title: &'static str,
    /// The QR carries the receipt; the page is at this address.
    pub check_whole: fn(&str) -> String,
    /// The QR names the receipt, and the shop hands it out.
    pub check_named: fn(&str) -> String,
    pub paper_label: &'static str,
    pub paper_sheet: &'static str,
    pub share: &'static str,
    pub signed_note: &'static str,
    pub print: &'static str,
    pub copy: &'static str,
    pub download: &'static str,
    pub proof_text: &'static str,
}

fn evidence_id(error: &EvidenceError) -> String {
    match error {
        EvidenceError::Receipt(error) => why_not_id(error),
        EvidenceError::TooLong => "Terlalu panjang untuk sebuah struk.".to_owned(),
        EvidenceError::Unreadable => {
            "Ini bukan struk. Pilih file struk, atau tempel teks bukti dari awal sampai akhir."
                .to_owned()
        }
        EvidenceError::Checkpoint(CheckpointError::Jws(unknown @ JwsError::UnknownKey(_))) => {
            why_not_id(&ReceiptError::Jws(unknown.clone()))
        }
        EvidenceError::Checkpoint(_) => {
            "Struknya asli, tetapi bukti dari buku struk toko di dalamnya tidak asli.".to_owned()
        }
        EvidenceError::NotInLog => {
            "Struknya ditandatangani toko, tetapi tidak ada di buku struk toko pada tempat yang disebut."
                .to_owned()
        }
    }
}

fn evidence_en(error: &EvidenceError) -> String {
    match error {
        EvidenceError::Receipt(error) => why_not_en(error),
        EvidenceError::TooLong => "Longer than any receipt.".to_owned(),
        EvidenceError::Unreadable => {
            "This is not a receipt. Choose a receipt file, or paste the whole proof text."
                .to_owned()
        }
        EvidenceError::Checkpoint(CheckpointError::Jws(unknown @ JwsError::UnknownKey(_))) => {
            why_not_en(&ReceiptError::Jws(unknown.clone()))
        }
        EvidenceError::Checkpoint(_) => {
            "The receipt is genuine, but the proof from the shop's log beside it is not.".to_owned()
        }
        EvidenceError::NotInLog => {
            "The shop signed the receipt, but its log does not hold it at the place that is named."
                .to_owned()
        }
    }
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
    why_not: evidence_id,
    paper: |kind| match kind {
        Kind::Receipt => "Struk pembelian",
        Kind::TopUp => "Bukti isi saldo",
        Kind::Reversal => "Pembatalan pembayaran",
        Kind::Refund => "Bukti pengembalian uang",
        Kind::ChargeBack => "Penarikan kembali oleh bank",
    },
    gone: |kind| match kind {
        Kind::Receipt | Kind::TopUp | Kind::Reversal => "Dibatalkan",
        Kind::Refund => "Uang kembali",
        Kind::ChargeBack => "Ditarik bank",
    },
    went_back_at: "Uang kembali pada",
    went_back: "Uang kembali dari seluruh pesanan",
    no_longer_paid: "Struk sebelumnya tidak berlaku lagi sebagai bukti lunas.",
    superseded_title: "Sudah ada dokumen penggantinya",
    superseded: |number| format!("Dokumen ini digantikan oleh {number}."),
    in_log: |place, size| format!("Tercatat di buku struk toko, nomor {place} dari {size}."),
    not_in_log: "Asli, tetapi belum ada bukti bahwa struk ini tercatat di buku struk toko.",
    to_verify: "Periksa struk lain",
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
    previous: "Dokumen sebelumnya",
    list_price: |price| format!("harga biasa {price}"),
    saved: |amount| format!("Hemat {amount} dari harga biasa"),
    seller: "Penjual",
    check_title: "Periksa keaslian",
    check_whole: |page| {
        format!(
            "Pindai QR ini atau buka {page}. Seluruh struk ada di dalam QR, jadi bisa diperiksa tanpa internet oleh HP yang pernah membuka toko ini."
        )
    },
    check_named: |page| {
        format!(
            "Pindai QR ini atau buka {page}. Struk ini panjang, jadi QR mengambilnya dari toko lewat internet."
        )
    },
    paper_label: "Kertas",
    paper_sheet: "A4 / PDF",
    share: "Bagikan",
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
    why_not: evidence_en,
    paper: |kind| match kind {
        Kind::Receipt => "Receipt",
        Kind::TopUp => "Top-up receipt",
        Kind::Reversal => "Payment reversal",
        Kind::Refund => "Refund",
        Kind::ChargeBack => "Charge-back",
    },
    gone: |kind| match kind {
        Kind::Receipt | Kind::TopUp | Kind::Reversal => "Reversed",
        Kind::Refund => "Refunded",
        Kind::ChargeBack => "Charged back",
    },
    went_back_at: "Went back on",
    went_back: "Of the whole order went back",
    no_longer_paid: "The earlier receipt no longer proves that the order is paid.",
    superseded_title: "Another document took its place",
    superseded: |number| format!("This document was superseded by {number}."),
    in_log: |place, size| format!("In the shop's log of receipts, number {place} of {size}."),
    not_in_log: "Genuine, but nothing here shows yet that the shop's log holds it.",
    to_verify: "Check another receipt",
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
    previous: "Previous document",
    list_price: |price| format!("regular price {price}"),
    saved: |amount| format!("{amount} saved on regular prices"),
    seller: "Seller",
    check_title: "See that it is genuine",
    check_whole: |page| {
        format!(
            "Scan this QR or open {page}. The QR holds the whole receipt, so a phone that has opened this shop before checks it without internet."
        )
    },
    check_named: |page| {
        format!(
            "Scan this QR or open {page}. This receipt is long, so the QR fetches it from the shop over the internet."
        )
    },
    paper_label: "Paper",
    paper_sheet: "A4 / PDF",
    share: "Share",
    signed_note: "Digitally signed by the shop.",
    print: "Print",
    copy: "Copy proof",
    download: "Save file",
    proof_text: "This text holds the receipt and the shop's signature. Anyone can check it with the shop's key.",
};
