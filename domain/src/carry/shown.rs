//! Frozen commands as codes on a screen, and read off one: in a single QR while they fit,
//! above that in a moving row of frames of which any that are enough give the whole
//! ([`crate::fountain`]). Rules F6 to F8 of PROTOCOL.md.

use super::packed::{self, CHECK_BYTES, MAX_PACKED_BYTES, check};
use crate::digits;
use crate::fountain::{Gathered, MAX_PIECES, Source};
use thiserror::Error;

/// What the text of commands in one code, and of a frame, begins with before its digits:
/// the version of the layout and of the dictionary.
const STILL: &str = "c1";
const FRAME: &str = "c2";

/// Most digits in one still QR, so that with a link before them it is of version 25 at
/// most: its 125 points, the empty ones counted, are three pixels each for a camera of
/// 640 by 480 that it fills to four fifths, and half a millimetre each on a phone.
const MOST_DIGITS: usize = 2_900;

/// Most bytes of the packed commands in one frame, which is a QR of version 18 or smaller
/// (four pixels a point for the same camera): it moves, and there is one look at each.
const MOST_IN_FRAME: usize = 600;

/// Pieces, length of the whole, its check, the place.
const HEAD_BYTES: usize = 1 + 3 + CHECK_BYTES + 2;

/// Why a text that was read off a screen is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SeenError {
    #[error("this is not an order")]
    NotOurs,
    #[error("the code was written by a newer version")]
    Newer,
    #[error("the code was misread, or is damaged")]
    Damaged,
}

/// A code on a screen: what stands before the digits, and these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub before: String,
    pub digits: String,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.before, self.digits)
    }
}

/// How commands are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// In one QR, a link to the page that takes them in.
    Still(Code),
    /// In frames, one after the other, without an end.
    Moving(Frames),
}

/// A moving row of codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frames {
    source: Source,
    /// What every frame begins with, up to its place.
    head: Vec<u8>,
}

impl Frames {
    /// How many of them are enough, but for one now and then.
    #[must_use]
    pub const fn enough(&self) -> u8 {
        self.source.count()
    }

    /// The frame at a place; after the last place the row begins anew.
    #[must_use]
    pub fn at(&self, place: u16) -> Code {
        let mut bytes = self.head.clone();
        bytes.extend(place.to_be_bytes());
        bytes.extend(self.source.piece(place));
        let frame = [check(&bytes).as_slice(), &bytes].concat();
        Code { before: FRAME.to_owned(), digits: digits::write(&frame) }
    }
}

/// Commands, oldest first, as they are shown; nothing if no code holds them, so that a
/// file has to. `page` is where the shop takes them in.
#[must_use]
pub fn show(page: &str, commands: &[&str]) -> Option<Shown> {
    let packed = packed::pack(commands)?;
    let digits = digits::write(&packed);
    if digits.len() <= MOST_DIGITS {
        return Some(Shown::Still(Code { before: format!("{page}#{STILL}"), digits }));
    }
    moving(&packed).map(Shown::Moving)
}

fn moving(packed: &[u8]) -> Option<Frames> {
    let source = Source::new(packed, MOST_IN_FRAME)?;
    let mut head = vec![source.count()];
    head.extend(u32::try_from(packed.len()).ok()?.to_be_bytes().get(1..)?);
    head.extend(packed.get(..CHECK_BYTES)?);
    Some(Frames { source, head })
}

/// What a look at a code brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// All commands that were shown, as they were frozen.
    Commands(Vec<String>),
    /// So many frames of so many that are enough.
    Part { have: u8, of: u8 },
}

/// Somebody who looks at a screen, and what has been seen so far. It keeps one row of
/// frames, of at most [`MAX_PIECES`] pieces.
#[derive(Debug, Clone, Default)]
pub struct Watcher {
    row: Option<Row>,
}

#[derive(Debug, Clone)]
struct Row {
    head: Vec<u8>,
    length: usize,
    gathered: Gathered,
}

impl Watcher {
    /// Takes in what a camera read. What is refused changes nothing.
    pub fn look(&mut self, text: &str) -> Result<Seen, SeenError> {
        let behind = text.trim().rsplit_once('#').map_or(text.trim(), |(_, behind)| behind);
        let (version, digits) = behind.split_at_checked(2).ok_or(SeenError::NotOurs)?;
        let is_digits = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        if !is_digits || digits.len() > 3 * MAX_PACKED_BYTES {
            return Err(SeenError::NotOurs);
        }
        match version {
            STILL => {
                let packed = digits::read(digits).ok_or(SeenError::Damaged)?;
                packed::unpack(&packed).map(Seen::Commands).ok_or(SeenError::Damaged)
            }
            FRAME => self.frame(&digits::read(digits).ok_or(SeenError::Damaged)?),
            _ if version.starts_with('c') => Err(SeenError::Newer),
            _ => Err(SeenError::NotOurs),
        }
    }

    fn frame(&mut self, frame: &[u8]) -> Result<Seen, SeenError> {
        let (checked, rest) = frame.split_at_checked(CHECK_BYTES).ok_or(SeenError::Damaged)?;
        if checked != check(rest) {
            return Err(SeenError::Damaged);
        }
        let (head, piece) = rest.split_at_checked(HEAD_BYTES).ok_or(SeenError::Damaged)?;
        let (head, place) = head.split_at(HEAD_BYTES - 2);
        let place = place.iter().fold(0, |place, byte| place << 8 | u16::from(*byte));
        // Another row than before: somebody shows something else now.
        if self.row.as_ref().is_none_or(|row| row.head != head || !row.is_of(piece)) {
            self.row = Some(Row::begin(head, piece.len()).ok_or(SeenError::Damaged)?);
        }
        let row = self.row.as_mut().ok_or(SeenError::Damaged)?;
        row.gathered.take(place, piece);
        let Some(mut whole) = row.gathered.text() else {
            return Ok(Seen::Part { have: row.gathered.have(), of: row.gathered.count() });
        };
        whole.truncate(row.length);
        let is_whole = whole.get(..CHECK_BYTES) == row.head.get(4..);
        // Damaged or not, the next row begins anew.
        self.row = None;
        packed::unpack(&whole).filter(|_| is_whole).map(Seen::Commands).ok_or(SeenError::Damaged)
    }
}

impl Row {
    /// A row as its first frame tells of it, unless there can be none such.
    fn begin(head: &[u8], piece: usize) -> Option<Self> {
        let (count, length) = (*head.first()?, head.get(1..4)?);
        let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        // As many pieces as the text fills, and none of more than a frame holds.
        let fits = (1..=MAX_PIECES).contains(&count)
            && piece <= MOST_IN_FRAME
            && length <= MAX_PACKED_BYTES
            && length.div_ceil(count.into()) == piece;
        let gathered = Gathered::new(count, piece).filter(|_| fits)?;
        Some(Self { head: head.to_vec(), length, gathered })
    }

    fn is_of(&self, piece: &[u8]) -> bool {
        self.length.div_ceil(self.gathered.count().into()) == piece.len()
    }
}
