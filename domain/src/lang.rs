//! Languages, and texts that exist in several of them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language the interface is translated into.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bahasa Indonesia, the first language of the shop.
    #[default]
    Id,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// BCP 47 tag, as in `<html lang>`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// The language's own name for itself.
    #[must_use]
    pub const fn autonym(self) -> &'static str {
        match self {
            Self::Id => "Bahasa Indonesia",
            Self::En => "English",
        }
    }

    /// The first language we speak in a tag such as `en-GB` or a whole
    /// `Accept-Language` header in its written order; Indonesian if none.
    #[must_use]
    pub fn negotiate(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|part| Self::from_tag(part.split(';').next().unwrap_or(part)))
            .next()
            .unwrap_or_default()
    }

    /// `id` from `id-ID`, whatever the case. The old code `in` is Indonesian too.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "id" | "in" => Some(Self::Id),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A text a seller wrote, in one or both languages. Never shown empty when any
/// language has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Localized {
    pub id: Option<String>,
    pub en: Option<String>,
}

impl Localized {
    /// The same words in one language only, as most exports have them.
    #[must_use]
    pub fn only(lang: Lang, text: impl Into<String>) -> Self {
        let text = Some(text.into());
        match lang {
            Lang::Id => Self { id: text, en: None },
            Lang::En => Self { id: None, en: text },
        }
    }

    #[must_use]
    pub fn both(id: impl Into<String>, en: impl Into<String>) -> Self {
        Self { id: Some(id.into()), en: Some(en.into()) }
    }

    /// The text in `lang`, or in the other language, or nothing.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Id => (&self.id, &self.en),
            Lang::En => (&self.en, &self.id),
        };
        first.as_deref().or(second.as_deref()).unwrap_or_default()
    }

    /// Every wording there is, for search.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.id.as_deref().into_iter().chain(self.en.as_deref())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts().all(str::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates_in_written_order() {
        assert_eq!(Lang::negotiate("fr-FR, en-GB;q=0.8, id;q=0.5"), Lang::En);
        assert_eq!(Lang::negotiate("in-ID"), Lang::Id);
        assert_eq!(Lang::negotiate("ja"), Lang::Id);
        assert_eq!(Lang::negotiate(""), Lang::Id);
    }

    #[test]
    fn falls_back_to_the_other_language() {
        let name = Localized::only(Lang::En, "Bar table");
        assert_eq!(name.get(Lang::Id), "Bar table");
    }
}
