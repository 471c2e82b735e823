//! The rules of the house, as tests.
//!
//! Each rule reads every source file it applies to and says where it is broken and why it is
//! there. The rules themselves are tested in [`made_up`], with a made-up violation each: a rule
//! that cannot fail is no rule. Start with [`RULES`].

mod arrows;
mod made_up;
mod protocol;
mod rules;
mod source;

use std::path::{Path, PathBuf};

use source::Source;

/// A place where a rule is broken. Lines count from one.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    line: usize,
    what: String,
}

struct Rule {
    name: &'static str,
    /// What to do about it, in one sentence.
    message: &'static str,
    applies_to: fn(&str) -> bool,
    find: fn(&Source) -> Vec<Finding>,
}

const RULES: [&Rule; 14] = [
    &rules::STORY,
    &rules::FILE_SIZE,
    &rules::BROWSER_IN_PLATFORM,
    &rules::SQL_IN_STORAGE,
    &rules::NO_FLOATS,
    &rules::PURE_DOMAIN,
    &rules::NO_ALLOW,
    &rules::NOTHING_UNFINISHED,
    &rules::NO_IGNORED_TESTS,
    &rules::NO_SLEEP_IN_TESTS,
    &rules::LOGICAL_CSS,
    &arrows::BETWEEN_PACKAGES,
    &arrows::INSIDE_APP,
    &arrows::INSIDE_SERVER,
];

/// Packages and folders the rules look into.
const HOUSE: [&str; 8] =
    ["app", "domain", "phone", "simulation", "sync-server", "tests", "xtask", "public"];

/// Broken places as lines to print: `path:line: what`.
fn broken(rule: &Rule, sources: &[Source]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| (rule.applies_to)(&source.path))
        .flat_map(|source| {
            (rule.find)(source)
                .into_iter()
                .map(|finding| format!("{}:{}: {}", source.path, finding.line, finding.what))
        })
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the workspace")
}

fn house() -> Vec<Source> {
    let root = root();
    let mut waiting: Vec<PathBuf> = HOUSE.iter().map(|name| root.join(name)).collect();
    let mut sources = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).expect("a readable folder");
            waiting.extend(inside.map(|entry| entry.expect("a readable entry").path()));
            continue;
        }
        let is_source =
            path.extension().is_some_and(|extension| extension == "rs" || extension == "css");
        if is_source {
            let text = std::fs::read_to_string(&path).expect("a readable source file");
            let relative = path.strip_prefix(root).expect("below the root");
            sources.push(Source::new(&relative.to_string_lossy(), text));
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

#[test]
fn the_house_keeps_its_rules() {
    let sources = house();
    assert!(sources.len() > 20, "the house was not found");
    let complaints: Vec<String> = RULES
        .iter()
        .filter_map(|rule| {
            let places = broken(rule, &sources);
            (!places.is_empty())
                .then(|| format!("{}. {}\n  {}", rule.name, rule.message, places.join("\n  ")))
        })
        .collect();
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
