//! The whole contest for our own app: first syncs on fresh profiles, a change while the page is
//! open, the shop taken away, and two hundred questions typed into the search box.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::figure::{Figure, Seen};
use super::goods::{Assortment, Question, Row, packed};
use super::relay::{Asked, Relay};
use super::shop::Shop;
use super::visit::{Slow, Typed, Visitor};
use crate::bench::percentile;

/// Reloads without the shop, of which the median counts.
const RELOADS: usize = 3;

/// How long one pass over the questions may take, as with the peers.
const LONGEST_PASS: Duration = Duration::from_secs(60);

/// From so many products on only the first questions are asked, as with the peers.
const MANY: usize = 50_000;
const FEW_QUESTIONS: usize = 40;

/// Results that are judged.
const JUDGED: usize = 24;

/// First syncs only, on a slow line.
pub fn first_syncs(shop: &Shop, shelf: &str, runs: u32, slow: Slow) -> Result<Seen> {
    let mut seen = Seen::default();
    for run in 0..runs {
        eprintln!("first sync {} of {runs}", run + 1);
        let relay = Relay::before(&shop.server)?;
        let visitor = Visitor::new(&relay, Some(slow))?;
        first_sync(shop, &visitor, &relay, shelf, &mut seen)?;
    }
    Ok(seen)
}

/// Everything, and what a first visit asked for, in this order: first sync, a change, searching, and the shop is stopped at the end
/// of the last run. Searching takes longest and is done once.
pub fn everything(
    shop: &mut Shop,
    assortment: &Assortment,
    shelf: &str,
    runs: u32,
) -> Result<(Seen, Vec<Asked>)> {
    let (mut seen, mut asked) = (Seen::default(), Vec::new());
    for run in 0..runs {
        eprintln!("run {} of {runs}", run + 1);
        let relay = Relay::before(&shop.server)?;
        let mut visitor = Visitor::new(&relay, None)?;
        first_sync(shop, &visitor, &relay, shelf, &mut seen)?;
        asked = relay.asked();
        visitor.wait_worker()?;
        change(shop, assortment, run, &visitor, &relay, &mut seen)?;
        if run == 0 {
            questions(&visitor, assortment, &mut seen)?;
        }
        relay.cut();
        shop.server.stop()?;
        without_shop(&mut visitor, shelf, assortment, &mut seen)?;
        shop.server.start()?;
    }
    Ok((seen, asked))
}

fn first_sync(
    shop: &Shop,
    visitor: &Visitor,
    relay: &Relay,
    shelf: &str,
    seen: &mut Seen,
) -> Result<()> {
    let (before, at_first, served) = (relay.count(), visitor.processor()?, shop.processor()?);
    let facts = visitor.first_sync(shelf)?;
    let bytes = relay.count().since(before);
    let spent = visitor.processor()?;
    let figures = [
        (Figure::PagesProcessor, spent.pages, at_first.pages),
        (Figure::BrowserProcessor, spent.browser, at_first.browser),
        (Figure::OthersProcessor, spent.others, at_first.others),
        (Figure::ShopProcessor, shop.processor()?, served),
    ];
    for (figure, after, before) in figures {
        seen.add(figure, micros(after.saturating_sub(before)));
    }
    ensure!(facts.first_page > 0, "no 24 products were painted");
    seen.add(Figure::Complete, facts.marks.complete.max(facts.first_page));
    seen.add(Figure::FirstPage, facts.first_page);
    seen.add(Figure::MarkedFirstPage, facts.marks.first_page);
    seen.add(Figure::WireDown, bytes.down);
    seen.add(Figure::WireUp, bytes.up);
    seen.add(Figure::CatalogBytes, bytes.catalog);
    seen.add(Figure::Memory, visitor.memory()?);
    seen.add(Figure::Stored, facts.indexed_db);
    seen.add(Figure::LongestSyncing, facts.longest);
    Ok(())
}

/// Changes one product in a hundred and waits until the page of one of them tells its new price.
fn change(
    shop: &Shop,
    assortment: &Assortment,
    run: u32,
    visitor: &Visitor,
    relay: &Relay,
    seen: &mut Seen,
) -> Result<()> {
    // Every run has prices of its own, so that there is something new to each.
    let changed: Vec<Row> =
        assortment.changed.iter().cloned().map(|row| dearer(row, run)).collect();
    let watched = changed.last().context("nothing changes")?;
    visitor.go(&watched.path())?;
    visitor.wait_worker()?;
    visitor.wait_asked()?;
    shop.take_in(&changed)?;
    let before = relay.count();
    match visitor.hear(&watched.price.to_string()) {
        Ok(took) => {
            seen.add(Figure::Change, took);
            seen.add(Figure::ChangeBytes, relay.count().since(before).down);
        }
        // What does not come is missing from the table, and everything else is still measured.
        Err(reason) => eprintln!("the change did not show: {reason:#}"),
    }
    seen.add(Figure::ChangePacked, packed(&changed)?);
    Ok(())
}

fn dearer(mut row: Row, run: u32) -> Row {
    row.price += 100 * u64::from(run + 1);
    row.stock += u64::from(run + 1);
    row
}

fn without_shop(
    visitor: &mut Visitor,
    shelf: &str,
    assortment: &Assortment,
    seen: &mut Seen,
) -> Result<()> {
    for _ in 0..RELOADS {
        seen.add(Figure::Reload, visitor.reopen(shelf)?.first_page);
    }
    let last = unchanged(assortment).context("every product changes")?;
    let facts = visitor.search_for(&last.name)?;
    // Found may be what is in the first block; searchable is the whole.
    seen.add(Figure::Searchable, facts.found.max(facts.marks.open));
    visitor.restart()?;
    seen.add(Figure::Restart, visitor.reopen(shelf)?.first_page);
    Ok(())
}

/// The last product whose name stays as it is.
fn unchanged(assortment: &Assortment) -> Option<&Row> {
    let changes = |row: &&Row| assortment.changed.iter().all(|changed| changed.id != row.id);
    assortment.rows.iter().rev().find(changes)
}

/// Types every question, first as it should be, then with a typo.
fn questions(visitor: &Visitor, assortment: &Assortment, seen: &mut Seen) -> Result<()> {
    let count =
        if assortment.rows.len() >= MANY { FEW_QUESTIONS } else { assortment.questions.len() };
    let asked = &assortment.questions[..count.min(assortment.questions.len())];
    visitor.open_search()?;
    // The index is made for the first question; that is not what a later letter costs.
    let (_, first) = visitor.type_in("a")?.keys.first().copied().context("no answer")?;
    seen.add(Figure::IndexBuild, first);

    let clean = pass(visitor, asked, |question| &question.clean)?;
    if clean.queries.iter().any(|query| !query.is_zero()) {
        seen.add(Figure::Query, at_percent(&clean.queries, 50));
        seen.add(Figure::QueryWorst, at_percent(&clean.queries, 95));
    }
    seen.add(Figure::KeyToPaint, at_percent(&clean.painted, 95));
    seen.add(Figure::Hit, clean.hit);
    seen.add(Figure::Precision, clean.precision);
    let typo = pass(visitor, asked, |question| &question.typo)?;
    if typo.queries.iter().any(|query| !query.is_zero()) {
        seen.add(Figure::TypoQueryWorst, at_percent(&typo.queries, 95));
    }
    seen.add(Figure::TypoHit, typo.hit);
    seen.add(Figure::TypoPrecision, typo.precision);
    seen.add(Figure::LongestSearching, clean.longest.max(typo.longest));
    seen.add(Figure::MemoryAfterSearch, visitor.memory()?);
    eprintln!("{} and {} keystrokes", clean.queries.len(), typo.queries.len());
    Ok(())
}

/// What came of asking all questions.
#[derive(Default)]
struct Pass {
    queries: Vec<Duration>,
    painted: Vec<Duration>,
    /// Thousandths.
    hit: u64,
    precision: u64,
    longest: u64,
}

fn pass(visitor: &Visitor, questions: &[Question], wording: fn(&Question) -> &str) -> Result<Pass> {
    let mut pass = Pass::default();
    let begun = Instant::now();
    let mut asked = 0;
    for question in questions {
        let typed = visitor.type_in(wording(question))?;
        let (hit, precision) = judge(&typed, &question.clean);
        pass.hit += hit;
        pass.precision += precision;
        pass.longest = pass.longest.max(typed.longest);
        for (query, painted) in typed.keys {
            pass.queries.push(Duration::from_micros(query));
            pass.painted.push(Duration::from_micros(painted));
        }
        asked += 1;
        if begun.elapsed() > LONGEST_PASS {
            break;
        }
    }
    pass.hit /= asked.max(1);
    pass.precision /= asked.max(1);
    Ok(pass)
}

/// A result counts when its name holds every intended word, as the peers are judged: thousandths of
/// a hit, and of the results that count.
fn judge(typed: &Typed, intended: &str) -> (u64, u64) {
    let judged = &typed.names[..typed.names.len().min(JUDGED)];
    let counts = |name: &&String| {
        let name = name.to_lowercase();
        intended.split(' ').all(|word| name.split(' ').any(|known| known == word))
    };
    let right = judged.iter().filter(counts).count() as u64;
    (1_000 * u64::from(right > 0), 1_000 * right / (judged.len() as u64).max(1))
}

fn at_percent(times: &[Duration], hundredths: usize) -> u64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    micros(percentile(&sorted, hundredths))
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_counts_when_its_name_holds_the_words() {
        let names = ["Sari Teko Enamel Biru", "Sari Teko Besi", "Tekonya Enamel"];
        let names = names.map(str::to_owned).to_vec();
        let typed = Typed { keys: vec![], names, longest: 0 };
        assert_eq!(judge(&typed, "teko enamel"), (1_000, 333));
        assert_eq!(judge(&typed, "panci"), (0, 0));
        let nothing = Typed { keys: vec![], names: vec![], longest: 0 };
        assert_eq!(judge(&nothing, "teko"), (0, 0));
    }
}
