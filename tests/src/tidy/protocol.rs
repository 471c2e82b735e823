//! Every numbered rule of PROTOCOL.md is held by at least one test that names it.
//!
//! A test names the rules it holds in a comment (`// O7, O8`) beside it, or in the story of its
//! file. A rule nobody names is a promise nobody keeps watch over; a number no rule has is a
//! promise that was renamed behind a test's back. Both are found here.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, house, root};

/// The rules of a protocol text by their numbers: a list item that begins with `**O7**`.
fn rules(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("- **")?.split_once("**"))
        .map(|(number, _)| number.to_owned())
        .filter(|number| is_number(number))
        .collect()
}

/// One capital letter for the chapter, one or two digits for the rule.
fn is_number(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && (1..=2).contains(&letters.as_str().len())
        && letters.all(|c| c.is_ascii_digit())
}

/// The files of modules that exist in tests only: `#[cfg(test)] mod laws;` in `drain/mod.rs` names
/// `drain/laws.rs`.
fn test_files(sources: &[Source]) -> BTreeSet<String> {
    let named_in = |source: &Source| {
        let below = source.path.trim_end_matches(".rs").trim_end_matches("/mod").to_owned();
        let lines: Vec<&str> = source.code.iter().map(|line| line.trim()).collect();
        let modules = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
        let names = modules.filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';'));
        names.map(|name| format!("{below}/{name}.rs")).collect::<Vec<_>>()
    };
    sources.iter().flat_map(named_in).collect()
}

/// Where the tests of a file begin: at once, at their module, or nowhere.
fn first_test_line(source: &Source, test_files: &BTreeSet<String>) -> usize {
    let whole = source.is_all_tests()
        || source.path.contains("/tests/")
        || source.path.contains("/contract")
        || source.path.starts_with("simulation/")
        || test_files.contains(&source.path);
    if whole { 1 } else { source.first_test_line() }
}

/// Numbers in a line's comment that belong to chapters of the protocol.
fn cited<'a>(line: &'a str, chapters: &BTreeSet<char>) -> Vec<&'a str> {
    let Some((_, comment)) = line.split_once("//") else { return Vec::new() };
    super::source::words(comment)
        .filter(|word| is_number(word) && word.starts_with(|c| chapters.contains(&c)))
        .collect()
}

/// Rules without a test, and citations without a rule, as lines to print.
fn gaps(protocol: &str, sources: &[Source]) -> Vec<String> {
    let rules = rules(protocol);
    let chapters: BTreeSet<char> = rules.iter().filter_map(|rule| rule.chars().next()).collect();
    let mut citations: BTreeMap<&str, String> = BTreeMap::new();
    let test_files = test_files(sources);
    for source in sources.iter().filter(|source| source.path != "tests/src/tidy/protocol.rs") {
        let first = first_test_line(source, &test_files);
        let lines = source.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        for (number, line) in lines.filter(|(number, _)| *number >= first) {
            for rule in cited(line, &chapters) {
                citations.entry(rule).or_insert_with(|| format!("{}:{number}", source.path));
            }
        }
    }
    let unheld = rules
        .iter()
        .filter(|rule| !citations.contains_key(rule.as_str()))
        .map(|rule| format!("{rule} is named by no test"));
    let unknown = citations
        .iter()
        .filter(|(rule, _)| !rules.contains(**rule))
        .map(|(rule, place)| format!("{place}: there is no rule {rule}"));
    unheld.chain(unknown).collect()
}

#[test]
fn every_rule_of_the_protocol_is_named_by_a_test() {
    let protocol =
        std::fs::read_to_string(root().join("PROTOCOL.md")).expect("the protocol can be read");
    assert!(rules(&protocol).len() > 40, "the rules were not found");
    let gaps = gaps(&protocol, &house());
    assert!(gaps.is_empty(), "\n{}\n", gaps.join("\n"));
}

#[test]
fn a_rule_without_a_test_and_a_test_without_a_rule_are_caught() {
    let protocol = "- **O1** A command is signed.\n- **O2** Saved means stored.\n";
    let file = |path: &str, text: &str| Source::new(path, text.to_owned());
    let held = file("domain/src/a.rs", "//! O2 in the story.\n#[cfg(test)]\nmod tests {\n// O1\n}");
    assert_eq!(gaps(protocol, &[held]), ["O2 is named by no test"]);
    let renamed = file("tests/journeys/a.rs", "//! O1 and O2, and O9; SHA256 is no rule.\n");
    assert_eq!(gaps(protocol, &[renamed]), ["tests/journeys/a.rs:1: there is no rule O9"]);
}
