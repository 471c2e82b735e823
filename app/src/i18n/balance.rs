//! Words of a shopper's balance.

/// Words of a shopper's balance.
pub struct Balance {
    pub title: &'static str,
    pub lead: &'static str,
    pub now: &'static str,
    pub usable: fn(&str) -> String,
    pub as_of: fn(&str) -> String,
    /// What a kiosk finds the balance by.
    pub code_label: &'static str,
    pub code_note: &'static str,
    pub code_picture: &'static str,
    pub lines: &'static str,
    /// What there was after a line.
    pub after: fn(&str) -> String,
    pub more: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub unknown_title: &'static str,
    pub unknown_text: &'static str,
    pub guest_title: &'static str,
    pub guest_text: &'static str,
    pub trouble: &'static str,
    pub again: &'static str,
    /// What happened, by the name the books have for it.
    pub event: fn(&str) -> &'static str,
    /// Beside the way to pay, in the checkout.
    pub there_is: fn(&str) -> String,
    pub too_small: fn(&str) -> String,
    pub unknown: &'static str,
    pub sign_in_first: &'static str,
    /// In place of "nothing is paid yet".
    pub placed_note: &'static str,
}

pub const ID: Balance = Balance {
    title: "Saldo",
    lead: "Uang kamu yang disimpan toko. Bisa dipakai membayar pesanan di toko ini, juga saat tanpa sinyal.",
    now: "Saldo sekarang",
    usable: |amount| {
        format!(
            "Bisa dipakai: {amount}. Sisanya untuk pesanan yang masih dalam perjalanan ke toko."
        )
    },
    as_of: |time| format!("Kabar terakhir dari toko: {time}"),
    code_label: "Kode saldo untuk kios",
    code_note: "Di kios toko, tunjukkan kode QR ini ke kamera, atau ketik nomor HP dan kode ini, untuk mengisi saldo dengan tunai. Kode ini tidak bisa dipakai membayar.",
    code_picture: "Kode QR berisi nomor HP dan kode saldo, untuk kamera kios",
    lines: "Catatan",
    after: |amount| format!("Saldo {amount}"),
    more: "Tampilkan yang lebih lama",
    empty_title: "Belum ada catatan",
    empty_text: "Uang yang masuk dan pesanan yang dibayar dengan saldo muncul di sini.",
    unknown_title: "Saldo belum sampai di HP ini",
    unknown_text: "Saldo diambil dari toko begitu ada sinyal.",
    guest_title: "Saldo ada di akun kamu",
    guest_text: "Masuk dulu untuk melihatnya.",
    trouble: "Saldo belum bisa diambil dari toko",
    again: "Coba lagi",
    event: |name| match name {
        "paid" => "Membayar pesanan",
        "refunded" => "Uang pesanan kembali",
        "given-back" => "Uang dikembalikan ke saldo",
        "credited" => "Masuk ke saldo",
        "topped-up" => "Isi saldo",
        "charged-back" => "Isi saldo ditarik kembali",
        _ => "Catatan lain",
    },
    there_is: |amount| format!("saldo kamu {amount}"),
    too_small: |amount| format!("Belum bisa dipakai: saldo kamu {amount}."),
    unknown: "Belum bisa dipakai: saldo kamu belum sampai di HP ini.",
    sign_in_first: "Belum bisa dipakai: saldo ada di akun, jadi masuk dulu.",
    placed_note: "Saldo dipotong saat toko menerima pesanan. Kalau saldonya ternyata kurang, kamu ditanya dulu.",
};

pub const EN: Balance = Balance {
    title: "Balance",
    lead: "Your money that the shop keeps for you. You can pay orders at this shop with it, also without signal.",
    now: "Balance now",
    usable: |amount| {
        format!("You can use {amount}. The rest is for orders that are on their way to the shop.")
    },
    as_of: |time| format!("Last heard from the shop: {time}"),
    code_label: "Balance code for the kiosk",
    code_note: "At a kiosk of the shop, hold this QR code to the camera, or type your phone number and this code, to fill the balance in cash. The code pays nothing.",
    code_picture: "QR code of phone number and balance code, for a kiosk's camera",
    lines: "Entries",
    after: |amount| format!("Balance {amount}"),
    more: "Show older ones",
    empty_title: "No entries yet",
    empty_text: "Money that comes in and orders paid from the balance appear here.",
    unknown_title: "The balance has not reached this phone yet",
    unknown_text: "It is fetched from the shop as soon as there is signal.",
    guest_title: "The balance belongs to your account",
    guest_text: "Sign in to see it.",
    trouble: "The balance could not be fetched",
    again: "Try again",
    event: |name| match name {
        "paid" => "Paid for an order",
        "refunded" => "Money of an order came back",
        "given-back" => "Money given back to the balance",
        "credited" => "Added to the balance",
        "topped-up" => "Top-up",
        "charged-back" => "Top-up taken back",
        _ => "Other entry",
    },
    there_is: |amount| format!("your balance is {amount}"),
    too_small: |amount| format!("Not possible: your balance is {amount}."),
    unknown: "Not possible yet: your balance has not reached this phone.",
    sign_in_first: "Not possible yet: the balance belongs to an account, so sign in first.",
    placed_note: "Your balance pays when the shop takes the order. If it is not enough by then, you are asked first.",
};
