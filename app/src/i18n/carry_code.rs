//! Words of orders that travel as codes from screen to camera. Apart from
//! [`super::Phrases`], because only those who carry have a use for them.

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
    pub receipt: &'static str,
    pub no_shop: &'static str,
    pub phone_trouble: &'static str,
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
    hint: "Terangkan layar, lalu arahkan ke kamera di meja penjual atau HP lain. Isinya pesanan dan alamatmu, jadi tunjukkan hanya ke orang yang kamu percaya. Toko tetap menerimanya satu kali saja.",
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
    receipt: "Ini kode struk. Periksa di halaman Periksa struk.",
    no_shop: "HP ini belum pernah memuat toko. Buka Warung sekali dengan sinyal, lalu pindai lagi.",
    phone_trouble: "HP ini tidak bisa menyimpannya. Kosongkan sedikit ruang, lalu pindai lagi.",
};

const EN: CarryCode = CarryCode {
    show: "Show as a QR code",
    hide: "Close the code",
    code_title: "The code of your order",
    still_label: "QR code that holds what is not sent yet",
    moving_label: "A QR code that keeps changing and holds what is not sent yet",
    hint: "Turn the screen bright and hold it up to the camera of the seller's counter or of another phone. It holds your order and your address, so show it only to somebody you trust. The shop still takes it only once.",
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
    receipt: "This is the code of a receipt. Check it on the page Check a receipt.",
    no_shop: "This phone has never loaded the shop. Open Warung once with signal, then scan again.",
    phone_trouble: "This phone could not save it. Free some space, then scan again.",
};
