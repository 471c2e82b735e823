//! Words of goods that partners deliver.

use warung_domain::lang::Lang;

/// Words of them.
pub struct DigitalWords {
    pub title: &'static str,
    pub unpaid: &'static str,
    pub under_way: &'static str,
    pub code: &'static str,
    pub serial: &'static str,
    pub refused: &'static str,
    pub number: &'static str,
    pub number_hint: &'static str,
    pub number_wrong: &'static str,
}

/// In a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static DigitalWords {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: DigitalWords = DigitalWords {
    title: "Dikirim digital",
    unpaid: "Datang setelah dibayar",
    under_way: "Sedang dikerjakan mitra",
    code: "Kode",
    serial: "Nomor seri",
    refused: "Tidak berhasil. Uangnya kembali ke saldo Anda.",
    number: "Nomor tujuan",
    number_hint: "Nomor HP atau pelanggan, 6–20 angka",
    number_wrong: "Isi nomor tujuan, 6–20 angka.",
};

static EN: DigitalWords = DigitalWords {
    title: "Delivered digitally",
    unpaid: "Comes once it is paid",
    under_way: "The partner is at it",
    code: "Code",
    serial: "Serial number",
    refused: "It did not work. The money is back on your balance.",
    number: "Number it is for",
    number_hint: "A phone or customer number, 6–20 digits",
    number_wrong: "Fill in the number it is for, 6–20 digits.",
};
