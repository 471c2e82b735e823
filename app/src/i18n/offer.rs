//! Words about what a way to pay costs, takes and is not for.

/// Words about what a way to pay costs, takes and is not for.
pub struct Offer {
    pub costs: fn(&str) -> String,
    pub costs_nothing: &'static str,
    /// In a few words, beside what else there is to know.
    pub free: &'static str,
    pub within: fn(&str) -> String,
    pub between: fn(&str, &str) -> String,
    pub up_to: fn(&str) -> String,
    pub not_from: fn(&str) -> String,
    pub not_for: fn(&str) -> String,
    pub pick_up_only: &'static str,
    pub not_for_top_ups: &'static str,
    pub cash_unpaid: fn(u32) -> String,
    pub codes_unpaid: fn(u32) -> String,
    /// The fee's name in a total.
    pub fee: &'static str,
}

pub const ID: Offer = Offer {
    costs: |fee| format!("Biaya {fee}."),
    costs_nothing: "Tanpa biaya tambahan.",
    free: "tanpa biaya",
    within: |time| format!("dibayar dalam {time}"),
    between: |least, most| format!("{least} – {most}"),
    up_to: |most| format!("sampai {most}"),
    not_from: |seller| format!("Tidak bisa dipakai: {seller} tidak menerimanya."),
    not_for: |product| format!("Tidak bisa dipakai untuk {product}."),
    not_for_top_ups: "Tidak bisa dipakai untuk isi saldo.",
    pick_up_only: "Hanya untuk barang yang diambil sendiri.",
    cash_unpaid: |orders| {
        format!(
            "Belum bisa dipakai: {orders} pesanan tunai kamu belum dibayar. Bayar dulu, atau pilih cara lain."
        )
    },
    codes_unpaid: |orders| {
        format!(
            "Belum bisa dipakai: {orders} pesanan tidak dibayar tepat waktu dalam 30 hari terakhir. Pilih cara yang langsung dibayar."
        )
    },
    fee: "Biaya pembayaran",
};

pub const EN: Offer = Offer {
    costs: |fee| format!("Costs {fee}."),
    costs_nothing: "No extra cost.",
    free: "no fee",
    within: |time| format!("paid within {time}"),
    between: |least, most| format!("{least} – {most}"),
    up_to: |most| format!("up to {most}"),
    not_from: |seller| format!("Not possible: {seller} does not take it."),
    not_for: |product| format!("Not possible for {product}."),
    not_for_top_ups: "Not for filling the balance.",
    pick_up_only: "Only for goods you pick up.",
    cash_unpaid: |orders| {
        let such = if orders == 1 { "cash order of yours is" } else { "cash orders of yours are" };
        format!("Not possible yet: {orders} {such} not paid. Pay first, or choose another way.")
    },
    codes_unpaid: |orders| {
        let such = if orders == 1 { "order was" } else { "orders were" };
        format!(
            "Not possible yet: {orders} {such} not paid in time in the last 30 days. Choose a way that pays at once."
        )
    },
    fee: "Payment fee",
};
