//! What was searched for lately is kept on the phone until its person takes it away, one by one or
//! all at once; and while one types, the words are finished.

use anyhow::{Result, ensure};
use serde_json::json;
use warung_tests::browser::Key;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

#[test]
fn recent_searches_outlive_a_restart_and_can_be_taken_away() -> Story {
    let mut server = Server::demo()?;
    let mut sari = Shopper::arrive("search_ways", &server)?;
    server.stop()?;
    sari.browser.expect_outage();
    for words in ["telur ayam", "beras", "kopi"] {
        sari.search(words)?;
        sari.open_first_found()?;
    }

    sari.next_launch("/search")?;
    sari.browser.wait_count(&marked("recent-search"), 3)?;
    says(&sari, &["kopi", "beras", "telur ayam"])?;
    sari.browser.press("[data-forget=\"1\"]")?;
    sari.browser.wait_gone("[data-forget=\"2\"]")?;
    says(&sari, &["kopi", "telur ayam"])?;

    // By the keyboard alone: into the list, down to the second, and off.
    sari.browser.wait_for(&marked("search-input"))?;
    sari.browser
        .js(&format!("document.querySelector('{}').focus()", marked("search-input")), &json!([]))?;
    for way in ["0", "1"] {
        sari.browser.key(Key::Down)?;
        has_focus(&sari, "data-way", way)?;
    }
    sari.browser.key(Key::Enter)?;
    sari.browser.wait_for(&marked("search-result"))?;
    let query = "decodeURIComponent(location.search).replace('+', ' ') === '?q=telur ayam'";
    sari.browser.wait_js("the search of before", query)?;
    has_focus(&sari, "data-test", "search-count")?;

    sari.next_launch("/search")?;
    sari.browser.wait_count(&marked("recent-search"), 2)?;
    says(&sari, &["telur ayam", "kopi"])?;
    sari.browser.press(&marked("forget-searches"))?;
    sari.browser.wait_gone(&marked("recent-search"))?;
    sari.next_launch("/search")?;
    sari.browser.wait_for(&marked("category"))?;
    ensure_none(&sari)?;
    Ok(sari.leave()?)
}

#[test]
fn words_are_finished_while_one_types() -> Story {
    let mut server = Server::demo()?;
    let sari = Shopper::arrive("search_ways_on", &server)?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.search("ber")?;
    let finished = format!(
        "[...document.querySelectorAll('{}')].findIndex((way) => way.innerText === 'beras') + 1",
        marked("suggestion")
    );
    let place = sari.browser.wait_js("the word to be finished", &finished)?;
    for _ in 0..place.as_u64().unwrap_or_default() {
        sari.browser.key(Key::Down)?;
    }
    let way = place.as_u64().unwrap_or_default().saturating_sub(1);
    has_focus(&sari, "data-way", &way.to_string())?;
    sari.browser.key(Key::Enter)?;
    sari.browser.wait_js("the whole word", "location.search === '?q=beras'")?;
    sari.browser.wait_text_in(&marked("search-result"), "Beras")?;
    Ok(sari.leave()?)
}

fn says(sari: &Shopper, wanted: &[&str]) -> Result<()> {
    let shown = sari.browser.texts(&marked("recent-search"))?;
    let shown: Vec<&str> = shown.iter().map(|words| words.trim()).collect();
    ensure!(shown == wanted, "recent searches are {shown:?}, not {wanted:?}");
    Ok(())
}

fn ensure_none(sari: &Shopper) -> Result<()> {
    let left = sari.browser.count(&marked("recent-search"))?;
    ensure!(left == 0, "{left} searches came back");
    Ok(())
}

fn has_focus(sari: &Shopper, attribute: &str, value: &str) -> Result<()> {
    let focused = format!("document.activeElement?.getAttribute('{attribute}') === '{value}'");
    sari.browser.wait_js(&format!("the focus on {attribute} {value}"), &focused)?;
    Ok(())
}
