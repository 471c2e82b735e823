//! Words of the report at the end of a shift. Apart from [`super::Phrases`], because no shopper's phone has
//! any use for them.

use warung_domain::lang::Lang;

/// Words of the report.
pub struct ShiftReport {
    pub title: &'static str,
    pub opened: &'static str,
    pub closed: &'static str,
    pub float: &'static str,
    pub taken: &'static str,
    pub put_in: &'static str,
    pub taken_out: &'static str,
    pub difference: &'static str,
    pub handed_over: &'static str,
    pub received: &'static str,
    pub note: &'static str,
    pub show: &'static str,
    pub print: &'static str,
}

/// The words of a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static ShiftReport {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: ShiftReport = ShiftReport {
    title: "Laporan tutup laci",
    opened: "Dibuka",
    closed: "Ditutup",
    float: "Uang kembalian awal",
    taken: "Pembayaran tunai",
    put_in: "Uang dimasukkan",
    taken_out: "Uang dikeluarkan",
    difference: "Selisih",
    handed_over: "Diserahkan oleh",
    received: "Diterima oleh",
    note: "Simpan bersama uang dari laci.",
    show: "Lihat laporan",
    print: "Cetak laporan",
};

static EN: ShiftReport = ShiftReport {
    title: "Close-out report",
    opened: "Opened",
    closed: "Closed",
    float: "Change to begin with",
    taken: "Payments in cash",
    put_in: "Cash put in",
    taken_out: "Cash taken out",
    difference: "Difference",
    handed_over: "Handed over by",
    received: "Received by",
    note: "Kept with the cash of the drawer.",
    show: "Show the report",
    print: "Print the report",
};
