//! Words of the outbox: what waits to be sent, and why.

use warung_domain::command::RetryReason;
use warung_domain::outbox::Obstacle;

/// Words of the outbox.
pub struct Outbox {
    pub title: &'static str,
    pub explanation: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub kind: fn(&str) -> &'static str,
    pub waiting: &'static str,
    pub sending: &'static str,
    pub answered: &'static str,
    pub stuck: &'static str,
    pub saved: fn(&str) -> String,
    pub tries: fn(u32) -> String,
    pub next_try: fn(&str) -> String,
    pub obstacle: fn(Obstacle) -> &'static str,
    pub guest: &'static str,
    pub retry: &'static str,
    pub open_order: &'static str,
    pub failed: &'static str,
    pub oldest: fn(&str) -> String,
    pub expired: &'static str,
    pub drop: &'static str,
    pub drop_title: &'static str,
    pub drop_order: &'static str,
    pub drop_request: &'static str,
    pub drop_yes: &'static str,
    pub drop_no: &'static str,
    pub may_have_arrived: &'static str,
    pub on_the_wire: &'static str,
    pub being_sent: &'static str,
    pub cart_is_full: &'static str,
}

pub const ID: Outbox = Outbox {
    title: "Menunggu dikirim",
    explanation: "Yang ada di sini sudah tersimpan aman di HP ini dan dikirim sendiri ke toko, urut satu per satu. Tidak ada yang dihapus sebelum toko menjawab.",
    empty_title: "Semua sudah terkirim",
    empty_text: "Tidak ada yang menunggu di HP ini.",
    kind: |kind| match kind {
        "place-order" => "Pesanan baru",
        "top-up" => "Isi saldo",
        "cancel-order" => "Pembatalan pesanan",
        "confirm-order" => "Persetujuan perubahan",
        "fulfil-parcel" => "Kabar paket",
        "record-cash" => "Catatan uang tunai",
        "reverse-cash" => "Pembatalan uang tunai",
        "record-sale" => "Catatan penjualan",
        "change-payment" => "Penggantian cara bayar",
        "refund-order" => "Pengembalian uang",
        "open-shift" => "Pembukaan laci",
        "move-cash" => "Uang masuk atau keluar laci",
        "close-shift" => "Penutupan laci",
        _ => "Permintaan",
    },
    waiting: "Menunggu",
    sending: "Sedang dikirim",
    answered: "Sudah dijawab toko",
    stuck: "Perlu dilihat",
    saved: |age| format!("Disimpan {age}"),
    tries: |count| format!("{count} kali dicoba"),
    next_try: |time| format!("dicoba lagi dalam {time}"),
    obstacle: |obstacle| match obstacle {
        Obstacle::Unreachable => "Toko tidak bisa dihubungi: tidak ada sinyal, atau terputus.",
        Obstacle::NotTheShop => {
            "Jaringan ini menjawab sendiri, bukan toko. Mungkin Wi-Fi ini perlu login dulu."
        }
        Obstacle::Asked(RetryReason::DeviceUnbound) => {
            "HP ini belum milik siapa-siapa. Masuk dulu, lalu terkirim."
        }
        Obstacle::Asked(RetryReason::OrderNotYetHere) => {
            "Menunggu pesanannya sampai di toko lebih dulu."
        }
        Obstacle::Asked(RetryReason::Busy) => "Toko sedang ramai dan minta ditunggu sebentar.",
    },
    guest: "Masuk supaya semuanya bisa dikirim.",
    retry: "Coba sekarang",
    open_order: "Lihat pesanan",
    failed: "Belum berhasil. Coba lagi.",
    oldest: |age| format!("Yang paling lama disimpan {age} dan masih menunggu."),
    expired: "Kamu perlu masuk lagi untuk melihat jawaban toko. Yang ada di sini tetap dikirim.",
    drop: "Hapus",
    drop_title: "Hapus dari HP ini?",
    drop_order: "Pesanan ini belum ada di toko. Setelah dihapus, tidak ada yang dikirim atau ditagih, dan isinya tidak bisa dikembalikan.",
    drop_request: "Toko belum tahu tentang ini. Setelah dihapus, pesanannya tetap seperti sekarang.",
    drop_yes: "Ya, hapus",
    drop_no: "Tidak jadi",
    may_have_arrived: "Ini mungkin sudah sampai di toko, jadi tidak bisa dihapus begitu saja. Tunggu jawaban toko, atau batalkan pesanannya.",
    on_the_wire: "Ini mungkin sudah sampai di toko. Kalau tidak jadi memesan, batalkan: pembatalannya menyusul ke toko.",
    being_sent: "Sedang dikirim. Coba lagi sebentar lagi.",
    cart_is_full: "Keranjang penuh, jadi pesanannya tetap di sini. Kosongkan keranjang dulu.",
};

pub const EN: Outbox = Outbox {
    title: "Waiting to be sent",
    explanation: "What is here is safe on this phone and goes to the shop by itself, one after the other. Nothing is removed before the shop has answered.",
    empty_title: "Everything has been sent",
    empty_text: "Nothing waits on this phone.",
    kind: |kind| match kind {
        "place-order" => "New order",
        "top-up" => "Top-up",
        "cancel-order" => "Cancelling an order",
        "confirm-order" => "Consent to a change",
        "fulfil-parcel" => "News of a parcel",
        "record-cash" => "Record of cash",
        "reverse-cash" => "Undoing of cash",
        "record-sale" => "Record of a sale",
        "change-payment" => "Another way to pay",
        "refund-order" => "Refund",
        "open-shift" => "Drawer opened",
        "move-cash" => "Cash into or out of the drawer",
        "close-shift" => "Drawer closed",
        _ => "Request",
    },
    waiting: "Waiting",
    sending: "Being sent",
    answered: "Answered by the shop",
    stuck: "Needs a look",
    saved: |age| format!("Saved {age}"),
    tries: |count| {
        if count == 1 { "tried once".to_owned() } else { format!("tried {count} times") }
    },
    next_try: |time| format!("next try in {time}"),
    obstacle: |obstacle| match obstacle {
        Obstacle::Unreachable => "The shop cannot be reached: no signal, or it broke off.",
        Obstacle::NotTheShop => {
            "This network answered in the shop's place. Perhaps its Wi-Fi wants you to log in."
        }
        Obstacle::Asked(RetryReason::DeviceUnbound) => {
            "This phone belongs to nobody yet. Sign in, then it is sent."
        }
        Obstacle::Asked(RetryReason::OrderNotYetHere) => {
            "Waits for its order to reach the shop first."
        }
        Obstacle::Asked(RetryReason::Busy) => "The shop is busy and asks for a little patience.",
    },
    guest: "Sign in so that everything can be sent.",
    retry: "Try now",
    open_order: "See the order",
    failed: "That did not work. Please try again.",
    oldest: |age| format!("The oldest was saved {age} and still waits."),
    expired: "Please sign in again to see what the shop answers. What is here is still sent.",
    drop: "Drop it",
    drop_title: "Drop it from this phone?",
    drop_order: "The shop does not have this order. Once dropped, nothing is sent or charged, and what is in it cannot be brought back.",
    drop_request: "The shop does not know of this. Once dropped, the order stays as it is now.",
    drop_yes: "Yes, drop it",
    drop_no: "Keep it",
    may_have_arrived: "This may have reached the shop, so it cannot simply be dropped. Wait for the shop's answer, or cancel the order.",
    on_the_wire: "This may have reached the shop. If you no longer want it, cancel it: the cancellation follows it to the shop.",
    being_sent: "It is being sent right now. Please try again in a moment.",
    cart_is_full: "The cart is full, so the order stays here. Make room in the cart first.",
};
