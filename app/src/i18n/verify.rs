//! Words of the page on which anybody verifies a receipt, and of a log that was
//! rewritten.

/// Words of verifying.
pub struct Verify {
    pub title: &'static str,
    pub lead: &'static str,
    pub paste: &'static str,
    pub paste_hint: &'static str,
    pub choose_file: &'static str,
    pub scan: &'static str,
    pub stop_camera: &'static str,
    pub camera_label: &'static str,
    pub no_reader_title: &'static str,
    pub no_reader: &'static str,
    pub nothing_seen_title: &'static str,
    pub nothing_seen: &'static str,
    /// The QR names a receipt that the shop has to hand out.
    pub no_line_title: &'static str,
    pub no_line: &'static str,
    pub again: &'static str,
    pub unknown_title: &'static str,
    pub unknown: &'static str,
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
    lead: "Pindai QR pada struk, pilih file atau fotonya, atau tempel teks bukti. Tanda tangan toko, jumlah, dan catatannya diperiksa di HP ini, juga tanpa internet. Isinya tidak dikirim ke mana pun.",
    paste: "Teks bukti",
    paste_hint: "Teks panjang dari tombol \u{201c}Salin bukti\u{201d}, atau tautan dari QR struk.",
    choose_file: "Pilih file atau foto QR",
    scan: "Pindai QR struk",
    stop_camera: "Tutup kamera",
    camera_label: "Gambar kamera. Arahkan ke QR pada struk.",
    no_reader_title: "Browser ini tidak bisa membaca QR",
    no_reader: "Buka aplikasi kamera HP, arahkan ke QR pada struk, lalu buka tautan yang muncul. Tautan itu juga bisa ditempel di bawah. Kalau kamera ditolak, izinkan kamera di setelan browser.",
    nothing_seen_title: "Tidak ada QR di foto itu",
    nothing_seen: "Foto lagi dari dekat, lurus dan terang, sampai seluruh QR terlihat.",
    no_line_title: "Struk ini perlu diambil dari toko",
    no_line: "Struk yang panjang tidak muat di QR, jadi QR hanya menyebutkannya. Toko tidak bisa dihubungi sekarang. Coba lagi saat ada internet, atau minta file struknya.",
    again: "Coba lagi",
    unknown_title: "Toko tidak mengenal struk ini",
    unknown: "Tidak ada struk dengan isi seperti yang disebut QR itu. Periksa apakah tautannya lengkap; kalau lengkap, jangan percayai struknya.",
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
    lead: "Scan the QR on the receipt, choose its file or a photo of it, or paste the proof text. The shop's signature, the sums and the log are checked on this phone, also without internet. What it says is not sent anywhere.",
    paste: "Proof text",
    paste_hint: "The long text of the button \u{201c}Copy proof\u{201d}, or the link of a receipt's QR.",
    choose_file: "Choose a file or a photo of the QR",
    scan: "Scan the receipt's QR",
    stop_camera: "Close the camera",
    camera_label: "What the camera sees. Point it at the QR on the receipt.",
    no_reader_title: "This browser cannot read a QR",
    no_reader: "Open the phone's camera app, point it at the QR on the receipt, and open the link it shows. That link can be pasted below, too. If the camera was refused, allow it in the browser's settings.",
    nothing_seen_title: "No QR in that photo",
    nothing_seen: "Take it again from close by, straight and in good light, with the whole QR in view.",
    no_line_title: "This receipt has to be fetched from the shop",
    no_line: "A long receipt does not fit into a QR, so the QR only names it. The shop cannot be reached now. Try again when there is internet, or ask for the receipt's file.",
    again: "Try again",
    unknown_title: "The shop does not know this receipt",
    unknown: "There is no receipt of the words that this QR names. See whether the link is complete; if it is, do not trust the receipt.",
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
