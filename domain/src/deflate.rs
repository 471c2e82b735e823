//! Packing a short text small: DEFLATE (RFC 1951) with fixed codes and a dictionary
//! that both sides know beforehand.
//!
//! What is written is one block of fixed Huffman codes, which any raw DEFLATE reader
//! with a preset dictionary unpacks (`zlib.decompressobj(-15, zdict=…)`). Only such
//! blocks are read. A text of a kilobyte is too short for codes of its own to pay for
//! the table that describes them by much, and fixed ones need no table here either.

use std::collections::BTreeMap;
use thiserror::Error;

/// The farthest that text is repeated from, in bytes.
const WINDOW: usize = 32 * 1024;

/// The shortest and the longest stretch that is repeated, in bytes.
const SHORTEST: usize = 3;
const LONGEST: usize = 258;

/// How many earlier places are looked at for each, the nearest first.
const PLACES: usize = 96;

/// The code that ends a block, and those of the two alphabets that name no stretch.
const END: u16 = 256;
const FIRST_LENGTH: u16 = 257;
const LENGTHS: usize = 29;
const DISTANCES: usize = 30;

/// Why bytes are no packed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DeflateError {
    #[error("the packed text is cut short")]
    Short,
    #[error("the packed text holds what cannot be unpacked")]
    Content,
    #[error("the unpacked text would be too long")]
    TooLong,
}

/// The shortest stretch (or nearest distance) that a code names, and how many bits
/// after the code tell the rest.
#[derive(Clone, Copy)]
struct Range {
    from: usize,
    bits: u32,
}

/// RFC 1951, section 3.2.5: stretches of code 257 and the codes after it.
fn length_range(index: usize) -> Range {
    match index {
        0..8 => Range { from: SHORTEST + index, bits: 0 },
        28 => Range { from: LONGEST, bits: 0 },
        _ => doubling(index - 4, 4, SHORTEST),
    }
}

fn distance_range(index: usize) -> Range {
    match index {
        0..4 => Range { from: 1 + index, bits: 0 },
        _ => doubling(index - 2, 2, 1),
    }
}

/// Ranges that are twice as wide after every `each` codes.
fn doubling(index: usize, each: usize, least: usize) -> Range {
    let bits = index / each;
    let from = ((each + index % each) << bits) + least;
    // At most thirteen.
    Range { from, bits: u32::try_from(bits).unwrap_or(0) }
}

/// The last of the ranges that begins at or before a number.
fn code_of(number: usize, count: usize, range: fn(usize) -> Range) -> (usize, Range) {
    let found = (0..count).rev().find(|index| range(*index).from <= number).unwrap_or(0);
    (found, range(found))
}

#[derive(Default)]
struct BitWriter {
    bytes: Vec<u8>,
    used: u32,
}

impl BitWriter {
    /// Numbers go in from their lowest bit.
    fn number(&mut self, value: usize, bits: u32) {
        for bit in 0..bits {
            self.bit((value >> bit) & 1 == 1);
        }
    }

    /// Codes go in from their highest bit.
    fn code(&mut self, value: u16, bits: u32) {
        for bit in (0..bits).rev() {
            self.bit((value >> bit) & 1 == 1);
        }
    }

    fn bit(&mut self, is_set: bool) {
        if self.used.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(is_set) << (self.used % 8);
        }
        self.used += 1;
    }

    /// RFC 1951, section 3.2.6.
    fn symbol(&mut self, symbol: u16) {
        match symbol {
            0..144 => self.code(0x30 + symbol, 8),
            144..256 => self.code(0x190 + (symbol - 144), 9),
            256..280 => self.code(symbol - 256, 7),
            _ => self.code(0xc0 + (symbol - 280), 8),
        }
    }

    fn stretch(&mut self, length: usize, distance: usize) {
        let (index, range) = code_of(length, LENGTHS, length_range);
        self.symbol(FIRST_LENGTH + u16::try_from(index).unwrap_or(0));
        self.number(length - range.from, range.bits);
        let (index, range) = code_of(distance, DISTANCES, distance_range);
        self.code(u16::try_from(index).unwrap_or(0), 5);
        self.number(distance - range.from, range.bits);
    }
}

/// Where each three bytes stood, the farthest first.
type Places = BTreeMap<[u8; SHORTEST], Vec<usize>>;

fn head(text: &[u8], at: usize) -> Option<[u8; SHORTEST]> {
    text.get(at..at + SHORTEST)?.try_into().ok()
}

/// The longest earlier stretch that goes on as the text does: its length and how far
/// back it begins.
fn longest(text: &[u8], at: usize, places: &Places) -> Option<(usize, usize)> {
    let earlier = places.get(&head(text, at)?)?;
    let same = |from: usize| {
        let pairs = text[from..].iter().zip(&text[at..]).take(LONGEST);
        pairs.take_while(|(a, b)| a == b).count()
    };
    let near = earlier.iter().rev().take(PLACES).filter(|from| at - **from <= WINDOW);
    // Of stretches of one length the nearest is the cheapest.
    near.map(|from| (same(*from), at - from)).rev().max_by_key(|(length, _)| *length)
}

/// Packs a text that is unpacked with the same dictionary.
#[must_use]
pub fn pack(text: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let whole = [dictionary, text].concat();
    let mut places = Places::new();
    let note = |places: &mut Places, at: usize| {
        if let Some(head) = head(&whole, at) {
            places.entry(head).or_default().push(at);
        }
    };
    (0..dictionary.len()).for_each(|at| note(&mut places, at));
    let mut out = BitWriter::default();
    // The last block, with fixed codes.
    out.number(1, 1);
    out.number(1, 2);
    let mut at = dictionary.len();
    while let Some(byte) = whole.get(at) {
        let found = longest(&whole, at, &places);
        note(&mut places, at);
        // A longer stretch that begins one byte later is worth that byte.
        let later = found.and_then(|_| longest(&whole, at + 1, &places));
        let found = found.filter(|(length, _)| later.is_none_or(|(next, _)| next <= *length));
        match found {
            Some((length, distance)) => {
                out.stretch(length, distance);
                (at + 1..at + length).for_each(|at| note(&mut places, at));
                at += length;
            }
            None => {
                out.symbol(u16::from(*byte));
                at += 1;
            }
        }
    }
    out.symbol(END);
    out.bytes
}

struct BitReader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl BitReader<'_> {
    fn bit(&mut self) -> Result<u16, DeflateError> {
        let byte = self.bytes.get(self.at / 8).ok_or(DeflateError::Short)?;
        let bit = (byte >> (self.at % 8)) & 1;
        self.at += 1;
        Ok(bit.into())
    }

    fn number(&mut self, bits: u32) -> Result<usize, DeflateError> {
        let mut value = 0;
        for place in 0..bits {
            value |= usize::from(self.bit()?) << place;
        }
        Ok(value)
    }

    fn code(&mut self, bits: u32, so_far: u16) -> Result<u16, DeflateError> {
        let mut value = so_far;
        for _ in 0..bits {
            value = value << 1 | self.bit()?;
        }
        Ok(value)
    }

    fn symbol(&mut self) -> Result<u16, DeflateError> {
        let seven = self.code(7, 0)?;
        if seven < 0x18 {
            return Ok(256 + seven);
        }
        let eight = self.code(1, seven)?;
        match eight {
            0x30..0xc0 => Ok(eight - 0x30),
            0xc0..0xc8 => Ok(280 + (eight - 0xc0)),
            _ => Ok(144 + (self.code(1, eight)? - 0x190)),
        }
    }

    fn ranged(&mut self, range: Range) -> Result<usize, DeflateError> {
        Ok(range.from + self.number(range.bits)?)
    }
}

/// Unpacks at most `most` bytes.
pub fn unpack(packed: &[u8], dictionary: &[u8], most: usize) -> Result<Vec<u8>, DeflateError> {
    let mut bits = BitReader { bytes: packed, at: 0 };
    if bits.number(1)? != 1 || bits.number(2)? != 1 {
        return Err(DeflateError::Content);
    }
    let mut whole = dictionary.to_vec();
    loop {
        let symbol = bits.symbol()?;
        let room = (dictionary.len() + most).saturating_sub(whole.len());
        match symbol {
            END => break,
            0..END => {
                if room == 0 {
                    return Err(DeflateError::TooLong);
                }
                whole.push(u8::try_from(symbol).map_err(|_| DeflateError::Content)?);
            }
            _ => {
                let index = usize::from(symbol - FIRST_LENGTH);
                if index >= LENGTHS {
                    return Err(DeflateError::Content);
                }
                let length = bits.ranged(length_range(index))?;
                let index = usize::from(bits.code(5, 0)?);
                if index >= DISTANCES {
                    return Err(DeflateError::Content);
                }
                let distance = bits.ranged(distance_range(index))?;
                let from = whole.len().checked_sub(distance).ok_or(DeflateError::Content)?;
                if length > room {
                    return Err(DeflateError::TooLong);
                }
                for at in from..from + length {
                    whole.push(whole[at]);
                }
            }
        }
    }
    // What is left of the last byte says nothing, and more than that was not packed here.
    if bits.at.div_ceil(8) != packed.len() {
        return Err(DeflateError::Content);
    }
    Ok(whole.split_off(dictionary.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every code's range begins where the one before it ended.
    #[test]
    fn ranges_have_no_gaps() {
        for (range, count) in [(length_range as fn(usize) -> Range, 28), (distance_range, 30)] {
            for index in 1..count {
                let before = range(index - 1);
                assert_eq!(range(index).from, before.from + (1 << before.bits), "code {index}");
            }
        }
        assert_eq!((distance_range(29).from, distance_range(29).bits), (24_577, 13));
        assert_eq!((length_range(27).from, length_range(27).bits), (227, 5));
    }

    /// Packed by zlib with `Z_FIXED` and a preset dictionary.
    #[test]
    fn what_others_pack_is_unpacked() {
        let packed = [
            0xab, 0x46, 0xc8, 0x9a, 0x63, 0x48, 0x2b, 0x24, 0x95, 0x2a, 0x94, 0x64, 0xe6, 0x65,
            0x2a, 0x1c, 0x5e, 0x09, 0x94, 0x4b, 0x4c, 0x4f, 0xcc, 0xcc, 0x43, 0x97, 0x52, 0xaa,
            0x05, 0x00,
        ];
        let dictionary = br#"{"number":"","seller":"dapur"}"#;
        let text = r#"{"number":"7","seller":"dapur bu tini é","again":"dapur bu tini"}"#;
        assert_eq!(unpack(&packed, dictionary, 100), Ok(text.as_bytes().to_vec()));
        assert!(pack(text.as_bytes(), dictionary).len() <= packed.len());
    }

    #[test]
    fn what_is_no_packed_text_has_a_reason() {
        let packed = pack(b"struk struk struk", b"");
        assert_eq!(unpack(&packed, b"", 17).unwrap(), b"struk struk struk");
        assert_eq!(unpack(&packed, b"", 16), Err(DeflateError::TooLong));
        assert_eq!(unpack(&packed[..4], b"", 99), Err(DeflateError::Short));
        assert_eq!(
            unpack(&[packed.as_slice(), b"x"].concat(), b"", 99),
            Err(DeflateError::Content)
        );
        assert_eq!(unpack(&[0], b"", 99), Err(DeflateError::Content));
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_back(text in "[a-c]{0,600}", dictionary in "[a-c]{0,80}") {
            let packed = pack(text.as_bytes(), dictionary.as_bytes());
            let back = unpack(&packed, dictionary.as_bytes(), text.len());
            prop_assert_eq!(back, Ok(text.into_bytes()));
        }

        #[test]
        fn any_bytes_come_back(text in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert_eq!(unpack(&pack(&text, b""), b"", text.len()), Ok(text));
        }

        #[test]
        fn nothing_read_panics(packed in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(text) = unpack(&packed, b"kamus", 200) {
                prop_assert!(text.len() <= 200);
            }
        }
    }
}
