//! Words of a seller's statement. Apart from [`super::Phrases`], because no
//! shopper's phone has any use for them.

use warung_domain::lang::Lang;

/// Words of the statement.
pub struct Statement {
    pub title: &'static str,
    /// The way there, from the receipts.
    pub open: &'static str,
    pub shop_owes: &'static str,
    pub you_owe: &'static str,
    pub even: &'static str,
    pub sales: &'static str,
    pub tax: &'static str,
    pub cash: &'static str,
    pub commission: &'static str,
    pub totals: &'static str,
    pub lines: &'static str,
    /// What stood after a line.
    pub after: fn(&str) -> String,
    pub download: &'static str,
    pub more: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub trouble: &'static str,
    pub again: &'static str,
    /// What happened, by the name the books have for it.
    pub event: fn(&str) -> &'static str,
}

/// The words of a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static Statement {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: Statement = Statement {
    title: "Rekening penjual",
    open: "Lihat rekening",
    shop_owes: "Toko berutang kepadamu",
    you_owe: "Kamu berutang kepada toko",
    even: "Tidak ada yang berutang",
    sales: "Penjualan tanpa pajak",
    tax: "Pajak di dalamnya",
    cash: "Tunai yang kamu terima",
    commission: "Komisi terima tunai",
    totals: "Jumlah seluruhnya",
    lines: "Catatan",
    after: |amount| format!("Saldo {amount}"),
    download: "Unduh CSV",
    more: "Tampilkan yang lebih lama",
    empty_title: "Belum ada catatan",
    empty_text: "Penjualan yang sudah dibayar muncul di sini.",
    trouble: "Rekening belum bisa diambil.",
    again: "Coba lagi",
    event: |name| match name {
        "paid" => "Pembayaran masuk",
        "commission" => "Komisi terima tunai",
        "drawer-opened" => "Laci dibuka",
        "drawer-moved" => "Uang masuk atau keluar laci",
        "drawer-closed" => "Laci ditutup",
        "window-closed" => "Pembayaran pasti",
        "sale" => "Penjualan di kasir",
        "refunded" => "Uang dikembalikan ke pembeli",
        "charged-back" => "Pembayaran ditarik kembali",
        "taken-back" => "Pembayaran dibatalkan kasir",
        _ => "Catatan lain",
    },
};

static EN: Statement = Statement {
    title: "Seller's statement",
    open: "See your statement",
    shop_owes: "The shop owes you",
    you_owe: "You owe the shop",
    even: "Nobody owes anything",
    sales: "Sales without tax",
    tax: "Tax in them",
    cash: "Cash you took",
    commission: "Commission for taking cash",
    totals: "All together",
    lines: "Entries",
    after: |amount| format!("Balance {amount}"),
    download: "Download CSV",
    more: "Show older ones",
    empty_title: "No entries yet",
    empty_text: "Sales that have been paid appear here.",
    trouble: "The statement could not be fetched.",
    again: "Try again",
    event: |name| match name {
        "paid" => "Payment received",
        "commission" => "Commission for taking cash",
        "drawer-opened" => "Drawer opened",
        "drawer-moved" => "Cash in or out of a drawer",
        "drawer-closed" => "Drawer closed",
        "window-closed" => "Payment final",
        "sale" => "Sale at the till",
        "refunded" => "Money given back to the buyer",
        "charged-back" => "Payment charged back",
        "taken-back" => "Payment taken back by the till",
        _ => "Other entry",
    },
};
