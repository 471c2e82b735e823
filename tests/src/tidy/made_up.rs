//! Every rule is shown a made-up violation, and its innocent neighbour.

use super::{RULES, Rule, Source, arrows, broken, rules};

/// Lines a rule complains about in a made-up file.
fn complaints(rule: &Rule, path: &str, text: &str) -> Vec<String> {
    broken(rule, &[Source::new(path, text.to_owned())])
}

#[track_caller]
fn catches(rule: &Rule, path: &str, text: &str) {
    let found = complaints(rule, path, text);
    assert!(!found.is_empty(), "{}: not caught in {path}: {text}", rule.name);
}

#[track_caller]
fn passes(rule: &Rule, path: &str, text: &str) {
    let found = complaints(rule, path, text);
    assert!(found.is_empty(), "{}: {found:?}", rule.name);
}

#[test]
fn a_file_without_a_story_is_caught() {
    catches(&rules::STORY, "domain/src/cart.rs", "pub struct Cart;\n");
    catches(&rules::STORY, "domain/src/cart.rs", "//!\npub struct Cart;\n");
    passes(&rules::STORY, "domain/src/cart.rs", "//! The cart.\n");
}

#[test]
fn a_file_of_two_ideas_is_caught() {
    catches(&rules::FILE_SIZE, "app/src/a.rs", &"x\n".repeat(351));
    passes(&rules::FILE_SIZE, "app/src/a.rs", &"x\n".repeat(350));
}

#[test]
fn the_browser_outside_platform_is_caught() {
    let rule = &rules::BROWSER_IN_PLATFORM;
    for code in [
        "use web_sys::Window;",
        "fn f(v: JsValue) {}",
        "gloo_net::http::Request::get(u)",
        "leptos::wasm_bindgen::prelude",
    ] {
        catches(rule, "app/src/pages/cart.rs", code);
        passes(rule, "app/src/platform/dom.rs", code);
        passes(rule, "app/src/bin/shop.rs", code);
    }
    passes(rule, "app/src/pages/cart.rs", "// web_sys is not for us");
}

#[test]
fn sql_outside_storage_is_caught() {
    let rule = &rules::SQL_IN_STORAGE;
    for code in [
        "use rusqlite::Connection;",
        "let q = \"select id from orders\";",
        "let q = r#\"insert into orders values ($1)\"#;",
        "let q = \"UPDATE orders\n   SET state = $1\";",
        "let q = \"pragma user_version\";",
    ] {
        catches(rule, "sync-server/src/service/push.rs", code);
        passes(rule, "sync-server/src/storage/orders.rs", code);
    }
    passes(rule, "sync-server/src/http/orders.rs", "let s = \"select a file\";");
}

#[test]
fn floats_near_money_are_caught() {
    let rule = &rules::NO_FLOATS;
    for code in ["fn f(a: f64) {}", "let a = 1_f32;", "let a = 1.5;", "x as f64", "v.as_f64()"] {
        catches(rule, "domain/src/money/mod.rs", code);
        catches(rule, "sync-server/src/payment/mod.rs", code);
        passes(rule, "app/src/pages/home.rs", code);
    }
    for code in ["pair.0.1", "for i in 0..5 {}", "// 1.5 f64", "\"1.5\""] {
        passes(rule, "domain/src/money/mod.rs", code);
    }
}

#[test]
fn effects_in_the_domain_are_caught() {
    let rule = &rules::PURE_DOMAIN;
    for code in ["std::fs::read(p)", "async fn f() {}", "Instant::now()", "use rand::Rng;"] {
        catches(rule, "domain/src/cart.rs", code);
        passes(rule, "sync-server/src/main.rs", code);
    }
    passes(rule, "domain/src/cart.rs", "let brand = operand(InstantCoffee);");
}

#[test]
fn allowed_lints_and_unfinished_work_are_caught() {
    let path = "app/src/state/cart.rs";
    catches(&rules::NO_ALLOW, path, "#[allow(dead_code)]");
    catches(&rules::NO_ALLOW, path, "#![ allow(unused) ]");
    passes(&rules::NO_ALLOW, path, "#[expect(dead_code, reason = \"x\")]");
    for name in ["todo", "unimplemented", "dbg"] {
        catches(&rules::NOTHING_UNFINISHED, path, &format!("{name}!(\"later\")"));
    }
    catches(&rules::NO_IGNORED_TESTS, path, "#[ignore = \"flaky\"]");
    passes(&rules::NOTHING_UNFINISHED, path, "// todo!()");
}

#[test]
fn pauses_in_tests_are_caught() {
    let rule = &rules::NO_SLEEP_IN_TESTS;
    let pause = "std::thread::sleep(d);";
    catches(rule, "tests/journeys/browse.rs", pause);
    catches(rule, "tests/journeys/browse.rs", "tokio::time::sleep(d).await;");
    catches(rule, "xtask/src/a.rs", &format!("#[cfg(test)]\nmod tests {{ {pause} }}"));
    catches(rule, "sync-server/src/jobs/tests.rs", pause);
    passes(rule, "xtask/src/watch.rs", pause);
    passes(
        rule,
        "sync-server/src/jobs/mod.rs",
        &format!("#[cfg(test)]\nmod tests;\nfn run() {{ {pause} }}"),
    );
}

#[test]
fn left_and_right_in_styles_are_caught() {
    let rule = &rules::LOGICAL_CSS;
    for css in [
        ".a { margin-left: 4px; }",
        ".a { right: 0 }",
        ".a{text-align:left}",
        ".a { border-right-width: 1px }",
    ] {
        catches(rule, "public/styles/app.css", css);
    }
    for css in [
        ".a { margin-inline-start: 4px; text-align: end }",
        ".left:hover { color: red }",
        ".a { background: linear-gradient(to right, red, blue) }",
    ] {
        passes(rule, "public/styles/app.css", css);
    }
}

#[test]
fn packages_that_meet_are_caught() {
    let rule = &arrows::BETWEEN_PACKAGES;
    catches(rule, "app/src/shop.rs", "use warung_server::http;");
    catches(rule, "sync-server/src/lib.rs", "use warung_app::pages;");
    catches(rule, "tests/src/shop.rs", "warung_server::run()");
    catches(rule, "domain/src/outbox.rs", "use warung_phone::batch;");
    catches(rule, "phone/src/drain/mod.rs", "use warung_app::platform;");
    catches(rule, "sync-server/src/lib.rs", "use warung_phone::line::Line;");
    passes(rule, "app/src/sync/delivery.rs", "use warung_phone::drain;");
    passes(rule, "app/src/shop.rs", "use warung_domain::cart::Cart;");
}

#[test]
fn arrows_that_point_back_are_caught() {
    let app = &arrows::INSIDE_APP;
    catches(app, "app/src/sync/delivery.rs", "use crate::pages::cart;");
    catches(app, "app/src/platform/db/mod.rs", "use crate::{\n  i18n,\n  sync::pull};");
    catches(app, "app/src/components/ui/button.rs", "super::super::super::actions::pay()");
    passes(app, "app/src/actions/pay.rs", "use crate::{platform::{db, http}, state::Cart};");
    passes(app, "app/src/sync/delivery.rs", "use super::super::platform::http;");
    passes(app, "app/src/shop.rs", "use crate::pages::home;");

    let server = &arrows::INSIDE_SERVER;
    catches(server, "sync-server/src/service/push.rs", "use crate::http::error;");
    catches(server, "sync-server/src/storage/mod.rs", "use crate::service::Shop;");
    catches(server, "sync-server/src/http/orders.rs", "crate::storage::orders()");
    passes(server, "sync-server/src/service/push.rs", "use crate::storage::{Storage, http};");
}

#[test]
fn code_after_literals_and_comments_is_still_read() {
    let rule = &rules::NO_FLOATS;
    for before in [
        "let quote = '\"';",
        "let escaped = \"\\\"\";",
        "let raw = r#\"\" \"#;",
        "fn f<'a>(x: &'a str) {}",
        "/* nested /* comment */ */",
        "let path = b'\\'';",
    ] {
        catches(rule, "domain/src/a.rs", &format!("{before} let x: f64 = y;"));
    }
}

#[test]
fn every_rule_is_named_and_says_what_to_do() {
    for rule in RULES {
        assert!(!rule.name.is_empty() && rule.message.ends_with('.'));
    }
}
