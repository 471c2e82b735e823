//! A source file as the rules read it: code without comments, and the string literals apart.
//!
//! A rule about code must not trip over a comment that names what is forbidden, nor over a test
//! that holds a violation in a string. Rust's literals and nested comments are all that is
//! understood here; everything else is plain text.

pub struct Source {
    /// Relative to the workspace, with forward slashes.
    pub path: String,
    pub text: String,
    /// Line by line, comments gone and string contents blanked.
    pub code: Vec<String>,
    /// Contents of string literals with the line they begin on, counted from one.
    pub strings: Vec<(usize, String)>,
}

impl Source {
    pub fn new(path: &str, text: String) -> Self {
        let mut reader = Reader::new(&text);
        if path.ends_with(".rs") {
            reader.read_rust();
        } else {
            reader.code.clone_from(&text);
        }
        let Reader { code, strings, .. } = reader;
        Self {
            path: path.replace('\\', "/"),
            code: code.lines().map(str::to_owned).collect(),
            strings,
            text,
        }
    }

    /// Lines of code, counted from one.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.iter().enumerate().map(|(index, line)| (index + 1, line.as_str()))
    }

    /// Where the file's own tests begin: they stand last in a file. A line that only names a file
    /// of tests (`mod tests;`) begins nothing.
    pub fn first_test_line(&self) -> usize {
        self.lines()
            .filter(|(_, line)| line.contains("#[cfg(test)]"))
            .find(|(number, _)| {
                let rest = self.code.iter().skip(*number);
                let next = rest.map(|line| line.trim()).find(|line| !line.is_empty());
                !next.is_some_and(|item| item.contains("mod ") && item.ends_with(';'))
            })
            .map_or(usize::MAX, |(number, _)| number)
    }

    /// Whether the whole file is tests: `tests.rs`, or a file of the `tests` package.
    pub fn is_all_tests(&self) -> bool {
        self.path.starts_with("tests/") || self.path.ends_with("/tests.rs")
    }
}

/// The words and paths of a line: `web_sys::Window` gives `web_sys` and `Window`.
pub fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// Whether a path such as `std::fs` stands in the line as whole words.
pub fn has_path(line: &str, path: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(path).any(|(at, _)| {
        !line[..at].ends_with(is_word) && !line[at + path.len()..].starts_with(is_word)
    })
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    code: String,
    strings: Vec<(usize, String)>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1, code: String::with_capacity(text.len()), strings: Vec::new() }
    }

    fn read_rust(&mut self) {
        while !self.rest.is_empty() {
            if self.rest.starts_with("//") {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.drop_hidden(end);
            } else if self.rest.starts_with("/*") {
                let end = block_comment_len(self.rest);
                self.drop_hidden(end);
            } else if let Some((opening, closing)) = raw_string(self.rest, &self.code) {
                self.take_string(opening, &closing);
            } else if self.rest.starts_with('"') {
                let end = quoted_len(&self.rest[1..]);
                self.keep_string(1, end, 1);
            } else if let Some(len) = char_literal_len(self.rest) {
                self.code.push_str("' '");
                self.rest = &self.rest[len..];
            } else if let Some(first) = self.rest.chars().next() {
                self.line += usize::from(first == '\n');
                self.code.push(first);
                self.rest = &self.rest[first.len_utf8()..];
            }
        }
    }

    /// Drops text but keeps its line breaks, so that lines go on counting the same.
    fn drop_hidden(&mut self, len: usize) {
        let (hidden, rest) = self.rest.split_at(len);
        let breaks = hidden.matches('\n').count();
        self.code.extend(std::iter::repeat_n('\n', breaks));
        self.line += breaks;
        self.rest = rest;
    }

    fn take_string(&mut self, opening: usize, closing: &str) {
        let inside = &self.rest[opening..];
        let end = inside.find(closing).unwrap_or(inside.len());
        let closing_len = closing.len().min(inside.len() - end);
        self.keep_string(opening, end, closing_len);
    }

    fn keep_string(&mut self, opening: usize, len: usize, closing: usize) {
        let inside = &self.rest[opening..opening + len];
        self.strings.push((self.line, inside.to_owned()));
        self.code.push('"');
        let end = (opening + len + closing).min(self.rest.len());
        self.drop_hidden(end);
        self.code.push('"');
    }
}

/// Block comments nest.
fn block_comment_len(text: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// `r"`, `r#"`, `br##"`: the length of the opening, and what closes it.
fn raw_string(text: &str, before: &str) -> Option<(usize, String)> {
    // The `r` at the end of a word such as `for` opens nothing.
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let start = ["br", "cr", "r"].into_iter().find(|prefix| text.starts_with(prefix))?;
    let after = &text[start.len()..];
    let hashes = after.bytes().take_while(|byte| *byte == b'#').count();
    after[hashes..]
        .starts_with('"')
        .then(|| (start.len() + hashes + 1, format!("\"{}", "#".repeat(hashes))))
}

/// Up to the closing quote, which an escape may hide.
fn quoted_len(inside: &str) -> usize {
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    inside.len()
}

/// `'x'` and `'\n'` are literals, `'a` is a lifetime.
fn char_literal_len(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    let mut chars = inside.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        let (at, escaped) = chars.next()?;
        let from = at + escaped.len_utf8();
        return inside[from..].find('\'').map(|end| 1 + from + end + 1);
    }
    inside[first.len_utf8()..].starts_with('\'').then(|| 1 + first.len_utf8() + 1)
}
