//! A text in pieces of which any that are enough give the whole, whichever were missed:
//! random linear coding over 256 numbers (RFC 8681), in one window of all pieces.
//!
//! The first pieces are the text itself. Every later one is a sum of all of them, each
//! taken a random number of times; the numbers are drawn by TinyMT32 (RFC 8682) from the
//! place of the piece, so that they need not travel (RFC 8681, section 3.6, with density
//! 15). As many pieces as the text has are nearly always enough: a sum says nothing new
//! about once in 255 times.
//!
//! Chosen over the fountain codes of Luby because those want a fifth or more of pieces on
//! top where there are few of them, and over RaptorQ (RFC 6330) because its gain, which is
//! not to solve thousands of equations, is none for the few dozen of an order.

mod gf256;
mod tinymt;

use tinymt::TinyMt32;

/// Most pieces of a text.
pub const MAX_PIECES: u8 = 120;

/// How often each piece of a text is in the sum at a place.
fn factors(place: u16, pieces: u8) -> Vec<u8> {
    let count = usize::from(pieces);
    if let Some(own) = Some(usize::from(place)).filter(|own| *own < count) {
        let mut only = vec![0; count];
        only[own] = 1;
        return only;
    }
    let mut chance = TinyMt32::new(u32::from(place));
    // None is left out.
    let mut draw = || loop {
        let byte = chance.byte();
        if byte != 0 {
            break byte;
        }
    };
    (0..count).map(|_| draw()).collect()
}

/// A text cut into pieces of one length, from which all others are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pieces: Vec<Vec<u8>>,
    count: u8,
}

impl Source {
    /// Cuts a text into as few pieces of at most `most` bytes as it takes; nothing if it
    /// is empty or takes more than [`MAX_PIECES`].
    #[must_use]
    pub fn new(text: &[u8], most: usize) -> Option<Self> {
        let count = u8::try_from(text.len().div_ceil(most.max(1))).ok()?;
        if !(1..=MAX_PIECES).contains(&count) {
            return None;
        }
        let length = text.len().div_ceil(count.into());
        let pieces: Vec<Vec<u8>> = text.chunks(length).map(|piece| padded(piece, length)).collect();
        // Rounding up may have emptied the last ones.
        Some(Self { count: u8::try_from(pieces.len()).ok()?, pieces })
    }

    #[must_use]
    pub const fn count(&self) -> u8 {
        self.count
    }

    /// The piece at a place: of the text itself at the first, a sum at every other.
    #[must_use]
    pub fn piece(&self, place: u16) -> Vec<u8> {
        let mut sum = vec![0; self.pieces.first().map_or(0, Vec::len)];
        for (piece, factor) in self.pieces.iter().zip(factors(place, self.count)) {
            gf256::add_times(&mut sum, piece, factor);
        }
        sum
    }
}

fn padded(piece: &[u8], length: usize) -> Vec<u8> {
    let mut piece = piece.to_vec();
    piece.resize(length, 0);
    piece
}

/// A sum that begins with one of the piece that it is kept for.
#[derive(Debug, Clone)]
struct Equation {
    factors: Vec<u8>,
    sum: Vec<u8>,
}

/// Pieces that came, and what they say together. It holds as many as the text has, and
/// no more.
#[derive(Debug, Clone)]
pub struct Gathered {
    equations: Vec<Option<Equation>>,
    count: u8,
    length: usize,
}

impl Gathered {
    /// For a text of that many pieces, each of `length` bytes; nothing if there can be no
    /// such text.
    #[must_use]
    pub fn new(count: u8, length: usize) -> Option<Self> {
        let is_some = (1..=MAX_PIECES).contains(&count) && length > 0;
        is_some.then(|| Self { equations: vec![None; count.into()], count, length })
    }

    /// Takes a piece in. One of another length, or one that says nothing new, changes
    /// nothing.
    pub fn take(&mut self, place: u16, piece: &[u8]) {
        if piece.len() != self.length {
            return;
        }
        let mut equation = Equation { factors: factors(place, self.count), sum: piece.to_vec() };
        for (at, known) in self.equations.iter_mut().enumerate() {
            let factor = equation.factors[at];
            if factor == 0 {
                continue;
            }
            match known {
                Some(known) => {
                    gf256::add_times(&mut equation.factors, &known.factors, factor);
                    gf256::add_times(&mut equation.sum, &known.sum, factor);
                }
                None => {
                    let one = gf256::inverse(factor);
                    gf256::scale(&mut equation.factors, one);
                    gf256::scale(&mut equation.sum, one);
                    *known = Some(equation);
                    return;
                }
            }
        }
    }

    /// How many pieces have said something new.
    #[must_use]
    pub fn have(&self) -> u8 {
        u8::try_from(self.equations.iter().flatten().count()).unwrap_or(self.count)
    }

    #[must_use]
    pub const fn count(&self) -> u8 {
        self.count
    }

    /// The text and its padding, once enough has come.
    #[must_use]
    pub fn text(&self) -> Option<Vec<u8>> {
        let mut known: Vec<Equation> = self.equations.iter().cloned().collect::<Option<_>>()?;
        // The last begins and ends with its own piece; each one before is freed of those after it.
        for last in (1..known.len()).rev() {
            let (before, after) = known.split_at_mut(last);
            for equation in before {
                gf256::add_times(&mut equation.sum, &after[0].sum, equation.factors[last]);
            }
        }
        Some(known.into_iter().flat_map(|equation| equation.sum).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gathered(source: &Source, places: impl IntoIterator<Item = u16>) -> Gathered {
        let mut gathered = Gathered::new(source.count(), source.piece(0).len()).unwrap();
        for place in places {
            gathered.take(place, &source.piece(place));
        }
        gathered
    }

    #[test]
    fn a_sum_takes_every_piece_as_often_as_the_standard_says() {
        // RFC 8681, appendix A: the lowest bytes of the first numbers of seed 1.
        assert_eq!(factors(1, 1), [37]);
        assert_eq!(factors(3, 8).len(), 8);
        assert_eq!(factors(3, 8), [0, 0, 0, 1, 0, 0, 0, 0]);
        assert!(factors(900, 120).iter().all(|factor| *factor != 0));
    }

    #[test]
    fn a_text_is_cut_evenly_and_within_bounds() {
        let source = Source::new(&[7; 1_001], 500).unwrap();
        assert_eq!((source.count(), source.piece(0).len()), (3, 334));
        assert_eq!(Source::new(&[], 10), None);
        assert_eq!(Source::new(&[1; 121], 1), None);
        assert_eq!(Source::new(&[1; 5], 4).unwrap().count(), 2);
        assert!(Gathered::new(0, 5).is_none());
        assert!(Gathered::new(121, 5).is_none());
        assert!(Gathered::new(3, 0).is_none());
    }

    /// What sums alone say, once there are a few more than pieces: all of it.
    #[test]
    fn sums_alone_are_enough() {
        let text: Vec<u8> = (0..=255).cycle().take(120 * 9).collect();
        let source = Source::new(&text, 9).unwrap();
        let needed = (120..).position(|place| gathered(&source, 120..=place).have() == 120);
        // Of 120 random sums about one in 255 says nothing new.
        assert!(needed.is_some_and(|more| more < 123), "{needed:?}");
    }

    #[test]
    fn what_was_damaged_never_ends_and_never_grows() {
        let source = Source::new(&[5; 300], 100).unwrap();
        let mut all = gathered(&source, [0]);
        all.take(1, &[0; 99]);
        assert_eq!((all.have(), all.text()), (1, None));
        for place in 0..2_000 {
            all.take(place, &[9; 100]);
        }
        assert_eq!((all.have(), all.equations.len()), (3, 3));
    }

    proptest! {
        #[test]
        fn any_pieces_that_are_enough_give_the_whole(
            text in prop::collection::vec(any::<u8>(), 1..2_000),
            most in 20_usize..400,
            seed in any::<u64>(),
            lost_in_ten in 2_u64..=5,
        ) {
            let source = Source::new(&text, most).unwrap();
            // In any order, from anywhere on, with a fifth to half of them lost.
            let mut chance = seed | 1;
            let mut draw = || {
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                chance
            };
            let begin = u16::try_from(draw() % 60_000).unwrap();
            let mut gathered = Gathered::new(source.count(), source.piece(0).len()).unwrap();
            let mut useful = 0;
            while gathered.text().is_none() {
                let place = begin.wrapping_add(u16::try_from(draw() % 500).unwrap());
                if draw() % 10 < lost_in_ten {
                    continue;
                }
                let before = gathered.have();
                gathered.take(place, &source.piece(place));
                useful += u32::from(gathered.have() - before);
                prop_assert!(gathered.have() <= source.count());
            }
            prop_assert_eq!(useful, u32::from(source.count()));
            let whole = gathered.text().unwrap();
            prop_assert_eq!(&whole[..text.len()], &text);
            prop_assert!(whole[text.len()..].iter().all(|byte| *byte == 0));
        }
    }
}
