//! Words for a phone whose storage was wiped.

/// Words for a phone whose storage was wiped.
pub struct LossTexts {
    pub title: &'static str,
    /// Wiped, with so many unsent on that day.
    pub unsent_lost: fn(u32, &str) -> String,
    /// Wiped, but nothing waited on that day.
    pub nothing_waited: fn(&str) -> String,
    pub comes_back: &'static str,
    pub gone: &'static str,
    pub set_back: fn(u64) -> String,
    pub elsewhere_title: &'static str,
    pub held_elsewhere: fn(u32, &str) -> String,
    pub put_aside: &'static str,
}

pub const ID: LossTexts = LossTexts {
    title: "Data Warung di HP ini terhapus",
    unsent_lost: |count, day| {
        format!(
            "Browser menghapus penyimpanannya. Pada {day} masih ada {count} hal yang belum dijawab toko. Kalau belum sempat sampai, itu hilang dan tidak bisa dikembalikan, kecuali kamu menyimpannya ke file. Lihat daftar pesananmu sebelum memesan lagi."
        )
    },
    nothing_waited: |day| {
        format!(
            "Browser menghapus penyimpanannya. Pada {day} tidak ada pesanan yang menunggu dikirim, jadi tidak ada pesanan yang hilang."
        )
    },
    comes_back: "Kembali setelah kamu masuk: semua pesanan dan struk yang sudah diterima toko.",
    gone: "Tidak kembali: isi keranjang dan alamat yang tersimpan di HP ini.",
    set_back: |count| {
        format!(
            "Penyimpanan HP ini kembali ke keadaan lama. Toko mencatat {count} hal lagi dari HP ini; semuanya aman di toko dan dimuat lagi. Lihat daftar pesananmu sebelum memesan lagi."
        )
    },
    elsewhere_title: "Masih ada yang menunggu di HP lain",
    held_elsewhere: |count, day| {
        format!(
            "HP lain dengan akun ini, atau HP ini sebelum datanya terhapus, masih menyimpan {count} hal yang belum terkirim ketika terakhir tersambung, {day}. Kalau HP itu masih ada, buka Warung di sana. Kalau sudah tidak ada, itu hilang."
        )
    },
    put_aside: "Mengerti",
};

pub const EN: LossTexts = LossTexts {
    title: "Warung's data on this phone was deleted",
    unsent_lost: |count, day| {
        let things = if count == 1 { "thing was" } else { "things were" };
        format!(
            "The browser cleared its storage. On {day} {count} {things} not answered by the shop yet. What had not arrived is lost and cannot be brought back, unless you saved it to a file. Look at your orders before you order again."
        )
    },
    nothing_waited: |day| {
        format!(
            "The browser cleared its storage. On {day} no order was waiting to be sent, so no order is lost."
        )
    },
    comes_back: "Comes back when you sign in: every order and receipt the shop has.",
    gone: "Does not come back: the cart and the addresses kept on this phone.",
    set_back: |count| {
        let things = if count == 1 { "thing" } else { "things" };
        format!(
            "This phone's storage went back to an earlier day. The shop knows {count} more {things} from it; they are safe there and are loaded again. Look at your orders before you order again."
        )
    },
    elsewhere_title: "Something still waits on another phone",
    held_elsewhere: |count, day| {
        let things = if count == 1 { "thing" } else { "things" };
        format!(
            "Another phone of this account, or this one before its data was deleted, still held {count} unsent {things} when it was last connected, {day}. If you have that phone, open Warung there. If it is gone, they are lost."
        )
    },
    put_aside: "Understood",
};
