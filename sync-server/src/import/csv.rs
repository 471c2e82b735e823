//! Records of a CSV file: fields between delimiters, quoted where they hold a
//! delimiter, a quote or a line break.

use super::error::ImportError;
use super::text::{LONGEST_LINE, Lines};
use std::io::Read;

/// What separates fields, in the order in which a tie is decided.
pub const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// One record and the line it begins in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub line: u64,
    pub fields: Vec<String>,
    /// Something stands between a closing quote and the next delimiter.
    pub is_malformed: bool,
}

impl Record {
    /// An empty line, or one of delimiters only, as spreadsheets leave them behind.
    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}

/// The delimiter a header line uses most outside quotes; none if it has none.
pub fn detect_delimiter(header: &str) -> Option<char> {
    let count = |delimiter: char| {
        let mut is_quoted = false;
        let mut count = 0_usize;
        for c in header.chars() {
            is_quoted ^= c == '"';
            count += usize::from(c == delimiter && !is_quoted);
        }
        count
    };
    let most = DELIMITERS.into_iter().map(count).max().filter(|count| *count > 0)?;
    DELIMITERS.into_iter().find(|delimiter| count(*delimiter) == most)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Start,
    Plain,
    Quotes,
    /// After a quote inside quotes: it closes them, or the next one doubles it.
    Closed,
}

/// A record being put together, over several lines if need be.
struct Assembly {
    record: Record,
    field: String,
    within: Within,
    quote_line: u64,
    bytes: usize,
}

impl Assembly {
    fn new(line: u64) -> Self {
        Self {
            record: Record { line, fields: Vec::new(), is_malformed: false },
            field: String::new(),
            within: Within::Start,
            quote_line: line,
            bytes: 0,
        }
    }

    /// Takes one line; says whether the record ends with it.
    fn take(&mut self, text: &str, line: u64, delimiter: char) -> bool {
        // The line break is part of a quoted text.
        self.bytes += text.len() + 1;
        for c in text.chars() {
            match self.within {
                Within::Quotes if c == '"' => self.within = Within::Closed,
                Within::Quotes => self.field.push(c),
                _ if c == delimiter => self.end_field(),
                Within::Closed if c == '"' => {
                    self.field.push('"');
                    self.within = Within::Quotes;
                }
                Within::Closed => {
                    self.record.is_malformed |= !c.is_whitespace();
                }
                Within::Start if c == '"' => {
                    self.within = Within::Quotes;
                    self.quote_line = line;
                }
                Within::Start | Within::Plain => {
                    self.field.push(c);
                    self.within = Within::Plain;
                }
            }
        }
        if self.within == Within::Quotes {
            self.field.push('\n');
            return false;
        }
        self.end_field();
        true
    }

    fn end_field(&mut self) {
        self.record.fields.push(std::mem::take(&mut self.field));
        self.within = Within::Start;
    }
}

/// The next record; none at the end of the file.
pub fn next_record<R: Read>(
    lines: &mut Lines<R>,
    delimiter: char,
) -> Result<Option<Record>, ImportError> {
    let mut assembly = Assembly::new(lines.line() + 1);
    loop {
        let line = lines.line() + 1;
        let Some(text) = lines.next()? else {
            return if line == assembly.record.line {
                Ok(None)
            } else {
                Err(ImportError::OpenQuote { line: assembly.quote_line })
            };
        };
        if assembly.take(text, line, delimiter) {
            return Ok(Some(assembly.record));
        }
        if assembly.bytes > LONGEST_LINE {
            return Err(ImportError::LineTooLong { line: assembly.quote_line });
        }
    }
}

/// A line that was read already, as a record. Headers fit on one line.
pub fn record_of(text: &str, line: u64, delimiter: char) -> Result<Record, ImportError> {
    let mut assembly = Assembly::new(line);
    if assembly.take(text, line, delimiter) {
        Ok(assembly.record)
    } else {
        Err(ImportError::OpenQuote { line })
    }
}

/// A field as it is written: quoted only where it has to be.
pub fn quoted(field: &str, delimiter: char) -> String {
    let is_plain = !field.contains([delimiter, '"', '\n', '\r'])
        && !field.starts_with(char::is_whitespace)
        && !field.ends_with(char::is_whitespace);
    if is_plain { field.to_owned() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str) -> Result<Vec<Record>, ImportError> {
        let mut lines = Lines::open(text.as_bytes())?;
        let mut records = Vec::new();
        while let Some(record) = next_record(&mut lines, ';')? {
            records.push(record);
        }
        Ok(records)
    }

    #[test]
    fn quotes_hold_delimiters_quotes_and_breaks() {
        let read = records("a;\"b;\"\"c\"\"\nd\";37-55 \"\r\ne;;\n").unwrap();
        assert_eq!(read[0].fields, ["a", "b;\"c\"\nd", "37-55 \""]);
        assert_eq!((read[1].line, read[1].fields.len()), (3, 3));
        assert_eq!(read.len(), 2);
    }

    #[test]
    fn a_quote_that_never_closes_is_named_by_its_line() {
        assert_eq!(records("a;b\nc;\"d\ne;f\n"), Err(ImportError::OpenQuote { line: 2 }));
    }

    #[test]
    fn text_after_a_closing_quote_is_malformed() {
        assert!(records("\"a\"b;c").unwrap()[0].is_malformed);
        assert!(!records("\"a\" ;c").unwrap()[0].is_malformed);
    }

    #[test]
    fn the_delimiter_is_the_commonest_outside_quotes() {
        assert_eq!(detect_delimiter("id;name;\"a,b,c,d\""), Some(';'));
        assert_eq!(detect_delimiter("id,name,price"), Some(','));
        assert_eq!(detect_delimiter("id\tname"), Some('\t'));
        assert_eq!(detect_delimiter("id"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(fields in prop::collection::vec("[a-z \";,\n\u{e9}]{0,12}", 2..6)) {
            let written: Vec<String> = fields.iter().map(|field| quoted(field, ';')).collect();
            let read = records(&written.join(";")).unwrap_or_default();
            // Nothing but an empty first line is no record.
            let read: Vec<String> = read.into_iter().flat_map(|record| record.fields).collect();
            prop_assert_eq!(read, fields);
        }
    }
}
