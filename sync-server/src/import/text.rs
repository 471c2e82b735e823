//! Reading text line by line with bounded memory, whatever the bytes are.
//!
//! What is not a text is refused from its first bytes; a line is refused as soon
//! as it passes its limit, without reading the rest of it.

use super::error::ImportError;
use std::io::{BufRead, BufReader, Read};

/// A product with both descriptions takes a few KiB, the longest rows of real
/// exports about 2 KiB. A quoted text that never closes stops here too.
pub const LONGEST_LINE: usize = 1024 * 1024;

/// A hundred thousand products take about 50 MiB.
pub const LARGEST_FILE: u64 = 512 * 1024 * 1024;

/// How much is looked at to recognise what is not a text.
const LOOK_AT: usize = 8 * 1024;

const UTF8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
const ZIP: &[u8] = b"PK\x03\x04";
const OLD_WORKBOOK: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// The lines of a text file.
pub struct Lines<R> {
    source: BufReader<R>,
    bytes: Vec<u8>,
    line: u64,
    total: u64,
    has_mark: bool,
}

impl<R: Read> Lines<R> {
    /// Refuses what is empty or no text.
    pub fn open(source: R) -> Result<Self, ImportError> {
        let mut source = BufReader::with_capacity(64 * 1024, source);
        let start = source.fill_buf()?;
        refuse_other_than_text(&start[..start.len().min(LOOK_AT)])?;
        let has_mark = start.starts_with(UTF8_MARK);
        if has_mark {
            source.consume(UTF8_MARK.len());
        }
        Ok(Self { source, bytes: Vec::new(), line: 0, total: 0, has_mark })
    }

    /// Whether the file began with a byte order mark.
    pub const fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// The number of the line read last, from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The next line without its line break; none at the end.
    pub fn next(&mut self) -> Result<Option<&str>, ImportError> {
        self.bytes.clear();
        let line = self.line + 1;
        loop {
            let chunk = self.source.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let (taken, is_whole) = match chunk.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (chunk.len(), false),
            };
            if self.bytes.len() + taken > LONGEST_LINE {
                return Err(ImportError::LineTooLong { line });
            }
            self.bytes.extend_from_slice(&chunk[..taken]);
            self.source.consume(taken);
            self.total += taken as u64;
            if self.total > LARGEST_FILE {
                return Err(ImportError::FileTooLarge);
            }
            if is_whole {
                break;
            }
        }
        if self.bytes.is_empty() {
            return Ok(None);
        }
        self.line = line;
        if self.bytes.contains(&0) {
            return Err(ImportError::Binary);
        }
        let text = std::str::from_utf8(&self.bytes).map_err(|_| ImportError::NotUtf8 { line })?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        Ok(Some(text.strip_suffix('\r').unwrap_or(text)))
    }
}

fn refuse_other_than_text(start: &[u8]) -> Result<(), ImportError> {
    if start.is_empty() || start == UTF8_MARK {
        return Err(ImportError::Empty);
    }
    if start.starts_with(ZIP) || start.starts_with(OLD_WORKBOOK) {
        return Err(ImportError::Workbook);
    }
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err(ImportError::Utf16);
    }
    let is_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\r' | b'\n');
    if start.iter().all(is_text) { Ok(()) } else { Err(ImportError::Binary) }
}

/// A text with every run of white space as one space, and none around it.
pub fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

/// The same for a text of several lines, whose line breaks mean something.
pub fn tidy_lines(text: &str) -> String {
    text.trim().lines().map(tidy).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Says `x` for ever, and counts how often it was asked.
    struct Endless(usize);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0 += buffer.len();
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }

    #[test]
    fn an_endless_line_is_refused_in_bounded_memory() {
        let mut lines = Lines::open(Endless(0)).unwrap();
        assert_eq!(lines.next(), Err(ImportError::LineTooLong { line: 1 }));
        assert!(lines.bytes.capacity() <= 2 * LONGEST_LINE);
        assert!(lines.source.get_ref().0 <= 2 * LONGEST_LINE);
    }

    #[test]
    fn what_is_no_text_is_named() {
        let open = |bytes: &'static [u8]| Lines::open(bytes).map(drop);
        assert_eq!(open(b""), Err(ImportError::Empty));
        assert_eq!(open(b"\xef\xbb\xbf"), Err(ImportError::Empty));
        assert_eq!(open(b"PK\x03\x04..."), Err(ImportError::Workbook));
        assert_eq!(open(b"\xff\xfei\0d\0"), Err(ImportError::Utf16));
        assert_eq!(open(b"\x7fELF\x02\x01"), Err(ImportError::Binary));
    }

    #[test]
    fn lines_are_counted_and_lose_their_break() {
        let mut lines = Lines::open("\u{feff}a\r\n\nb\n\u{e9}".as_bytes()).unwrap();
        assert!(lines.has_mark());
        for expected in ["a", "", "b", "\u{e9}"] {
            assert_eq!(lines.next(), Ok(Some(expected)));
        }
        assert_eq!(lines.line(), 4);
        assert_eq!(lines.next(), Ok(None));
        let mut broken = Lines::open(b"a\nb\xff\n".as_slice()).unwrap();
        broken.next().unwrap();
        assert_eq!(broken.next(), Err(ImportError::NotUtf8 { line: 2 }));
    }

    #[test]
    fn runs_of_spaces_become_one() {
        assert_eq!(tidy("  Bar table,          51x51\u{a0}cm "), "Bar table, 51x51 cm");
        assert_eq!(tidy_lines("one   two\n three\n"), "one two\nthree");
    }
}
