//! Which shelf a category's name means: one the shop has, one the file
//! describes, or a new one whose id is made from the name.

use super::report::Reason;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use warung_domain::catalog::Category;
use warung_domain::ids::{CategoryId, MAX_SLUG_BYTES};
use warung_domain::lang::{Lang, Localized};
use warung_domain::search::fold::{fold, words};

/// Bytes of the hash that stands in for what an id cannot say.
const HASH_BYTES: usize = 4;

/// All shelves there are, and the ones still to be written.
pub struct Shelves {
    lang: Lang,
    known: HashMap<CategoryId, Category>,
    by_name: HashMap<String, CategoryId>,
    to_write: Vec<CategoryId>,
}

impl Shelves {
    /// The shop's shelves, with the file's descriptions over them.
    pub fn new(shop: Vec<Category>, file: &[Category], lang: Lang) -> Self {
        let mut shelves =
            Self { lang, known: HashMap::new(), by_name: HashMap::new(), to_write: Vec::new() };
        for category in shop {
            shelves.know(category);
        }
        for category in file {
            if shelves.known.get(&category.id) != Some(category) {
                shelves.to_write.push(category.id.clone());
                shelves.know(category.clone());
            }
        }
        shelves
    }

    fn know(&mut self, category: Category) {
        for name in category.name.texts() {
            self.by_name.insert(name.to_owned(), category.id.clone());
        }
        self.known.insert(category.id.clone(), category);
    }

    /// The shelf that is meant by an id or a name.
    pub fn place(&mut self, written: &str) -> Result<CategoryId, Reason> {
        let by_id = CategoryId::new(written).ok().filter(|id| self.known.contains_key(id));
        if let Some(id) = by_id.or_else(|| self.by_name.get(written).cloned()) {
            return Ok(id);
        }
        let text = slug(written);
        let id = CategoryId::new(text.clone())
            .map_err(|error| Reason::Id { text: written.to_owned(), error })?;
        if let Some(known) = self.known.get(&id) {
            return Err(Reason::Collision {
                one: known.name.get(self.lang).to_owned(),
                other: written.to_owned(),
                id: text,
            });
        }
        // An id in the place of a name is made readable.
        let name = if text == written { spoken(written) } else { written.to_owned() };
        let name = Localized::only(self.lang, name);
        self.know(Category { id: id.clone(), name, picture: None });
        self.by_name.insert(written.to_owned(), id.clone());
        self.to_write.push(id.clone());
        Ok(id)
    }

    /// New and changed shelves, in the order they came up.
    pub fn to_write(&self) -> Vec<Category> {
        let mut written = HashSet::new();
        let once = self.to_write.iter().filter(|id| written.insert((*id).clone()));
        once.filter_map(|id| self.known.get(id).cloned()).collect()
    }
}

/// `Children's furniture` as `childrens-furniture`. What has no Latin letters,
/// or too many, gets a hash instead of what is lost.
fn slug(name: &str) -> String {
    let folded = fold(name);
    let plain: Vec<String> = words(&folded)
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    let plain = plain.join("-");
    if folded.is_ascii() && !plain.is_empty() && plain.len() <= MAX_SLUG_BYTES {
        return plain;
    }
    let digest = Sha256::digest(folded.as_bytes());
    let hash: String = digest.iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect();
    let room = MAX_SLUG_BYTES - 2 * HASH_BYTES - 1;
    let start = plain.get(..room.min(plain.len())).unwrap_or("c").trim_end_matches('-');
    format!("{}-{hash}", if start.is_empty() { "c" } else { start })
}

/// `kopi-teh` as `Kopi teh`.
pub fn spoken(id: &str) -> String {
    let mut chars = id.replace(['-', '_'], " ").chars().collect::<Vec<_>>();
    if let Some(first) = chars.first_mut() {
        first.make_ascii_uppercase();
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelves() -> Shelves {
        let kitchen = Category {
            id: "dapur".parse().unwrap(),
            name: Localized::both("Alat Dapur", "Kitchen"),
            picture: None,
        };
        Shelves::new(vec![kitchen], &[], Lang::En)
    }

    #[test]
    fn a_shelf_is_found_by_id_and_by_either_name() {
        let mut shelves = shelves();
        for written in ["dapur", "Alat Dapur", "Kitchen"] {
            assert_eq!(shelves.place(written).unwrap().as_str(), "dapur");
        }
        assert!(shelves.to_write().is_empty());
    }

    #[test]
    fn new_shelves_get_an_id_from_their_name() {
        let mut shelves = shelves();
        let mut id = |name: &str| shelves.place(name).unwrap().to_string();
        assert_eq!(id("Children's furniture"), "childrens-furniture");
        assert_eq!(id("Café furniture"), "cafe-furniture");
        assert_eq!(id("Sofas & armchairs"), "sofas-armchairs");
        assert_eq!(id("Children's furniture"), "childrens-furniture");
        assert!(id("أثاث").starts_with("c-"));
        assert!(id(&"long ".repeat(40)).len() <= MAX_SLUG_BYTES);
        assert_eq!(id("kopi-teh"), "kopi-teh");
        let written = shelves.to_write();
        assert_eq!(written.len(), 6);
        assert_eq!(written[5].name.get(Lang::En), "Kopi teh");
    }

    #[test]
    fn two_names_never_share_an_id() {
        let mut shelves = shelves();
        shelves.place("Cafe furniture").unwrap();
        assert!(matches!(shelves.place("Café furniture"), Err(Reason::Collision { .. })));
        assert!(matches!(shelves.place("Dapur"), Err(Reason::Collision { .. })));
    }
}
