//! Words of orders that travel as codes from screen to camera. Apart from
//! [`super::Phrases`], because only those who carry have a use for them.

use warung_domain::answer::MoneyStands;
use warung_domain::carry::CarryError;
use warung_domain::lang::Lang;

/// Words of codes on a screen, and of reading them.
pub struct CarryCode {
    pub show: &'static str,
    pub hide: &'static str,
    pub code_title: &'static str,
    pub still_label: &'static str,
    pub moving_label: &'static str,
    pub hint: &'static str,
    pub moving_hint: fn(u8) -> String,
    pub pause: &'static str,
    pub go_on: &'static str,
    pub too_long: &'static str,
    pub not_shown: &'static str,

    pub scan: &'static str,
    pub scan_text: &'static str,
    pub stop: &'static str,
    pub camera_label: &'static str,
    pub part: fn(u8, u8) -> String,
    pub no_camera: &'static str,
    pub error: fn(CarryError) -> &'static str,
    pub not_ours: &'static str,
    pub no_shop: &'static str,
    pub phone_trouble: &'static str,

    /// Number and total of the order.
    pub order_line: fn(&str, &str) -> String,
    pub money: fn(MoneyStands) -> &'static str,
    /// The code of cash at a counter.
    pub pay_code: fn(&str) -> String,
    pub pay_next: &'static str,
    pub delivery_changed: &'static str,
    pub payment_changed: &'static str,
    pub adjusted_next: &'static str,
    pub answer_hint: &'static str,
    pub answer_label: &'static str,
    pub answer_too_long: &'static str,

    pub heard_applied: &'static str,
    pub heard_adjusted: &'static str,
    pub heard_rejected: &'static str,
    /// Number and total.
    pub receipt_holds: fn(&str, &str) -> String,
    /// The same, while the money may be taken back.
    pub receipt_holds_for_now: fn(&str, &str) -> String,
    pub other_receipt: &'static str,
    pub not_mine: &'static str,
    pub not_believed: &'static str,
    pub unknown_key: &'static str,
    pub by_code: &'static str,
}

/// The words of a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static CarryCode {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

const ID: CarryCode = CarryCode {
    show: "Tunjukkan kode QR",
    hide: "Tutup kode",
    code_title: "Kode pesananmu",
    still_label: "Kode QR berisi pesanan yang belum terkirim",
    moving_label: "Kode QR yang berganti-ganti, berisi pesanan yang belum terkirim",
    hint: "Terangkan layar, lalu arahkan ke kamera di kios, di meja penjual, atau HP lain. Isinya pesanan dan alamatmu, jadi tunjukkan hanya ke orang yang kamu percaya. Toko tetap menerimanya satu kali saja.",
    moving_hint: |count| {
        format!(
            "Pesanan ini panjang, jadi kodenya berganti-ganti. Tahan di depan kamera sampai sekitar {count} kode terbaca; urutannya bebas."
        )
    },
    pause: "Hentikan sebentar",
    go_on: "Lanjutkan",
    too_long: "Terlalu banyak untuk kode QR. Simpan ke file saja.",
    not_shown: "Kodenya tidak bisa dibuat. Coba lagi, atau simpan ke file.",

    scan: "Pindai kode QR",
    scan_text: "Pindai kode pesanan dari HP lain, atau jawaban toko untuk pesananmu. Tidak perlu sinyal.",
    stop: "Tutup kamera",
    camera_label: "Gambar kamera. Arahkan ke kode di layar HP lain.",
    part: |have, of| format!("{have} dari sekitar {of} kode terbaca. Tahan terus."),
    no_camera: "Kamera tidak bisa dipakai. Izinkan kamera di setelan browser, atau minta pesanannya sebagai file.",
    error: |error| match error {
        CarryError::OtherShop => {
            "Kode ini pesanan untuk toko lain. Buka toko itu, lalu pindai di sana."
        }
        CarryError::Newer => {
            "Kode ini dibuat Warung yang lebih baru. Muat ulang Warung selagi ada sinyal, lalu pindai lagi."
        }
        CarryError::TooLarge | CarryError::CutShort | CarryError::Nothing => {
            "Pesanan di kode ini rusak dan tidak bisa dibaca. Minta HP asalnya menampilkan kodenya lagi."
        }
        CarryError::NotOurs => {
            "Ini bukan kode pesanan Warung. Di HP asal buka Akun, Menunggu dikirim, Tunjukkan kode QR."
        }
    },
    not_ours: "Ini bukan kode pesanan Warung. Di HP asal buka Akun, Menunggu dikirim, Tunjukkan kode QR.",
    no_shop: "HP ini belum pernah memuat toko. Buka Warung sekali dengan sinyal, lalu pindai lagi.",
    phone_trouble: "HP ini tidak bisa menyimpannya. Kosongkan sedikit ruang, lalu pindai lagi.",

    order_line: |number, total| format!("Pesanan {number}, total {total}."),
    money: |money| match money {
        MoneyStands::Unpaid => "Belum dibayar.",
        MoneyStands::Provisional => "Uang sudah masuk, sebentar lagi pasti.",
        MoneyStands::Paid => "Sudah lunas.",
        MoneyStands::Refunded => "Uangnya sudah dikembalikan.",
    },
    pay_code: |code| format!("Kode bayar di kasir toko: {code}"),
    pay_next: "Toko sudah menerima pesanan. Bayar tunai di kasir toko, dengan slip dari kios atau kode di bawah ini.",
    delivery_changed: "Pengiriman yang dipilih sudah tidak ada, diganti cara lain.",
    payment_changed: "Cara bayar yang dipilih tidak bisa dipakai, diganti cara lain.",
    adjusted_next: "Yang memesan perlu setuju dengan total baru di HP-nya, lalu menunjukkan kodenya sekali lagi. Kalau HP-nya tidak ada di sini, catat sebagai penjualan baru di Kasir.",
    answer_hint: "Untuk HP yang memesan: buka Menunggu dikirim, Pindai kode QR, arahkan ke kode ini. HP itu langsung tahu, tanpa sinyal.",
    answer_label: "Kode QR berisi jawaban toko",
    answer_too_long: "Jawaban ini terlalu panjang untuk kode QR. HP yang memesan mengetahuinya begitu ada sinyal.",

    heard_applied: "Diterima toko.",
    heard_adjusted: "Diterima toko, tetapi ada yang berubah. Buka pesanannya untuk menjawab.",
    heard_rejected: "Toko tidak bisa menerimanya. Alasannya ada di bawah.",
    receipt_holds: |number, total| {
        format!("Lunas. Struk {number}, {total}, tanda tangan tokonya sah.")
    },
    receipt_holds_for_now: |number, total| {
        format!("Sudah dibayar. Struk {number}, {total}, tanda tangan tokonya sah.")
    },
    other_receipt: "Struk ini sah, tetapi bukan untuk pesanan yang menunggu di HP ini. Lihat isinya di halaman Periksa struk.",
    not_mine: "Jawaban ini bukan untuk yang menunggu di HP ini. Pindai kode jawaban untuk pesananmu.",
    not_believed: "Tanda tangan toko pada kode ini tidak cocok, jadi tidak dipercaya. Pesananmu tetap menunggu. Pindai lagi di meja penjual.",
    unknown_key: "HP ini belum mengenal kunci toko yang baru. Sambungkan sekali ke internet, lalu pindai lagi.",
    by_code: "Jawaban toko lewat kode QR",
};

const EN: CarryCode = CarryCode {
    show: "Show as a QR code",
    hide: "Close the code",
    code_title: "The code of your order",
    still_label: "QR code that holds what is not sent yet",
    moving_label: "A QR code that keeps changing and holds what is not sent yet",
    hint: "Turn the screen bright and hold it up to the camera of a kiosk, of the seller's counter or of another phone. It holds your order and your address, so show it only to somebody you trust. The shop still takes it only once.",
    moving_hint: |count| {
        format!(
            "This order is long, so the code keeps changing. Hold it up until about {count} codes are read, in any order."
        )
    },
    pause: "Pause",
    go_on: "Go on",
    too_long: "This is too much for QR codes. Save it to a file instead.",
    not_shown: "The code could not be made. Try again, or save it to a file.",

    scan: "Scan a QR code",
    scan_text: "Scan an order off another phone, or the shop's answer to yours. No signal is needed.",
    stop: "Close the camera",
    camera_label: "What the camera sees. Point it at the code on the other screen.",
    part: |have, of| format!("{have} of about {of} codes read. Keep holding."),
    no_camera: "The camera cannot be used. Allow it in the browser's settings, or ask for the orders as a file.",
    error: |error| match error {
        CarryError::OtherShop => {
            "This code is an order for another shop. Open that shop and scan it there."
        }
        CarryError::Newer => {
            "This code was made by a newer Warung. Reload Warung while you have signal, then scan again."
        }
        CarryError::TooLarge | CarryError::CutShort | CarryError::Nothing => {
            "The order in this code is damaged and cannot be read. Ask for it to be shown again on the phone it comes from."
        }
        CarryError::NotOurs => {
            "This is not a code of a Warung order. On the phone it comes from, open Account, Waiting to be sent, Show as a QR code."
        }
    },
    not_ours: "This is not a code of a Warung order. On the phone it comes from, open Account, Waiting to be sent, Show as a QR code.",
    no_shop: "This phone has never loaded the shop. Open Warung once with signal, then scan again.",
    phone_trouble: "This phone could not save it. Free some space, then scan again.",

    order_line: |number, total| format!("Order {number}, total {total}."),
    money: |money| match money {
        MoneyStands::Unpaid => "Not paid yet.",
        MoneyStands::Provisional => "The money has arrived and becomes final in a moment.",
        MoneyStands::Paid => "Paid.",
        MoneyStands::Refunded => "The money went back.",
    },
    pay_code: |code| format!("Code to pay in cash at the shop: {code}"),
    pay_next: "The shop has the order. Pay in cash at a counter of the shop, with the slip of the kiosk or the code below.",
    delivery_changed: "The delivery that was chosen is no longer offered; another took its place.",
    payment_changed: "The payment that was chosen cannot be used; another took its place.",
    adjusted_next: "Whoever ordered has to accept the new total on their phone and show its code once more. If that phone is not here, record a new sale at the till.",
    answer_hint: "For the phone that ordered: open Waiting to be sent, Scan a QR code, and point it here. It knows at once, without signal.",
    answer_label: "QR code that holds the shop's answer",
    answer_too_long: "This answer is too long for a QR code. The phone that ordered learns it when it has signal.",

    heard_applied: "Accepted by the shop.",
    heard_adjusted: "The shop has it, but something changed. Open the order to answer.",
    heard_rejected: "The shop cannot take it. Why is told below.",
    receipt_holds: |number, total| {
        format!("Paid. Receipt {number}, {total}, is signed by the shop.")
    },
    receipt_holds_for_now: |number, total| {
        format!("The money has arrived. Receipt {number}, {total}, is signed by the shop.")
    },
    other_receipt: "This receipt is genuine, but not for anything that waits on this phone. See what it says on the page Check a receipt.",
    not_mine: "This answer is not for anything that waits on this phone. Scan the code of the answer to your order.",
    not_believed: "The shop's signature does not fit this code, so it is not believed. Your order goes on waiting. Scan again at the counter.",
    unknown_key: "This phone does not know the shop's new key yet. Connect to the internet once, then scan again.",
    by_code: "The shop's answer by QR code",
};
