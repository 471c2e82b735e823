//! Rules about who may name whom: between the packages, and between the layers inside two of them.
//!
//! Inside a package a layer is a folder (or a file) directly below `src`. What is not listed as a
//! layer, such as settings, is common ground that everybody may name. The files beside the
//! folders, such as `lib.rs`, put the layers together and may name all of them.

use super::rules::{at, is_rust};
use super::source::{has_path, words};
use super::{Finding, Rule, Source};

/// A layer and the layers it may name.
type Arrows = [(&'static str, &'static [&'static str])];

const APP: &Arrows = &[
    ("pages", &["components", "actions", "state", "i18n"]),
    ("counter", &["components", "actions", "state", "i18n"]),
    ("components", &["i18n"]),
    ("actions", &["state", "sync", "platform", "i18n"]),
    ("state", &[]),
    ("sync", &["platform"]),
    // Which language to speak is part of the state.
    ("i18n", &["state"]),
    ("platform", &[]),
];

const SERVER: &Arrows = &[
    ("http", &["service"]),
    // Another door to the shop, beside http: opened by time instead of by a request.
    ("jobs", &["service", "storage", "payment", "biller", "sms"]),
    ("service", &["storage", "payment", "biller", "sms", "fraud"]),
    ("fraud", &[]),
    ("payment", &[]),
    ("biller", &[]),
    ("sms", &[]),
    ("storage", &[]),
];

pub const BETWEEN_PACKAGES: Rule = Rule {
    name: "App and server never meet",
    message: "What both sides need belongs into the domain; what one side needs stays there.",
    applies_to: is_rust,
    find: |source| {
        let strangers: &[&str] = match source.path.split('/').next() {
            Some("app") => &["warung_server"],
            Some("sync-server") => &["warung_app", "warung_phone"],
            Some("domain") => &["warung_app", "warung_server", "warung_phone"],
            Some("phone") => &["warung_app", "warung_server"],
            // The simulator holds everything but the screens.
            Some("simulation") => &["warung_app"],
            // The journeys drive the built artefacts and borrow only the domain.
            Some("tests") => &["warung_app", "warung_server", "warung_phone"],
            _ => &["warung_app", "warung_server", "warung_phone", "warung_domain"],
        };
        super::rules::find_lines(source, |line| {
            let stranger = strangers.iter().find(|name| has_path(line, name))?;
            Some(format!("names `{stranger}`"))
        })
    },
};

pub const INSIDE_APP: Rule = Rule {
    name: "The app's arrows",
    message: "pages → components, actions, state; actions → state, sync, platform; sync → platform. Nothing points back: hand it in as an argument or a signal.",
    applies_to: |path| is_rust(path) && path.starts_with("app/src/"),
    find: |source| against(APP, "app/src/", source),
};

pub const INSIDE_SERVER: Rule = Rule {
    name: "The server's arrows",
    message: "http → service → storage, payment, sms; jobs may use all but http. Nothing points back: hand it in as an argument or behind a trait.",
    applies_to: |path| is_rust(path) && path.starts_with("sync-server/src/"),
    find: |source| against(SERVER, "sync-server/src/", source),
};

fn against(arrows: &Arrows, src: &str, source: &Source) -> Vec<Finding> {
    let inside = source.path.trim_start_matches(src);
    let own = inside.split('/').next().unwrap_or(inside);
    let own = own.trim_end_matches(".rs");
    let Some((_, allowed)) = arrows.iter().find(|(layer, _)| *layer == own) else {
        return Vec::new();
    };
    named_layers(source, depth(inside))
        .into_iter()
        .filter(|(_, named)| {
            let is_layer = arrows.iter().any(|(layer, _)| layer == named);
            is_layer && named != own && !allowed.contains(&named.as_str())
        })
        .map(|(line, named)| at(line, format!("`{own}` names `{named}`")))
        .collect()
}

/// How many `super` lead from a file's module to the crate's root.
fn depth(inside: &str) -> usize {
    let parts = inside.split('/').count();
    parts - usize::from(inside.ends_with("/mod.rs"))
}

/// Every layer the code names: `crate::x`, `crate::{x::…, y}`, and `super::super::x`.
fn named_layers(source: &Source, depth: usize) -> Vec<(usize, String)> {
    let code = source.code.join("\n");
    let to_root = vec!["super"; depth].join("::");
    let mut named = Vec::new();
    for prefix in ["crate".to_owned(), to_root] {
        for (found, _) in code.match_indices(&format!("{prefix}::")) {
            let before = code[..found].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let after = found + prefix.len() + "::".len();
            for (offset, name) in heads(&code[after..]) {
                let line = code[..after + offset].matches('\n').count() + 1;
                named.push((line, name));
            }
        }
    }
    named
}

/// The first names after `crate::`: one, or those at the top of a group in braces.
fn heads(text: &str) -> Vec<(usize, String)> {
    let Some(group) = text.strip_prefix('{') else {
        return words(text).next().map(|word| (0, word.to_owned())).into_iter().collect();
    };
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut expects_name = true;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects_name = true,
            c if expects_name && !c.is_whitespace() => {
                expects_name = false;
                let name = words(&group[at..]).next().unwrap_or_default();
                found.push((at + 1, name.to_owned()));
            }
            _ => {}
        }
    }
    found
}
