//! Words of the page on which anybody verifies a receipt, and of a log that was
//! rewritten.

/// Words of verifying.
pub struct Verify {
    pub title: &'static str,
    pub lead: &'static str,
    pub paste: &'static str,
    pub paste_hint: &'static str,
    pub choose_file: &'static str,
    pub clear: &'static str,
    pub shop_unknown: &'static str,
    pub superseded_later: &'static str,
    pub rewritten_title: &'static str,
    /// One line, on every page.
    pub rewritten_short: &'static str,
    /// Between a checkpoint of so many receipts and one of so many.
    pub rewritten: fn(&str, &str) -> String,
    pub rewritten_save: &'static str,
    pub details: &'static str,
}

pub const ID: Verify = Verify {
    title: "Periksa struk",
    lead: "Tempel teks bukti atau pilih file struk. Tanda tangan toko, jumlah, dan catatannya diperiksa di HP ini, juga tanpa internet. Isinya tidak dikirim ke mana pun.",
    paste: "Teks bukti",
    paste_hint: "Teks panjang dari tombol \u{201c}Salin bukti\u{201d}.",
    choose_file: "Pilih file struk",
    clear: "Kosongkan",
    shop_unknown: "HP ini belum mengenal toko. Sambungkan sekali ke internet, lalu periksa lagi.",
    superseded_later: "Toko telah menerbitkan dokumen pengganti untuk struk ini. Mintalah dokumen itu.",
    rewritten_title: "Buku struk toko tidak cocok lagi",
    rewritten_short: "Buku struk toko tidak lagi cocok dengan yang pernah ditandatanganinya.",
    rewritten: |known, met| {
        format!(
            "Toko menandatangani buku berisi {known} struk, lalu buku berisi {met} struk yang bukan lanjutannya. Simpan struk Anda: tanda tangan di dalamnya tetap berlaku. Kedua tanda tangan buku disimpan di HP ini sebagai bukti."
        )
    },
    rewritten_save: "Simpan kedua tanda tangan",
    details: "Selengkapnya",
};

pub const EN: Verify = Verify {
    title: "Check a receipt",
    lead: "Paste the proof text or choose a receipt file. The shop's signature, the sums and the log are checked on this phone, also without internet. What it says is not sent anywhere.",
    paste: "Proof text",
    paste_hint: "The long text of the button \u{201c}Copy proof\u{201d}.",
    choose_file: "Choose a receipt file",
    clear: "Clear",
    shop_unknown: "This phone does not know the shop yet. Connect to the internet once, then check again.",
    superseded_later: "The shop has issued a document that takes the place of this one. Ask for it.",
    rewritten_title: "The shop's log of receipts does not fit any more",
    rewritten_short: "The shop's log of receipts no longer fits what it signed before.",
    rewritten: |known, met| {
        format!(
            "The shop signed a log of {known} receipts, and then one of {met} that does not continue it. Keep your receipts: the signatures on them still hold. Both signatures of the log are kept on this phone as evidence."
        )
    },
    rewritten_save: "Save both signatures",
    details: "Details",
};
