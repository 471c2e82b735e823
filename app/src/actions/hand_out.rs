//! Handing something out on paper, or as a PDF.

use crate::platform::{log, navigation, paper, prefs};
use warung_domain::escpos::Columns;

const PAPER: &str = "warung.paper";

/// What is printed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Paper {
    /// A sheet, or a PDF.
    #[default]
    Sheet,
    /// The roll of a till printer, 80 mm wide.
    Roll80,
    /// The roll of a small printer, 58 mm wide.
    Roll58,
}

impl Paper {
    pub const ALL: [Self; 3] = [Self::Sheet, Self::Roll80, Self::Roll58];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sheet => "a4",
            Self::Roll80 => "80",
            Self::Roll58 => "58",
        }
    }

    fn of_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|paper| paper.code() == code).unwrap_or_default()
    }

    /// Millimetres, of a roll.
    const fn width(self) -> Option<u32> {
        match self {
            Self::Sheet => None,
            Self::Roll80 => Some(80),
            Self::Roll58 => Some(58),
        }
    }
}

/// The paper this device printed on last, shown to the page.
#[must_use]
pub fn paper() -> &'static str {
    let chosen = chosen();
    lay_out(chosen);
    chosen.code()
}

/// How much of a line fits on the paper that was chosen; on a sheet as on the wider roll.
#[must_use]
pub fn columns() -> Columns {
    match chosen() {
        Paper::Roll58 => Columns::Narrow,
        Paper::Roll80 | Paper::Sheet => Columns::Wide,
    }
}

fn chosen() -> Paper {
    prefs::read::<String>(PAPER).map(|code| Paper::of_code(&code)).unwrap_or_default()
}

/// Chooses the paper for this and the next receipts.
pub fn choose_paper(code: &str) {
    let chosen = Paper::of_code(code);
    prefs::write(PAPER, &chosen.code());
    lay_out(chosen);
}

/// A roll looks on the screen as it will be printed.
fn lay_out(chosen: Paper) {
    navigation::root_attribute("data-paper", chosen.width().map(|_| chosen.code()));
    if chosen == Paper::Sheet {
        tell_printer(None);
    }
}

/// A printer that cannot be told prints on the paper it has.
fn tell_printer(rule: Option<&str>) {
    if let Err(error) = paper::set_rule(rule) {
        log::warn(&format!("printing: {error}"));
    }
}

/// Opens the print dialogue for one document on the page, by its id. A roll is cut
/// where the document ends.
pub fn print(id: &str) {
    let rule = chosen()
        .width()
        .zip(paper::height_mm(id))
        .map(|(width, height)| format!("@page{{size:{width}mm {height}mm;margin:0}}"));
    tell_printer(rule.as_deref());
    paper::print_only(id);
    navigation::print();
}
