//! A market of thousands of products, with its server gone: opened, browsed, searched with and without
//! a slip of the finger, and bought from.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use warung_tests::market;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;
use warung_tests::waiting::PATIENCE;

const PRODUCTS: usize = 6_000;

#[test]
fn thousands_of_products_are_browsed_and_searched_without_a_server() -> Story {
    let sold = market::assortment(PRODUCTS);
    let mut server = market::open(&sold.rows)?;
    let mut sari = Shopper::arrive("big_catalog_offline", &server)?;
    server.stop()?;
    sari.browser.expect_outage();
    sari.next_launch("/")?;
    sari.browser.wait_count(&marked("product-card"), 12)?;
    sari.sees_that_it_is_offline()?;

    // The fullest shelf, by its name on a tile.
    let tile = format!(
        "[...document.querySelectorAll('{}')].find(tile => tile.innerText.trim() === {:?})",
        marked("category"),
        sold.category
    );
    let shelf =
        sari.browser.wait_js("the fullest shelf", &format!("{tile}?.getAttribute('href')"))?;
    let shelf = shelf.as_str().context("a tile without a link")?;
    sari.open(shelf)?;
    sari.browser.wait_count(&marked("product-card"), 24)?;
    let on_it = sold.rows.iter().filter(|row| row.category == sold.category).count();
    let count = sari.browser.text(&marked("product-count"))?;
    says(&count, on_it)?;

    // Somebody types what is in names, and what is nearly.
    for asked in sold.questions.iter().step_by(40) {
        let begun = Instant::now();
        for words in [&asked.clean, &asked.typo] {
            sari.search(words)?;
            finds(&sari.found()?, words, &asked.clean)?;
        }
        in_time(begun.elapsed())?;
    }

    let last = sold.rows.last().context("nothing is sold")?;
    sari.open(&last.path())?;
    sari.browser.wait_text_in("h1", &last.name)?;
    Ok(sari.leave()?)
}

fn says(words: &str, count: usize) -> Result<()> {
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    ensure!(digits == count.to_string(), "{count} products stand on the shelf, it says {words}");
    Ok(())
}

/// Among what is shown, something has every word that was meant.
fn finds(found: &[String], words: &str, meant: &str) -> Result<()> {
    let has_all = |row: &String| {
        let row = row.to_lowercase();
        meant.split(' ').all(|word| row.contains(word))
    };
    ensure!(found.iter().any(has_all), "“{words}” did not find {meant}: {found:?}");
    Ok(())
}

fn in_time(took: Duration) -> Result<()> {
    ensure!(took < PATIENCE, "two questions took {} s", took.as_secs());
    Ok(())
}
