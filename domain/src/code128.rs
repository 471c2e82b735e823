//! Code 128 (ISO/IEC 15417): text as bars, for the scanner at a till.
//!
//! Digits go in pairs where they stand in a row (set C), which halves the bars;
//! everything else printable goes one by one (set B). What comes out are widths,
//! and whoever draws them decides how wide one is.

/// Widths of bars and gaps, in turn, of every symbol; the last three begin a code.
const SYMBOLS: [&[u8; 6]; 106] = [
    b"212222", b"222122", b"222221", b"121223", b"121322", b"131222", b"122213", b"122312",
    b"132212", b"221213", b"221312", b"231212", b"112232", b"122132", b"122231", b"113222",
    b"123122", b"123221", b"223211", b"221132", b"221231", b"213212", b"223112", b"312131",
    b"311222", b"321122", b"321221", b"312212", b"322112", b"322211", b"212123", b"212321",
    b"232121", b"111323", b"131123", b"131321", b"112313", b"132113", b"132311", b"211313",
    b"231113", b"231311", b"112133", b"112331", b"132131", b"113123", b"113321", b"133121",
    b"313121", b"211331", b"231131", b"213113", b"213311", b"213131", b"311123", b"311321",
    b"331121", b"312113", b"312311", b"332111", b"314111", b"221411", b"431111", b"111224",
    b"111422", b"121124", b"121421", b"141122", b"141221", b"112214", b"112412", b"122114",
    b"122411", b"142112", b"142211", b"241211", b"221114", b"413111", b"241112", b"134111",
    b"111242", b"121142", b"121241", b"114212", b"124112", b"124211", b"411212", b"421112",
    b"421211", b"212141", b"214121", b"412121", b"111143", b"111341", b"131141", b"114113",
    b"114311", b"411113", b"411311", b"113141", b"114131", b"311141", b"411131", b"211412",
    b"211214", b"211232",
];

/// Ends a code; one bar more than the others.
const STOP: &[u8; 7] = b"2331112";

const CODE_C: usize = 99;
const CODE_B: usize = 100;
const START_B: usize = 104;
const START_C: usize = 105;

/// Digits in a row from which on changing the set pays.
const WORTH_A_CHANGE: usize = 4;

/// Empty space that has to stand on either side, in widths.
pub const QUIET: u32 = 10;

/// How symbols are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    /// Characters.
    B,
    /// Pairs of digits.
    C,
}

/// Widths of bars and gaps in turn, beginning with a bar, without the quiet space.
/// Nothing for a text that is empty or holds more than printable ASCII.
#[must_use]
pub fn encode(text: &str) -> Option<Vec<u8>> {
    let is_printable = |byte: u8| (b' '..=b'~').contains(&byte);
    if text.is_empty() || !text.bytes().all(is_printable) {
        return None;
    }
    let symbols = symbols(text.as_bytes());
    let weighed = symbols.iter().enumerate().map(|(at, symbol)| at.max(1) * symbol);
    let check = weighed.sum::<usize>() % 103;
    let bars = symbols.iter().chain([&check]).flat_map(|symbol| SYMBOLS[*symbol].as_slice());
    Some(bars.chain(STOP.as_slice()).map(|width| width - b'0').collect())
}

fn symbols(text: &[u8]) -> Vec<usize> {
    let mut symbols = Vec::new();
    let mut set = None;
    let mut rest = text;
    while let Some(next) = rest.first() {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let pays = digits >= WORTH_A_CHANGE || digits == text.len();
        let wanted = match set {
            Some(Set::C) if digits >= 2 => Set::C,
            // Of an odd row the first digit goes alone: pairs then reach to its end.
            _ if pays && digits.is_multiple_of(2) => Set::C,
            _ => Set::B,
        };
        match (set, wanted) {
            (None, Set::B) => symbols.push(START_B),
            (None, Set::C) => symbols.push(START_C),
            (Some(Set::C), Set::B) => symbols.push(CODE_B),
            (Some(Set::B), Set::C) => symbols.push(CODE_C),
            (Some(_), _) => {}
        }
        set = Some(wanted);
        let taken = match wanted {
            Set::B => {
                symbols.push(usize::from(next - b' '));
                1
            }
            Set::C => {
                let digit = |at: usize| usize::from(rest[at] - b'0');
                symbols.push(digit(0) * 10 + digit(1));
                2
            }
        };
        rest = &rest[taken..];
    }
    symbols
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Reads bars as a scanner does.
    fn scan(widths: &[u8]) -> Option<String> {
        let (bars, stop) = widths.split_at_checked(widths.len().checked_sub(7)?)?;
        let text = |widths: &[u8]| widths.iter().map(|width| width + b'0').collect::<Vec<_>>();
        if text(stop) != STOP {
            return None;
        }
        let symbol = |six: &[u8]| SYMBOLS.iter().position(|known| text(six) == **known);
        let mut read = bars.chunks(6).map(symbol).collect::<Option<Vec<_>>>()?;
        let check = read.pop()?;
        let sum: usize = read.iter().enumerate().map(|(at, symbol)| at.max(1) * symbol).sum();
        if sum % 103 != check {
            return None;
        }
        let mut in_pairs = match *read.first()? {
            START_B => false,
            START_C => true,
            _ => return None,
        };
        let mut said = String::new();
        for symbol in &read[1..] {
            match *symbol {
                CODE_C if !in_pairs => in_pairs = true,
                CODE_B if in_pairs => in_pairs = false,
                pair if in_pairs => said += &format!("{pair:02}"),
                character => said.push(char::from(u8::try_from(character).ok()? + b' ')),
            }
        }
        Some(said)
    }

    #[test]
    fn symbols_are_eleven_wide_and_all_different() {
        for symbol in SYMBOLS {
            assert_eq!(symbol.iter().map(|width| u32::from(width - b'0')).sum::<u32>(), 11);
        }
        assert_eq!(SYMBOLS.iter().collect::<BTreeSet<_>>().len(), SYMBOLS.len());
    }

    /// Start C, 12, 34, check (105 + 12 + 68) mod 103 = 82, stop.
    #[test]
    fn a_short_code_is_what_one_works_out_by_hand() {
        let wanted = b"211232112232131123121241";
        let wanted: Vec<u8> = wanted.iter().chain(STOP).map(|width| width - b'0').collect();
        assert_eq!(encode("1234"), Some(wanted));
    }

    #[test]
    fn what_has_no_bars_is_refused() {
        assert_eq!(encode(""), None);
        assert_eq!(encode("kode\n"), None);
        assert_eq!(encode("é"), None);
    }

    proptest! {
        #[test]
        fn a_scanner_reads_what_was_written(text in "[ -~]{1,30}") {
            prop_assert_eq!(scan(&encode(&text).unwrap()), Some(text));
        }

        #[test]
        fn digits_go_in_pairs(code in "[0-9]{1,24}") {
            let widths = encode(&code).unwrap();
            prop_assert_eq!(scan(&widths), Some(code.clone()));
            // Start, pairs, perhaps one digit and a change, check.
            let symbols = (widths.len() - 7) / 6;
            prop_assert!(symbols <= 2 + code.len() / 2 + 2, "{} symbols for {}", symbols, code);
        }
    }
}
