//! What may be fetched over a line that costs somebody money. Pure.
//!
//! A browser may say that its person wants to spare data, or that the line is a
//! mobile one. Whoever asked for sparing is asked before the whole catalog
//! travels; a mobile line alone stops nothing unless the shopper wants it to,
//! because to most people here it is the only one.

use super::Appetite;

/// What the browser says of the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Line {
    /// Nothing that would keep anybody from using it.
    #[default]
    Free,
    /// It is paid by the byte, as far as the browser knows.
    Metered,
    /// The person has told the phone to spare data.
    Spared,
}

/// What the shopper has chosen for a line that is metered or spared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DearLine {
    Ask,
    OnlyLookedAt,
    Everything,
}

/// What the shopper has said about this catalog, beyond the rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Asked {
    #[default]
    Nothing,
    /// Fetch it, whatever the line costs.
    Fetch,
    /// Wait until told to go on.
    Pause,
}

/// The rule that holds on a line.
#[must_use]
pub fn rule(chosen: Option<DearLine>, line: Line) -> DearLine {
    match (chosen, line) {
        (_, Line::Free) | (None, Line::Metered) => DearLine::Everything,
        (None, Line::Spared) => DearLine::Ask,
        (Some(chosen), _) => chosen,
    }
}

/// How much may be fetched now.
#[must_use]
pub fn appetite(chosen: Option<DearLine>, line: Line, asked: Asked) -> Appetite {
    match (asked, rule(chosen, line)) {
        (Asked::Fetch, _) | (Asked::Nothing, DearLine::Everything) => Appetite::Kept,
        (Asked::Pause, _) | (_, DearLine::Ask | DearLine::OnlyLookedAt) => Appetite::LookedAt,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holds C14.
    #[test]
    fn who_spares_data_is_asked_and_who_only_walks_about_is_not() {
        assert_eq!(rule(None, Line::Free), DearLine::Everything);
        assert_eq!(rule(None, Line::Metered), DearLine::Everything);
        assert_eq!(rule(None, Line::Spared), DearLine::Ask);
        for chosen in [DearLine::Ask, DearLine::OnlyLookedAt, DearLine::Everything] {
            assert_eq!(rule(Some(chosen), Line::Free), DearLine::Everything);
            assert_eq!(rule(Some(chosen), Line::Metered), chosen);
            assert_eq!(rule(Some(chosen), Line::Spared), chosen);
        }
    }

    // Holds C14.
    #[test]
    fn a_word_of_the_shopper_comes_before_every_rule() {
        for line in [Line::Free, Line::Metered, Line::Spared] {
            for chosen in [None, Some(DearLine::Ask), Some(DearLine::Everything)] {
                assert_eq!(appetite(chosen, line, Asked::Pause), Appetite::LookedAt);
                assert_eq!(appetite(chosen, line, Asked::Fetch), Appetite::Kept);
            }
        }
        assert_eq!(appetite(None, Line::Spared, Asked::Nothing), Appetite::LookedAt);
        assert_eq!(appetite(None, Line::Metered, Asked::Nothing), Appetite::Kept);
        let sparing = Some(DearLine::OnlyLookedAt);
        assert_eq!(appetite(sparing, Line::Metered, Asked::Nothing), Appetite::LookedAt);
        assert_eq!(appetite(sparing, Line::Free, Asked::Nothing), Appetite::Kept);
    }
}
