//! Rules about single files: what they say first, how long they are, and what may stand in them.

use super::source::{has_path, words};
use super::{Finding, Rule, Source};

const MOST_LINES: usize = 350;

pub const STORY: Rule = Rule {
    name: "Every file begins with its story",
    message: "Begin the file with `//!`: what it owns, what it refuses to know, where to start.",
    applies_to: is_rust,
    find: |source| {
        let first = source.text.lines().next().unwrap_or_default();
        let story = first.strip_prefix("//!").unwrap_or_default();
        if story.trim().is_empty() {
            return vec![at(1, "no `//!` story")];
        }
        Vec::new()
    },
};

pub const FILE_SIZE: Rule = Rule {
    name: "A file holds one idea",
    message: "Split the file by idea, never into helpers: 350 lines is the most.",
    applies_to: is_rust,
    find: |source| {
        let lines = source.text.lines().count();
        if lines <= MOST_LINES {
            return Vec::new();
        }
        vec![at(MOST_LINES + 1, format!("{lines} lines"))]
    },
};

pub const BROWSER_IN_PLATFORM: Rule = Rule {
    name: "Only platform knows the browser",
    message: "Put the effect into a file of app/src/platform and give it Rust types.",
    applies_to: |path| {
        let is_owner = path.starts_with("app/src/platform/") || path.starts_with("app/src/bin/");
        is_rust(path) && !is_owner && is_product(path)
    },
    find: |source| {
        find_words(source, |word| {
            let is_browser = ["web_sys", "js_sys", "rexie", "JsValue", "JsCast"].contains(&word)
                || word.starts_with("gloo")
                || word.starts_with("wasm_bindgen");
            is_browser.then(|| format!("`{word}` outside app/src/platform"))
        })
    },
};

pub const SQL_IN_STORAGE: Rule = Rule {
    name: "Only storage knows SQL",
    message: "Ask for what you need through a method of the storage seam.",
    applies_to: |path| {
        // What breaks the file from outside has to open it as another program would.
        let owners = ["sync-server/src/storage/", "sync-server/tests/faults/"];
        let is_owner = owners.iter().any(|owner| path.starts_with(owner));
        is_rust(path) && !is_owner && is_product(path)
    },
    find: |source| {
        let mut found = find_words(source, |word| {
            ["rusqlite", "tokio_postgres", "deadpool_postgres"]
                .contains(&word)
                .then(|| format!("`{word}` outside sync-server/src/storage"))
        });
        for (line, text) in &source.strings {
            if is_sql(text) {
                found.push(at(*line, format!("SQL outside sync-server/src/storage: {text:?}")));
            }
        }
        found
    },
};

/// A reader has to name fractions in order to refuse them.
const REFUSALS: [&str; 2] = ["deserialize_f32", "deserialize_f64"];

pub const NO_FLOATS: Rule = Rule {
    name: "No floats near money",
    message: "Count in integers: minor units, basis points, milliseconds.",
    applies_to: |path| {
        let is_near_money = ["payment/", "service/", "storage/", "import/"]
            .iter()
            .any(|folder| path.starts_with(&format!("sync-server/src/{folder}")));
        is_rust(path)
            && (path.starts_with("domain/") || path.starts_with("phone/") || is_near_money)
    },
    find: |source| {
        let mut found = find_words(source, |word| {
            ["f32", "f64"]
                .iter()
                .find(|float| word.ends_with(**float) && !REFUSALS.contains(&word))
                .map(|float| format!("`{float}` near money"))
        });
        for (number, line) in source.lines() {
            if has_float_literal(line) {
                found.push(at(number, "a float literal near money"));
            }
        }
        found
    },
};

pub const PURE_DOMAIN: Rule = Rule {
    name: "The domain is pure",
    message: "Take time, chance and what was read as arguments; leave I/O and waiting to the rim.",
    applies_to: |path| is_rust(path) && path.starts_with("domain/src/"),
    find: |source| {
        let effects = [
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "SystemTime",
            "Instant",
            "tokio",
            "rand",
            "getrandom",
            "async",
            "await",
        ];
        find_lines(source, |line| {
            let effect = effects.iter().find(|effect| has_path(line, effect))?;
            Some(format!("`{effect}` in the domain"))
        })
    },
};

pub const NO_ALLOW: Rule = Rule {
    name: "Lints are expected, not allowed",
    message: "Use `#[expect(…, reason = \"…\")]`, which says why and goes away with its cause.",
    applies_to: is_rust,
    find: |source| {
        find_lines(source, |line| {
            let line: String = line.split_whitespace().collect();
            let allows = ["#[allow(", "#![allow(", ",allow("];
            allows.iter().any(|allow| line.contains(allow)).then(|| "`allow`".to_owned())
        })
    },
};

pub const NOTHING_UNFINISHED: Rule = Rule {
    name: "Nothing unfinished is left behind",
    message: "Finish it, or leave it out.",
    applies_to: is_rust,
    find: |source| {
        find_lines(source, |line| {
            let unfinished = ["todo!", "unimplemented!", "dbg!"];
            let found = unfinished.iter().find(|name| has_path(line, name))?;
            Some(format!("`{found}`"))
        })
    },
};

pub const NO_IGNORED_TESTS: Rule = Rule {
    name: "A test runs, or it is not there",
    message: "Mend the test or take it out; an ignored one only looks like a check.",
    applies_to: is_rust,
    find: |source| {
        find_lines(source, |line| {
            let line: String = line.split_whitespace().collect();
            (line.contains("#[ignore]") || line.contains("#[ignore="))
                .then(|| "an ignored test".to_owned())
        })
    },
};

pub const NO_SLEEP_IN_TESTS: Rule = Rule {
    name: "Tests wait for what they wait for",
    message: "Wait for the event, step the job, or move the test's clock; a pause is slow and then too short.",
    applies_to: |path| is_rust(path) && !path.starts_with("tests/src/bin/"),
    find: |source| {
        let tests_begin = if source.is_all_tests() { 1 } else { source.first_test_line() };
        let mut found = find_lines(source, |line| {
            ["thread::sleep", "time::sleep"]
                .iter()
                .find(|pause| has_path(line, pause))
                .map(|pause| format!("`{pause}` in a test"))
        });
        found.retain(|finding| finding.line >= tests_begin);
        found
    },
};

pub const LOGICAL_CSS: Rule = Rule {
    name: "Styles have no left and right",
    message: "Use the logical property (margin-inline-start, inset-inline-end, text-align: start), so that right-to-left needs no second sheet.",
    applies_to: |path| path.ends_with(".css"),
    find: |source| {
        find_lines(source, |line| {
            let line = line.to_ascii_lowercase();
            let sides = ["left", "right"];
            line.split([';', '{', '}']).find_map(|declaration| {
                let (property, value) = declaration.split_once(':')?;
                let property = property.trim();
                let value = value.trim();
                let by_property = sides.iter().any(|side| {
                    property == *side
                        || property.ends_with(&format!("-{side}"))
                        || property.starts_with(&format!("border-{side}"))
                });
                let by_value = ["text-align", "float", "clear"].contains(&property)
                    && sides.iter().any(|side| value.starts_with(side));
                (by_property || by_value).then(|| format!("`{property}: {value}`"))
            })
        })
    },
};

pub fn is_rust(path: &str) -> bool {
    path.ends_with(".rs")
}

/// What runs at the shopper's and the shop's, as against what checks and builds it.
fn is_product(path: &str) -> bool {
    ["app/", "domain/", "phone/", "sync-server/"].iter().any(|package| path.starts_with(package))
}

pub fn at(line: usize, what: impl Into<String>) -> Finding {
    Finding { line, what: what.into() }
}

pub fn find_lines(source: &Source, look: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    source.lines().filter_map(|(number, line)| look(line).map(|what| at(number, what))).collect()
}

fn find_words(source: &Source, look: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    find_lines(source, |line| words(line).find_map(&look))
}

/// `1.5` is a float; `pair.0.1` and `0..5` are not.
fn has_float_literal(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (1..bytes.len()).any(|dot| {
        if bytes[dot] != b'.' || !is_digit(dot - 1) || !is_digit(dot + 1) {
            return false;
        }
        let digits = bytes[..dot]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit() || **byte == b'_')
            .count();
        let before = dot.checked_sub(digits + 1).map(|at| bytes[at]);
        !before.is_some_and(|byte| byte == b'.' || byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Statements as they are written here; a sentence that says "select" is none.
fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    let begins = [
        "insert into ",
        "delete from ",
        "create table ",
        "create index ",
        "create unique index ",
        "alter table ",
        "drop table ",
        "pragma ",
        "begin immediate",
    ];
    let pairs = [("select ", " from "), ("update ", " set ")];
    begins.iter().any(|word| text.starts_with(word))
        || pairs.iter().any(|(first, second)| {
            text.starts_with(first) && text.replace('\n', " ").contains(second)
        })
}
