//! Two tabs of one phone hear of the same shop. What one keeps never leaves a gap in what the other
//! has kept, however far each of them is.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use warung_tests::bench::catalog::goods::Row;
use warung_tests::market;
use warung_tests::server::Server;
use warung_tests::shop::{Shopper, marked};
use warung_tests::story::Story;

/// Brings what is kept back to where the shards were packed, as another tab does that has just
/// fetched them and heard of nothing yet.
const ANOTHER_TAB_BEGINS: &str = "
    const open = indexedDB.open('warung-catalog');
    open.onsuccess = () => {
        const change = open.result.transaction(['meta', 'changes'], 'readwrite');
        const meta = change.objectStore('meta');
        meta.get('standing').onsuccess = ({ target: { result: standing } }) => {
            meta.put(String(JSON.parse(standing).base), 'heard-to');
            change.objectStore('changes').clear();
        };
        change.oncomplete = () => { open.result.close(); window.begun = true; };
    };";

/// How many changes are kept once the phone has asked for the manifest, which it does after it has
/// kept what it heard; counted from one, so that none is an answer too.
const COUNT: &str = "
    const [least] = arguments;
    const since = window.asked ?? performance.timeOrigin;
    delete window.kept;
    const open = indexedDB.open('warung-catalog');
    open.onsuccess = () => {
        const look = () => {
            const read = open.result.transaction(['meta', 'changes']);
            const manifest = read.objectStore('meta').get('manifest');
            const changes = read.objectStore('changes').getAll();
            read.oncomplete = () => {
                const answers = changes.result.map((answer) => JSON.parse(answer).length);
                const kept = answers.reduce((sum, rows) => sum + rows, 0);
                if (JSON.parse(manifest.result).heard_at < since || kept < least) {
                    setTimeout(look, 50);
                } else {
                    open.result.close();
                    window.kept = kept + 1;
                }
            };
        };
        look();
    };";

// C15
#[test]
fn what_one_tab_hears_leaves_no_gap_in_what_is_kept() -> Story {
    let sold = market::assortment(300);
    let server = market::open(&sold.rows)?;
    let dewi = Shopper::arrive("catalog_in_two_tabs", &server)?;
    let [one, other, ..] = sold.rows.as_slice() else { return Ok(()) };
    let one = becomes_dearer(&server, &dewi, one)?;
    kept(&dewi, 1)?;

    dewi.browser.js(ANOTHER_TAB_BEGINS, &json!([]))?;
    dewi.browser.wait_js("the other tab", "window.begun")?;
    let other = becomes_dearer(&server, &dewi, other)?;
    kept(&dewi, 0)?;

    // At the next start nothing is missing, and all of it is kept.
    for row in [one, other] {
        dewi.open(&row.path())?;
        dewi.browser.wait_text_in("main", &market::rupiah(row.price))?;
    }
    kept(&dewi, 2)?;
    Ok(dewi.leave()?)
}

/// Makes a product dearer while its page is open, and waits until the page says so.
fn becomes_dearer(server: &Server, dewi: &Shopper, row: &Row) -> Result<Row> {
    // By a link, as a page that is loaded anew would hear of everything.
    dewi.search(&row.name.to_lowercase())?;
    dewi.browser.press(&format!("{} a[href=\"{}\"]", marked("search-result"), row.path()))?;
    dewi.browser.wait_text_in("h1", &row.name)?;
    let dearer = Row { price: row.price + 10_000, ..row.clone() };
    market::take_in(server, std::slice::from_ref(&dearer))?;
    // As when a phone finds a signal: nobody wants to wait for the next look.
    dewi.browser
        .js("window.asked = Date.now(); window.dispatchEvent(new Event('online'))", &json!([]))?;
    dewi.browser.wait_text_in("main", &market::rupiah(dearer.price))?;
    Ok(dearer)
}

fn kept(dewi: &Shopper, wanted: u64) -> Result<()> {
    dewi.browser.js(COUNT, &json!([wanted]))?;
    let counted = dewi.browser.wait_js("the changes to be counted", "window.kept")?;
    let changes = counted.as_u64().context("no number")? - 1;
    ensure!(changes == wanted, "{changes} changes are kept instead of {wanted}");
    Ok(())
}
