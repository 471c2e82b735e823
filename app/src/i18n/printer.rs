//! Words of a printer at the device itself. Apart from [`super::Phrases`], because no shopper's phone
//! has any use for them.

use warung_domain::lang::Lang;

/// Words of printers.
pub struct Printer {
    pub title: &'static str,
    pub connected: &'static str,
    pub none: &'static str,
    pub usb: &'static str,
    pub serial: &'static str,
    pub trouble: &'static str,
}

/// The words of a language.
#[must_use]
pub const fn words_of(lang: Lang) -> &'static Printer {
    match lang {
        Lang::Id => &ID,
        Lang::En => &EN,
    }
}

static ID: Printer = Printer {
    title: "Printer struk",
    connected: "Printer tersambung: slip dicetak langsung.",
    none: "Belum ada printer: slip dicetak lewat dialog cetak.",
    usb: "Sambungkan lewat USB",
    serial: "Sambungkan lewat serial atau Bluetooth",
    trouble: "Printer tidak menjawab. Coba lewat dialog cetak.",
};

static EN: Printer = Printer {
    title: "Receipt printer",
    connected: "A printer is connected: slips are printed right away.",
    none: "No printer yet: slips are printed through the print dialogue.",
    usb: "Connect over USB",
    serial: "Connect over serial or Bluetooth",
    trouble: "The printer does not answer. Try the print dialogue.",
};
