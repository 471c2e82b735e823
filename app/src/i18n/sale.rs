//! Words of selling over the counter. Apart from [`super::Phrases`], because no
//! shopper's phone has any use for them.

use warung_domain::lang::Lang;

/// Words of the till.
pub struct Sale {
    pub tab: &'static str,
    pub title: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub nothing_found: fn(&str) -> String,
    pub found: &'static str,
    pub add: fn(&str) -> String,
    pub added: fn(&str) -> String,
    pub till_is_full: &'static str,
    pub left: fn(u32) -> String,
    pub to_settle: fn(u32) -> String,
    pub basket_title: &'static str,
    pub basket_empty: &'static str,
    pub quantity: &'static str,
    pub short: fn(u32) -> String,
    /// The button; with the amount.
    pub record: fn(&str) -> String,
    pub recorded: &'static str,
    pub not_recorded: &'static str,
    pub today_title: &'static str,
    pub today_empty: &'static str,
    pub today_sum: fn(usize, &str) -> String,
    pub on_this_device: &'static str,
    pub accepted: &'static str,
    pub stuck: &'static str,
    pub refused: fn(&str) -> String,
    pub drop: &'static str,
    pub settle_title: &'static str,
    pub settle_text: &'static str,
    pub no_catalog_title: &'static str,
    pub no_catalog_text: &'static str,
}

/// The words of a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static Sale {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: Sale = Sale {
    tab: "Kasir",
    title: "Kasir",
    search: "Cari barang: nama atau kode",
    search_hint: "Tekan Enter untuk menambahkan yang teratas.",
    nothing_found: |query| format!("Tidak ada barangmu yang cocok dengan “{query}”."),
    found: "Barang yang cocok",
    add: |name| format!("Tambah {name}"),
    added: |name| format!("{name} ditambahkan."),
    till_is_full: "Satu penjualan tidak muat lebih banyak lagi. Catat dulu yang ini.",
    left: |count| format!("{count} di rak"),
    to_settle: |count| format!("Kurang {count}, perlu dibereskan"),
    basket_title: "Yang dijual",
    basket_empty: "Belum ada. Cari barang di atas.",
    quantity: "Jumlah",
    short: |count| {
        format!("Catatan rak kurang {count}. Tetap bisa dicatat; selisihnya dibereskan nanti.")
    },
    record: |amount| format!("Dibayar tunai {amount}"),
    recorded: "Penjualan tersimpan di perangkat ini.",
    not_recorded: "Penjualan belum tersimpan. Semuanya masih ada di kasir; coba lagi.",
    today_title: "Penjualan hari ini",
    today_empty: "Belum ada penjualan dari perangkat ini hari ini.",
    today_sum: |count, amount| format!("{count} penjualan, {amount}"),
    on_this_device: "Di perangkat ini",
    accepted: "Diterima toko",
    stuck: "Perlu dilihat",
    refused: |why| format!("Toko tidak menerima catatan ini: {why}"),
    drop: "Hapus dari daftar",
    settle_title: "Stok perlu dibereskan",
    settle_text: "Terjual lebih banyak dari yang tercatat di rak. Barang yang masuk menutupnya lebih dulu; hitungan stok yang baru menghapusnya.",
    no_catalog_title: "Katalog belum ada di perangkat ini",
    no_catalog_text: "Sambungkan sekali ke internet; sesudah itu kasir bisa dipakai tanpa sinyal.",
};

static EN: Sale = Sale {
    tab: "Till",
    title: "Till",
    search: "Find a product: name or code",
    search_hint: "Press Enter to add the topmost.",
    nothing_found: |query| format!("None of your products matches “{query}”."),
    found: "Products that match",
    add: |name| format!("Add {name}"),
    added: |name| format!("{name} added."),
    till_is_full: "One sale holds no more. Record this one first.",
    left: |count| format!("{count} on the shelf"),
    to_settle: |count| format!("{count} short, to be settled"),
    basket_title: "This sale",
    basket_empty: "Nothing yet. Find a product above.",
    quantity: "How many",
    short: |count| {
        format!("The shelf's record is {count} short. Record it all the same; it is settled later.")
    },
    record: |amount| format!("Sold for cash, {amount}"),
    recorded: "The sale is saved on this device.",
    not_recorded: "The sale is not saved yet. Everything is still on the till; please try again.",
    today_title: "Sold today",
    today_empty: "Nothing was sold from this device today.",
    today_sum: |count, amount| {
        if count == 1 { format!("1 sale, {amount}") } else { format!("{count} sales, {amount}") }
    },
    on_this_device: "On this device",
    accepted: "Accepted by the shop",
    stuck: "Needs a look",
    refused: |why| format!("The shop did not take this record: {why}"),
    drop: "Take off the list",
    settle_title: "Stock to be settled",
    settle_text: "More was sold than the shelf's record held. What comes in pays it first; a new count of the stock settles it.",
    no_catalog_title: "The catalog is not on this device yet",
    no_catalog_text: "Connect to the internet once; from then on the till works without signal.",
};
