//! Words of a seller's archive of receipts. Apart from [`super::Phrases`], because no
//! shopper's phone has any use for them.

use warung_domain::lang::Lang;
use warung_domain::receipt::Kind;

/// Words of the archive.
pub struct Archive {
    pub search: &'static str,
    pub words: &'static str,
    pub words_hint: &'static str,
    /// Days and kind.
    pub narrow: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub kind: &'static str,
    pub every_kind: &'static str,
    pub a_kind: fn(Kind) -> &'static str,
    pub find: &'static str,
    pub clear: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub more: &'static str,
    pub trouble: &'static str,
    /// What is shown then.
    pub kept_only: &'static str,
    pub again: &'static str,
    pub take_home: &'static str,
    pub take_home_text: &'static str,
    pub spreadsheet: &'static str,
    pub documents: &'static str,
}

/// The words of a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static Archive {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: Archive = Archive {
    search: "Cari struk",
    words: "Nomor, pembeli, atau jumlah",
    words_hint: "Sebagian nomor struk, nomor pesanan, nama, bukti bayar, atau jumlah seperti 77.000.",
    narrow: "Tanggal dan jenis",
    from: "Dari tanggal",
    to: "Sampai tanggal",
    kind: "Jenis",
    every_kind: "Semua jenis",
    a_kind: |kind| match kind {
        Kind::Receipt => "Struk pembelian",
        Kind::TopUp => "Isi saldo",
        Kind::Reversal => "Pembatalan pembayaran",
        Kind::Refund => "Pengembalian uang",
        Kind::ChargeBack => "Penarikan kembali oleh bank",
    },
    find: "Cari",
    clear: "Tampilkan semua",
    none_title: "Tidak ada struk yang cocok",
    none_text: "Periksa nomornya, atau perluas tanggalnya.",
    more: "Tampilkan yang lebih lama",
    trouble: "Arsip di toko tidak bisa dibuka sekarang",
    kept_only: "Yang tampil hanya struk terbaru yang tersimpan di perangkat ini.",
    again: "Coba lagi",
    take_home: "Unduh arsip",
    take_home_text: "Semua struk yang cocok dengan pencarian, dari yang paling lama. File dokumen memuat struk bertanda tangan beserta buktinya, satu per baris; tiap baris bisa diperiksa sendiri.",
    spreadsheet: "Lembar kerja (CSV)",
    documents: "Dokumen (JSONL)",
};

static EN: Archive = Archive {
    search: "Find a receipt",
    words: "Number, buyer or amount",
    words_hint: "Part of a receipt or order number, a name, a payment reference, or an amount like 77.000.",
    narrow: "Days and kind",
    from: "From",
    to: "To",
    kind: "Kind",
    every_kind: "Every kind",
    a_kind: |kind| match kind {
        Kind::Receipt => "Receipts",
        Kind::TopUp => "Top-ups",
        Kind::Reversal => "Payment reversals",
        Kind::Refund => "Refunds",
        Kind::ChargeBack => "Charge-backs",
    },
    find: "Find",
    clear: "Show all",
    none_title: "No receipt fits",
    none_text: "Check the number, or widen the dates.",
    more: "Show older ones",
    trouble: "The archive at the shop cannot be opened now",
    kept_only: "Only the newest receipts, kept on this device, are shown.",
    again: "Try again",
    take_home: "Take the archive home",
    take_home_text: "All receipts that fit the search, oldest first. The file of documents holds the signed receipts with their proofs, one a line; each line can be checked by itself.",
    spreadsheet: "Spreadsheet (CSV)",
    documents: "Documents (JSONL)",
};
