//! Names files by what is in them, which is what makes "cache this for ever" true.
//!
//! Trunk names the module after what cargo produced, before wasm-opt has run. The same name could
//! then carry other bytes after a change of wasm-opt, and a phone that cached the old ones would
//! refuse them for ever, because the integrity hash in the page no longer fits.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::inputs::hex;
use crate::trouble::{OnFile, Trouble};

/// Sixteen hexadecimal digits are 64 bits: no two builds of one file ever share them by accident.
pub const DIGITS: usize = 16;

/// Renames every hashed file at the top of a bundle's folder and tells its page.
pub fn name_by_content(bundle: &Path) -> Result<(), Trouble> {
    let page_path = bundle.join("index.html");
    let mut page = std::fs::read_to_string(&page_path).on("read", &page_path)?;
    for entry in std::fs::read_dir(bundle).on("read", bundle)? {
        let path = entry.on("read", bundle)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let Some((before, after)) = around_hash(name) else {
            continue;
        };
        let content = std::fs::read(&path).on("read", &path)?;
        let hash = hex(&Sha256::digest(&content));
        let new_name = format!("{before}{}{after}", &hash[..DIGITS]);
        page = page.replace(name, &new_name);
        std::fs::rename(&path, bundle.join(&new_name)).on("renamed", &path)?;
    }
    let page = without_ignored_integrity(&page);
    std::fs::write(&page_path, page).on("written", &page_path)
}

/// Takes the integrity hash off the module's preload link. Browsers ignore it there and write a
/// warning about it on every start; the service worker checks the module when it keeps it.
fn without_ignored_integrity(page: &str) -> String {
    page.split_inclusive('>')
        .map(|tag| match tag.split_once(" integrity=\"") {
            Some((before, rest)) if tag.contains("rel=\"preload\"") => {
                let after = rest.split_once('"').map_or("", |(_, after)| after);
                format!("{before}{after}")
            }
            _ => tag.to_owned(),
        })
        .collect()
}

/// Splits `shop-53ad9e3f0d2c1b7a_bg.wasm` around its hash.
fn around_hash(name: &str) -> Option<(&str, &str)> {
    let (dash, _) = name.rmatch_indices('-').next()?;
    let (before, rest) = name.split_at(dash + 1);
    let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    // Trunk writes the hash without leading zeros, so it may be shorter than sixteen digits.
    let looks_hashed = (12..=16).contains(&digits) && rest[digits..].starts_with(['.', '_']);
    looks_hashed.then(|| (before, &rest[digits..]))
}

/// Whether a file's name says what is in it.
pub fn is_named_by_content(name: &str) -> bool {
    around_hash(name).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_told_from_plain_ones() {
        assert_eq!(around_hash("shop-53ad9e3f0d2c1b7a_bg.wasm"), Some(("shop-", "_bg.wasm")));
        assert_eq!(around_hash("app-53ad9e3f0d2c1b.css"), Some(("app-", ".css")));
        assert_eq!(around_hash("index.html"), None);
        assert_eq!(around_hash("icon-192.png"), None);
        assert_eq!(around_hash("manifest.webmanifest"), None);
    }

    #[test]
    fn only_the_preload_link_loses_its_hash() {
        let script = r#"<link rel="modulepreload" href="/a.js" integrity="sha384-x">"#;
        let module = r#"<link rel="preload" href="/a.wasm" integrity="sha384-y" as="fetch">"#;
        assert_eq!(
            without_ignored_integrity(&format!("{script}{module}")),
            format!(r#"{script}<link rel="preload" href="/a.wasm" as="fetch">"#)
        );
    }

    #[test]
    fn the_page_follows_the_renamed_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let old = "shop-53ad9e3f0d2c1b7a.js";
        std::fs::write(folder.path().join(old), "let a = 1;").expect("written");
        std::fs::write(
            folder.path().join("index.html"),
            format!("<script src=\"/{old}\"></script>"),
        )
        .expect("written");

        name_by_content(folder.path()).expect("renamed");

        let page = std::fs::read_to_string(folder.path().join("index.html")).expect("read");
        let hash = hex(&Sha256::digest(b"let a = 1;"));
        let new = format!("shop-{}.js", &hash[..DIGITS]);
        assert!(page.contains(&new), "{page}");
        assert!(folder.path().join(new).is_file());
        assert!(!folder.path().join(old).exists());
    }
}
