//! Words of what the shop asks about an order before anything is charged.

/// Words of what the shop asks about an order.
pub struct Asks {
    pub title: &'static str,
    pub price_changed: fn(&str, &str, &str) -> String,
    pub out_of_stock: fn(&str, u32, u32) -> String,
    pub withdrawn: fn(&str) -> String,
    pub delivery_changed: fn(&str) -> String,
    pub payment_unavailable: fn(&str) -> String,
    pub below_minimum: fn(&str, &str) -> String,
    pub total_changed: fn(&str, &str) -> String,
    pub take_total: fn(&str) -> String,
    pub change: &'static str,
    pub change_title: &'static str,
    pub change_text: &'static str,
    pub change_yes: &'static str,
    pub changed: &'static str,
}

pub const ID: Asks = Asks {
    title: "Toko bertanya dulu",
    price_changed: |name, was, now| format!("Harga {name} berubah dari {was} menjadi {now}."),
    out_of_stock: |name, wanted, available| match available {
        0 => format!("{name} sudah habis dan dikeluarkan dari pesanan."),
        _ => format!("{name} tinggal {available}, kamu memesan {wanted}. Jumlahnya dikurangi."),
    },
    withdrawn: |name| format!("{name} tidak dijual lagi dan dikeluarkan dari pesanan."),
    delivery_changed: |name| {
        format!("Pengiriman yang kamu pilih sudah tidak ada. Sekarang: {name}.")
    },
    payment_unavailable: |method| {
        format!(
            "Cara pembayaran yang kamu pilih tidak bisa dipakai untuk total ini. Sekarang: {method}."
        )
    },
    below_minimum: |minimum, method| {
        format!(
            "Totalnya kurang dari {minimum}, batas terkecil cara pembayaran yang kamu pilih. Sekarang: {method}."
        )
    },
    total_changed: |was, now| format!("Totalnya berubah dari {was} menjadi {now}."),
    take_total: |total| format!("Setuju, total {total}"),
    change: "Ubah pesanan",
    change_title: "Ubah pesanan ini?",
    change_text: "Barangnya kembali ke keranjang dan pesanan ini dibatalkan. Ubah sesukamu, lalu pesan lagi.",
    change_yes: "Ya, ubah",
    changed: "Barangnya kembali ke keranjang, pesanan lama dibatalkan",
};

pub const EN: Asks = Asks {
    title: "The shop asks first",
    price_changed: |name, was, now| format!("The price of {name} changed from {was} to {now}."),
    out_of_stock: |name, wanted, available| match available {
        0 => format!("{name} is sold out and was taken out of the order."),
        _ => format!(
            "Only {available} of {name} are left, you wanted {wanted}. The quantity was reduced."
        ),
    },
    withdrawn: |name| format!("{name} is no longer sold and was taken out of the order."),
    delivery_changed: |name| format!("The delivery you chose is no longer offered. Now: {name}."),
    payment_unavailable: |method| {
        format!("The payment you chose cannot be used for this total. Now: {method}.")
    },
    below_minimum: |minimum, method| {
        format!(
            "The total is below {minimum}, the least that the payment you chose takes. Now: {method}."
        )
    },
    total_changed: |was, now| format!("The total changed from {was} to {now}."),
    take_total: |total| format!("Accept the total of {total}"),
    change: "Change the order",
    change_title: "Change this order?",
    change_text: "The goods go back to the cart and this order is cancelled. Change what you like, then order again.",
    change_yes: "Yes, change it",
    changed: "The goods are back in the cart, the old order is cancelled",
};
