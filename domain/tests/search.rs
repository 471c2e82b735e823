//! What a shopper may rely on when searching, whatever the catalog and
//! whatever is typed.

#![expect(clippy::unwrap_used, reason = "a sample that does not parse is a broken test")]

mod goods;

use goods::{ids, product, snapshot};
use proptest::prelude::*;
use warung_domain::catalog::{Category, Product, Stock};
use warung_domain::lang::{Lang, Localized};
use warung_domain::search::SearchIndex;
use warung_domain::search::fold::{fold, words};

fn index(products: &[Product]) -> SearchIndex {
    SearchIndex::build(&snapshot(&[products.to_vec()]), [])
}

/// Named after their place in the list: `p0`, `p1`, …
fn named<S: AsRef<str>>(names: &[S]) -> SearchIndex {
    let of = |(at, name): (usize, &S)| product(&format!("p{at}"), name.as_ref());
    index(&names.iter().enumerate().map(of).collect::<Vec<_>>())
}

#[test]
fn finds_what_was_meant() {
    let index = named(&[
        "Kopi Gayo 250 g",
        "Beras Pandan Wangi 5 kg",
        "Beras merah 1kg",
        "Sandal jepit",
        "Sendal kulit",
        "Kulkas 2 pintu",
    ]);
    assert_eq!(ids(&index, "kopi"), ["p0"]);
    assert_eq!(ids(&index, "KOPY"), ["p0"]);
    assert_eq!(ids(&index, "beras 5kg"), ["p1"]);
    assert_eq!(ids(&index, "beras 5 kg"), ["p1"]);
    assert_eq!(ids(&index, "1 kg beras"), ["p2"]);
    assert_eq!(ids(&index, "sendal"), ["p4", "p3"]);
    assert_eq!(ids(&index, "sandal jepit"), ["p3"]);
    assert_eq!(ids(&index, "lemari es"), ["p5"]);
    assert_eq!(ids(&index, "kulk"), ["p5"]);
    assert_eq!(ids(&index, "kopi teh"), [] as [&str; 0]);
    assert_eq!(ids(&index, " ?! "), [] as [&str; 0]);
}

#[test]
fn a_number_with_a_wrong_digit_is_another_number() {
    assert_eq!(ids(&named(&["Baterai 5000 mAh"]), "5001"), [] as [&str; 0]);
}

#[test]
fn both_languages_keywords_and_shelves_lead_there() {
    let mut stove = product("kompor", "Kompor gas");
    stove.name = Localized::both("Kompor gas", "Gas stove");
    stove.keywords = vec!["tungku".into()];
    stove.brand = Some("Rinnai".into());
    let shelf = Category {
        id: "dapur".parse().unwrap(),
        name: Localized::both("Dapur", "Kitchen"),
        picture: None,
    };
    let index = SearchIndex::build(&snapshot(&[vec![stove]]), [&shelf]);
    for query in ["kompor", "stove", "tungku", "rinai", "kitchen", "gas kompor rinnai"] {
        assert_eq!(ids(&index, query), ["kompor"], "{query}");
    }
}

#[test]
fn better_matches_come_first() {
    let in_summary = Product {
        summary: Localized::only(Lang::Id, "cocok untuk teh"),
        ..product("summary", "Gelas")
    };
    let in_brand = Product { brand: Some("Teh".into()), ..product("brand", "Cangkir") };
    let in_keyword = Product { keywords: vec!["teh".into()], ..product("keyword", "Teko") };
    let later = product("later", "Daun teh");
    let wanted = Product { popularity: 900, ..product("wanted", "Teh hijau") };
    let plain = product("plain", "Teh hitam");
    let beginning = product("beginning", "Tehnik memasak");
    let mut gone = Product { popularity: 1_000, ..product("gone", "Teh putih") };
    gone.variants[0].stock = Stock::Units(0);
    let index = index(&[in_summary, in_brand, in_keyword, later, wanted, plain, beginning, gone]);
    let order = ["wanted", "plain", "gone", "later", "brand", "keyword", "summary", "beginning"];
    assert_eq!(ids(&index, "teh"), order);
    let first: Vec<_> = index.search("teh", 3).into_iter().map(|hit| hit.id.to_string()).collect();
    assert_eq!(first, order[..3]);
    assert_eq!(index.search("teh", 0), []);
}

#[test]
fn a_guess_says_so_and_is_made_only_if_nothing_else_is_found() {
    let index = named(&["Kopi Gayo", "Topi rimba"]);
    let guessed =
        |query| -> Vec<bool> { index.search(query, 9).iter().map(|hit| hit.guessed).collect() };
    assert_eq!(guessed("kopi"), [false]);
    assert_eq!(guessed("kopy"), [true]);
    assert_eq!(guessed("dopi"), [true, true]);
    assert!(index.find("dopi").is_guess());
    assert!(!index.find("kopi").is_guess());
}

#[test]
fn two_slips_are_forgiven_in_long_words() {
    let index = named(&["Smartphone Android", "Topi rimba"]);
    assert_eq!(ids(&index, "smratphnoe"), ["p0"]);
    assert_eq!(ids(&index, "smatphon adnroid"), ["p0"]);
    assert_eq!(ids(&index, "tupa"), [] as [&str; 0]);
}

#[test]
fn words_are_found_joined_and_parted() {
    let index = named(&[
        "Power Bank 10000 mAh",
        "Powerbank mini",
        "Bank buku dengan power",
        "Kaos kaki",
        "Harddisk 1TB",
        "Harddisk 2 TB",
    ]);
    assert_eq!(ids(&index, "powerbank"), ["p1", "p0"]);
    assert_eq!(ids(&index, "power bank"), ["p0", "p2", "p1"]);
    assert_eq!(ids(&index, "powerbank 10000"), ["p0"]);
    assert_eq!(ids(&index, "kaoskaki"), ["p3"]);
    assert_eq!(ids(&index, "hard disk 1 tb"), ["p4"]);
    assert_eq!(ids(&index, "harddisk 2tb"), ["p5"]);
    assert_eq!(ids(&index, "pwer bank mini"), ["p1"]);
}

#[test]
fn a_single_letter_in_front_is_a_word_of_its_own_where_there_is_one() {
    let index = named(&["Power Bank B10", "Power Bank D10", "Power Bank M107", "Kaos hitam"]);
    assert_eq!(ids(&index, "power bank b10"), ["p0"]);
    assert_eq!(ids(&index, "b10 power bank"), ["p0"]);
    assert_eq!(ids(&index, "powr bank b10"), ["p0"]);
    // Where there is none it may be the beginning of something.
    assert_eq!(ids(&index, "k hitam"), ["p3"]);
    assert_eq!(ids(&index, "power b"), ["p0", "p1", "p2"]);
}

#[test]
fn says_what_was_perhaps_meant() {
    let index = named(&["Kopi Gayo Aceh", "Topi rimba", "Smartphone Android"]);
    assert_eq!(index.find("kopy gayo").did_you_mean().as_deref(), Some("kopi gayo"));
    assert_eq!(index.find("smratpone").did_you_mean().as_deref(), Some("smartphone"));
    assert_eq!(index.find("kopi").did_you_mean(), None);
    assert_eq!(index.find("sepeda").did_you_mean(), None);
    assert_eq!(index.find("").did_you_mean(), None);
}

/// A word with one slip at `at`.
fn slipped(word: &str, kind: u8, at: usize, letter: char) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = at % letters.len();
    match kind {
        0 => letters[at] = letter,
        1 => letters.insert(at, letter),
        2 => drop(letters.remove(at)),
        _ => {
            let next = (at + 1) % letters.len();
            letters.swap(at, next);
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #[test]
    fn never_panics(names in prop::collection::vec(any::<String>(), 0..6), query in any::<String>(), limit in 0..9_usize) {
        prop_assert!(named(&names).search(&query, limit).len() <= limit);
    }

    #[test]
    fn a_full_name_finds_its_product(names in prop::collection::vec("\\PC{1,40}", 1..8), at in any::<prop::sample::Index>()) {
        let at = at.index(names.len());
        prop_assume!(!fold(&names[at]).is_empty());
        let wanted = format!("p{at}");
        prop_assert!(ids(&named(&names), &names[at]).contains(&wanted));
    }

    #[test]
    fn one_slip_in_a_word_is_forgiven(
        name in prop::collection::vec("[a-z]{4,50}", 1..4),
        at in any::<prop::sample::Index>(),
        kind in 0..3_u8, place in 0..50_usize, letter in prop::char::range('a', 'z'),
    ) {
        let mut typed = name.clone();
        let word = at.index(name.len());
        typed[word] = slipped(&name[word], kind, place, letter);
        prop_assert_eq!(ids(&named(&[name.join(" ")]), &typed.join(" ")), ["p0"]);
    }

    #[test]
    fn two_neighbours_swapped_are_forgiven(word in "[a-z]{4,30}", place in 0..29_usize) {
        let typed = slipped(&word, 3, place % (word.len() - 1), 'x');
        prop_assert_eq!(ids(&named(&[word]), &typed), ["p0"]);
    }

    #[test]
    fn a_further_word_never_finds_more(
        names in prop::collection::vec("[abk]{1,5}( [abk]{1,5}){0,3}", 1..12),
        first in "[abk]{1,5}", second in "[abk15]{0,6}",
    ) {
        let index = named(&names);
        let sure = |query: &str| -> Vec<String> {
            let hits = index.search(query, usize::MAX).into_iter();
            hits.filter(|hit| !hit.guessed).map(|hit| hit.id.to_string()).collect()
        };
        let fewer = sure(&format!("{first} {second}"));
        let more = sure(&first);
        prop_assert!(fewer.iter().all(|id| more.contains(id)));
    }

    #[test]
    fn every_beginning_of_a_name_finds_it(name in "\\PC{1,40}", cut in any::<prop::sample::Index>()) {
        let folded = fold(&name);
        prop_assume!(words(&folded).next().is_some());
        let letters = folded.chars().count();
        let typed: String = folded.chars().take(cut.index(letters) + 1).collect();
        prop_assert_eq!(ids(&named(&[name]), &typed), ["p0"]);
    }
}
