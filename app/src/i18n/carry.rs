//! Words of orders carried by hand, in a file.

use warung_domain::carry::CarryError;

/// Words of orders carried by hand.
pub struct Carry {
    pub title: &'static str,
    pub text: &'static str,
    pub give_away: &'static str,
    pub given: fn(usize) -> String,
    pub file_name: &'static str,
    /// The first line of the file for whoever opens it.
    pub file_says: &'static str,
    pub take_in: &'static str,
    pub take_in_text: &'static str,
    pub taken_in: fn(usize) -> String,
    pub known: fn(usize) -> String,
    pub damaged: fn(usize) -> String,
    pub error: fn(CarryError) -> &'static str,
    pub no_shop: &'static str,
    pub phone_trouble: &'static str,

    pub carried_title: &'static str,
    pub carried_text: &'static str,
    pub made: fn(&str) -> String,
    pub waits: &'static str,
    pub nobodys: &'static str,
    pub applied: &'static str,
    pub adjusted: &'static str,
    pub seen: &'static str,
    pub drop_copy: &'static str,
}

pub const ID: Carry = Carry {
    title: "Tidak ada sinyal juga?",
    text: "Simpan yang belum terkirim ke sebuah file, lalu berikan ke HP lain atau ke meja penjual. Toko tetap menerimanya satu kali saja. Isinya pesanan dan alamatmu, jadi berikan ke orang yang kamu percaya.",
    give_away: "Simpan ke file",
    given: |count| format!("{count} hal ada di file. Di HP ini tetap menunggu juga."),
    file_name: "pesanan",
    file_says: "Pesanan Warung yang belum terkirim. Buka Warung di HP lain, pilih Akun, Menunggu dikirim, Ambil dari file.",
    take_in: "Ambil dari file",
    take_in_text: "Punya file pesanan dari HP lain? Ambil di sini, HP ini yang mengirimkan.",
    taken_in: |count| format!("{count} hal tersimpan di HP ini dan dikirim ke toko."),
    known: |count| format!("{count} sudah ada di HP ini."),
    damaged: |count| {
        format!("{count} rusak dan tidak bisa dibaca. Simpan ulang file-nya di HP asalnya.")
    },
    error: |error| match error {
        CarryError::TooLarge => {
            "File ini terlalu besar untuk file pesanan. Pilih file yang namanya berakhir .warung.json."
        }
        CarryError::NotOurs => {
            "Ini bukan file pesanan Warung. Pilih file yang namanya berakhir .warung.json."
        }
        CarryError::CutShort => {
            "File ini terpotong. Kirim ulang file-nya dari HP asalnya, lalu coba lagi."
        }
        CarryError::Newer => {
            "File ini dibuat Warung yang lebih baru. Muat ulang Warung dengan sinyal, lalu coba lagi."
        }
        CarryError::OtherShop => {
            "Pesanan di file ini untuk toko lain. Buka toko itu, lalu ambil file-nya di sana."
        }
        CarryError::Nothing => {
            "Tidak ada pesanan yang bisa dibaca di file ini. Simpan ulang file-nya di HP asalnya."
        }
    },
    no_shop: "HP ini belum pernah memuat toko. Buka Warung sekali dengan sinyal, lalu ambil file-nya lagi.",
    phone_trouble: "HP ini tidak bisa menyimpannya. Kosongkan sedikit ruang, lalu ambil file-nya lagi.",

    carried_title: "Titipan dari HP lain",
    carried_text: "Dikirim oleh HP ini. Isi pesanannya tidak ditampilkan di sini.",
    made: |when| format!("Dibuat {when}"),
    waits: "Tersimpan di HP ini, menunggu giliran dikirim.",
    nobodys: "HP yang membuatnya belum pernah masuk ke akun, jadi toko belum tahu ini pesanan siapa. Masuk di HP itu selagi ada sinyal, lalu semuanya terkirim. Pesanannya juga tetap ada di HP itu.",
    applied: "Diterima toko.",
    adjusted: "Diterima toko, tetapi ada yang berubah. Yang memesan perlu menjawab setelah masuk di HP mana saja.",
    seen: "Mengerti",
    drop_copy: "Hapus salinan",
};

pub const EN: Carry = Carry {
    title: "Still no signal?",
    text: "Save what is not sent yet to a file and give it to another phone or to the seller's counter. The shop still takes it only once. It holds your orders and your address, so give it to somebody you trust.",
    give_away: "Save to a file",
    given: |count| match count {
        1 => "1 thing is in the file. It keeps waiting on this phone too.".to_owned(),
        _ => format!("{count} things are in the file. They keep waiting on this phone too."),
    },
    file_name: "orders",
    file_says: "Warung orders that are not sent yet. Open Warung on another phone, choose Account, Waiting to be sent, Take in a file.",
    take_in: "Take in a file",
    take_in_text: "Do you have a file of orders from another phone? Take it in here and this phone sends them.",
    taken_in: |count| match count {
        1 => "1 thing is saved on this phone and goes to the shop.".to_owned(),
        _ => format!("{count} things are saved on this phone and go to the shop."),
    },
    known: |count| format!("{count} of them were on this phone already."),
    damaged: |count| {
        format!("{count} could not be read. Save the file again on the phone it comes from.")
    },
    error: |error| match error {
        CarryError::TooLarge => {
            "This file is too large for a file of orders. Choose one whose name ends in .warung.json."
        }
        CarryError::NotOurs => {
            "This is not a file of Warung orders. Choose one whose name ends in .warung.json."
        }
        CarryError::CutShort => {
            "The end of this file is missing. Send it again from the phone it comes from."
        }
        CarryError::Newer => {
            "This file was made by a newer Warung. Reload Warung while you have signal, then try again."
        }
        CarryError::OtherShop => {
            "The orders in this file are for another shop. Open that shop and take the file in there."
        }
        CarryError::Nothing => {
            "No order in this file can be read. Save it again on the phone it comes from."
        }
    },
    no_shop: "This phone has never loaded the shop. Open Warung once with signal, then take the file in again.",
    phone_trouble: "This phone could not save them. Free some space, then take the file in again.",

    carried_title: "Carried for another phone",
    carried_text: "This phone sends them. What was ordered is not shown here.",
    made: |when| format!("Made {when}"),
    waits: "Saved on this phone, waits for its turn to be sent.",
    nobodys: "The phone that made this has never signed in, so the shop does not know whose it is. Sign in on that phone while it has signal and everything is sent. The order is still on that phone, too.",
    applied: "Accepted by the shop.",
    adjusted: "The shop has it, but something changed. The person who ordered has to answer, on any phone they sign in on.",
    seen: "Understood",
    drop_copy: "Remove this copy",
};
