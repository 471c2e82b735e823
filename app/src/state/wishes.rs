//! What the shopper wants of the catalog on this phone.

use warung_domain::catalog::{Asked, DearLine};
use warung_domain::ids::CategoryId;

/// Kept beside the other preferences; all of it has a default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The categories to keep; nothing chosen is the whole shop.
    pub kept: Option<Vec<CategoryId>>,
    /// What to do on a line that is metered or spared, if the shopper chose.
    pub dear_line: Option<DearLine>,
    pub asked: Asked,
}

const PAUSE: &str = "pause";
const FETCH: &str = "fetch";
const ASK: &str = "ask";
const LITTLE: &str = "little";
const ALL: &str = "all";
const ONLY: &str = "only";

impl Wishes {
    /// Reads words as [`Wishes::written`] leaves them; what it does not know it passes over. They
    /// are needed before anything is fetched, so they have a reader of a few lines.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut wishes = Self::default();
        for word in text.split(' ') {
            match (word, &mut wishes.kept) {
                (id, Some(kept)) => kept.extend(CategoryId::new(id)),
                (PAUSE, _) => wishes.asked = Asked::Pause,
                (FETCH, _) => wishes.asked = Asked::Fetch,
                (ASK, _) => wishes.dear_line = Some(DearLine::Ask),
                (LITTLE, _) => wishes.dear_line = Some(DearLine::OnlyLookedAt),
                (ALL, _) => wishes.dear_line = Some(DearLine::Everything),
                (ONLY, kept) => *kept = Some(Vec::new()),
                _ => {}
            }
        }
        wishes
    }

    /// As words, the chosen categories last.
    #[must_use]
    pub fn written(&self) -> String {
        let mut words = match self.asked {
            Asked::Nothing => Vec::new(),
            Asked::Fetch => vec![FETCH],
            Asked::Pause => vec![PAUSE],
        };
        words.extend(self.dear_line.map(|rule| match rule {
            DearLine::Ask => ASK,
            DearLine::OnlyLookedAt => LITTLE,
            DearLine::Everything => ALL,
        }));
        if let Some(kept) = &self.kept {
            words.push(ONLY);
            words.extend(kept.iter().map(CategoryId::as_str));
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let kept = |ids: &[&str]| Some(ids.iter().map(|id| id.parse().unwrap()).collect());
        for kept in [None, kept(&[]), kept(&["dapur", "kopi-teh", "pause"])] {
            for dear_line in [None, Some(DearLine::Ask), Some(DearLine::OnlyLookedAt)] {
                for asked in [Asked::Nothing, Asked::Fetch, Asked::Pause] {
                    let wishes = Wishes { kept: kept.clone(), dear_line, asked };
                    assert_eq!(Wishes::read(&wishes.written()), wishes);
                }
            }
        }
    }

    #[test]
    fn what_is_not_known_is_passed_over() {
        assert_eq!(Wishes::read(""), Wishes::default());
        assert_eq!(Wishes::read("{\"kept\":3} later"), Wishes::default());
        let kept = Some(vec!["dapur".parse().unwrap()]);
        assert_eq!(Wishes::read("only a/b dapur"), Wishes { kept, ..Wishes::default() });
    }
}
