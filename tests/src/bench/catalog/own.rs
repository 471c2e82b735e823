//! Products made here, of the same shape as the peers': about two hundred kinds of things of which
//! a few are sold most, some hundred brands, names of two to six words, long descriptions, three to
//! six attributes. The product at a place depends on the seed and the place alone, so a small
//! catalog is the beginning of a larger one.

use super::chance::{Chance, Falling};
use super::goods::{Assortment, Question, Row};
use super::words;

const SEED: u64 = 7;
const BRANDS: usize = 400;
const WORDS: usize = 4_000;
const SELLERS: u64 = 900;
const QUESTIONS: usize = 200;

/// Questions are asked about so many products from the beginning, whatever the size.
const ASKED_ABOUT: u64 = 1_000;

struct Maker {
    /// Path and kind, the most sold first.
    shelves: Vec<(String, String)>,
    brands: Vec<String>,
    words: Vec<String>,
    shelf: Falling,
    brand: Falling,
    word: Falling,
}

/// So many products, with the questions and the changes that belong to them.
#[must_use]
pub fn assortment(products: usize) -> Assortment {
    let maker = Maker::new();
    let rows: Vec<Row> = (1..=products as u64).map(|id| maker.row(id)).collect();
    let changed = rows.iter().filter(|row| row.id % 100 == 1).map(change).collect();
    let category = maker.shelves.first().map(|(path, _)| path.clone()).unwrap_or_default();
    Assortment { rows, category, questions: maker.questions(), changed, maker: "our own generator" }
}

impl Maker {
    fn new() -> Self {
        let mut chance = Chance::of(SEED, 0);
        let mut shelves = Vec::new();
        for (department, listed) in words::SHELVES {
            for shelf in listed.split(';') {
                let (name, kinds) = shelf.split_once(':').unwrap_or((shelf, shelf));
                let path = |kind: &str| format!("{department}/{}/{kind}", name.trim());
                shelves.extend(kinds.split(',').map(|kind| (path(kind), kind.to_owned())));
            }
        }
        shuffle(&mut shelves, &mut chance);
        let brands = several(BRANDS, || {
            let syllables = 2 + chance.below(2);
            let name: String = (0..syllables).map(|_| *chance.one(&words::SYLLABLES)).collect();
            capital(&name)
        });
        let told: Vec<&str> = words::TOLD.split_whitespace().collect();
        let words = several(WORDS, || {
            let (begin, end) = (chance.one(&words::BEGINNINGS), chance.one(&words::ENDINGS));
            format!("{begin}{}{end}", chance.one(&told))
        });
        Self {
            shelf: Falling::over(shelves.len()),
            brand: Falling::over(brands.len()),
            word: Falling::over(words.len()),
            shelves,
            brands,
            words,
        }
    }

    fn row(&self, id: u64) -> Row {
        let mut chance = Chance::of(SEED, id);
        let chance = &mut chance;
        let (category, kind) = &self.shelves[self.shelf.draw(chance)];
        let brand = &self.brands[self.brand.draw(chance)];
        let letter = char::from(b"ABCDEFGHKLMNPRSTVXZ"[chance.index(19)]);
        let model = format!("{letter}{}", 10 + chance.below(990));
        let colour = *chance.one(&words::COLOURS);
        let mut name = format!("{brand} {kind}");
        for (often, word) in [(55, *chance.one(&words::ADJECTIVES)), (45, &model), (40, colour)] {
            if chance.in_hundred(often) && name.split(' ').count() < 6 {
                name = format!("{name} {word}");
            }
        }
        Row {
            id,
            sku: format!("{}-{model}-{id:07}", brand[..3].to_uppercase()),
            name,
            description: self.description(kind, brand, chance),
            category: category.clone(),
            brand: brand.clone(),
            price: price(chance),
            stock: stock(chance),
            seller: 1 + chance.below(SELLERS) * chance.below(SELLERS) / SELLERS,
            attributes: attributes(colour, &model, chance),
            image: format!("img/{:02}/{id:x}-{}", id % 97, model.to_lowercase()),
        }
    }

    fn description(&self, kind: &str, brand: &str, chance: &mut Chance) -> String {
        let mut text = format!("{kind} {brand}");
        for place in 2..20 + chance.below(41) {
            let word = &self.words[self.word.draw(chance)];
            if place % 11 == 0 {
                text = format!("{text}. {}", capital(word));
            } else {
                text.push(' ');
                text.push_str(word);
            }
        }
        text.push('.');
        text
    }

    /// One to three words out of a product's name, and the same with one wrong letter.
    fn questions(&self) -> Vec<Question> {
        let mut chance = Chance::of(SEED, u64::MAX);
        let mut questions = Vec::with_capacity(QUESTIONS);
        while questions.len() < QUESTIONS {
            let name = self.row(1 + chance.below(ASKED_ABOUT)).name.to_lowercase();
            let skipped = usize::from(!chance.in_hundred(35));
            let words = name.split(' ').skip(skipped).take(1 + chance.index(3));
            let clean = words.collect::<Vec<_>>().join(" ");
            if clean.len() >= 3 {
                questions.push(Question { typo: mistyped(&clean, &mut chance), clean });
            }
        }
        questions
    }
}

/// One letter of the longest word, not its first, is another, missing, or one too many.
fn mistyped(clean: &str, chance: &mut Chance) -> String {
    let mut words: Vec<String> = clean.split(' ').map(str::to_owned).collect();
    let longest = words.iter_mut().reduce(|a, b| if b.len() > a.len() { b } else { a });
    let Some(word) = longest.filter(|word| word.len() > 1) else { return clean.to_owned() };
    let at = 1 + chance.index(word.len() - 1);
    let letter = char::from(b"aiueonrtskl"[chance.index(11)]);
    match chance.below(10) {
        0..5 => {
            let other = if word[at..].starts_with(letter) { 'x' } else { letter };
            word.replace_range(at..=at, &other.to_string());
        }
        5..8 => {
            word.remove(at);
        }
        _ => word.insert(at, letter),
    }
    words.join(" ")
}

/// From about five thousand to two million rupiah, as likely at every order of magnitude.
fn price(chance: &mut Chance) -> u64 {
    let scale = 5_000_u64 << chance.below(8);
    let exact = scale + scale * chance.below(1_000) / 1_000;
    exact / 500 * 500 - if chance.in_hundred(30) { 100 } else { 0 }
}

/// Few of most things.
fn stock(chance: &mut Chance) -> u64 {
    let part = chance.below(1_000);
    part * part * part * 500 / 1_000_000_000
}

fn attributes(colour: &str, model: &str, chance: &mut Chance) -> Vec<(String, String)> {
    let mut kinds: Vec<usize> = (0..words::ATTRIBUTES.len() + 2).collect();
    shuffle(&mut kinds, chance);
    kinds.truncate(3 + chance.index(4));
    let told = kinds.into_iter().map(|kind| match words::ATTRIBUTES.get(kind) {
        Some((name, values)) => {
            let values: Vec<&str> = values.split(',').collect();
            ((*name).to_owned(), (*chance.one(&values)).to_owned())
        }
        None if kind == words::ATTRIBUTES.len() => ("warna".to_owned(), colour.to_owned()),
        None => ("model".to_owned(), model.to_owned()),
    });
    told.collect()
}

/// Another price and stock; every tenth has another name as well.
fn change(row: &Row) -> Row {
    let mut chance = Chance::of(SEED + 1, row.id);
    let mut changed = row.clone();
    changed.price = (row.price * (800 + chance.below(400)) / 100_000 * 100).max(1_000);
    changed.stock = chance.below(300);
    if row.id % 1_000 < 100 {
        changed.name = format!("{} V2", row.name);
    }
    changed
}

/// So many different ones.
fn several(count: usize, mut make: impl FnMut() -> String) -> Vec<String> {
    let mut known = std::collections::BTreeSet::new();
    let mut made = Vec::with_capacity(count);
    // The lists hold more than is asked for; the bound only keeps a mistake from going on for ever.
    for _ in 0..count * 50 {
        let one = make();
        if made.len() < count && one.len() > 3 && known.insert(one.clone()) {
            made.push(one);
        }
    }
    made
}

fn shuffle<T>(things: &mut [T], chance: &mut Chance) {
    for last in (1..things.len()).rev() {
        things.swap(last, chance.index(last + 1));
    }
}

fn capital(word: &str) -> String {
    let mut word = word.to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn a_small_catalog_is_the_beginning_of_a_larger_one() {
        let (small, large) = (assortment(50), assortment(200));
        assert_eq!(small.rows, large.rows[..50]);
        assert_eq!(small.questions, large.questions);
    }

    #[test]
    fn it_is_shaped_like_a_market() {
        let made = assortment(5_000);
        let mut shelves: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &made.rows {
            *shelves.entry(&row.category).or_default() += 1;
            assert!((2..=6).contains(&row.name.split(' ').count()), "{}", row.name);
            assert!((3..=6).contains(&row.attributes.len()) && row.price > 0);
        }
        assert!((100..=250).contains(&shelves.len()), "{} shelves", shelves.len());
        let fullest = shelves.iter().max_by_key(|(_, count)| **count);
        assert_eq!(fullest.map(|(shelf, _)| *shelf), Some(made.category.as_str()));
        let names: BTreeSet<&str> = made.rows.iter().map(|row| row.name.as_str()).collect();
        assert!(names.len() > 4_500, "{} names", names.len());
    }

    #[test]
    fn one_in_a_hundred_changes() {
        let made = assortment(2_000);
        assert_eq!(made.changed.len(), 20);
        let renamed = made.changed.iter().filter(|row| row.name.ends_with(" V2")).count();
        assert_eq!(renamed, 2);
        let typos = made.questions.iter().filter(|asked| asked.typo != asked.clean).count();
        assert_eq!((made.questions.len(), typos), (QUESTIONS, QUESTIONS));
    }
}
