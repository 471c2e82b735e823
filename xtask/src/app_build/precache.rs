//! Tells the service worker what to keep: the list of files of each bundle, with their hashes, put
//! into the template `public/sw.js`.
//!
//! The list has two groups, so that a shopper's phone never downloads the counter. Pictures are
//! not listed; the worker keeps those that were looked at, under a budget.

use std::path::Path;

use base64::Engine;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::inputs::hex;
use super::{fingerprint, folder};
use crate::trouble::{OnFile, Trouble};

/// Stands in the template where the list belongs; a plain string, so that the template is
/// JavaScript too and editors and linters can read it.
const PLACEHOLDER: &str = "\"@precache@\"";

/// Files that are there for others: the workers, and what asks which version is served.
const NOT_KEPT: [&str; 4] = ["sw.js", "sw-outbox.js", "sw-retire.js", "version.json"];
/// What stands beside the template and goes along as it is: a part of the worker, and the worker
/// that ends it.
const BESIDE: [&str; 2] = ["sw-outbox.js", "sw-retire.js"];
/// Folders whose files are fetched when they are looked at.
const ON_DEMAND: [&str; 2] = ["pictures", "screenshots"];

/// In the loop of changing and looking nothing may come out of a cache, least of all a page that
/// an earlier start of the released app left behind on the same address.
const DEV_WORKER: &str = "// Keeps nothing, and throws away what another build kept.
addEventListener(\"install\", () => skipWaiting());
addEventListener(\"activate\", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await clients.claim();
})()));
";

#[derive(Serialize)]
struct Precache {
    version: String,
    shop: Group,
    counter: Group,
}

#[derive(Serialize)]
struct Group {
    /// Where the page is fetched from.
    shell: &'static str,
    /// Names the page must mention, or it is not ours: an old page, or a login page in between.
    mentions: Vec<String>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    url: String,
    /// Only for files named by content: the others may change under their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    integrity: Option<String>,
}

pub fn write(template: &Path, stage: &Path) -> Result<(), Trouble> {
    let worker = std::fs::read_to_string(template).on("read", template)?;
    if worker.matches(PLACEHOLDER).count() != 1 {
        return Err(Trouble::Unexpected {
            path: template.to_path_buf(),
            reason: format!("it must hold the placeholder {PLACEHOLDER} exactly once."),
        });
    }
    let mut version = Sha256::new();
    version.update(worker.as_bytes());
    for name in BESIDE {
        let source = template.with_file_name(name);
        let part = std::fs::read(&source).on("read", &source)?;
        version.update(&part);
        let path = stage.join(name);
        std::fs::write(&path, part).on("written", &path)?;
    }
    let shop = group(stage, "", "/", &mut version)?;
    let counter = group(stage, "counter", "/counter/", &mut version)?;
    let precache = Precache { version: hex(&version.finalize())[..16].to_owned(), shop, counter };
    let list = serde_json::to_string(&precache).map_err(|reason| Trouble::Unexpected {
        path: template.to_path_buf(),
        reason: reason.to_string(),
    })?;
    let path = stage.join("sw.js");
    std::fs::write(&path, worker.replace(PLACEHOLDER, &list)).on("written", &path)?;
    write_version(stage, &precache.version)
}

pub fn write_for_dev(stage: &Path) -> Result<(), Trouble> {
    let path = stage.join("sw.js");
    std::fs::write(&path, DEV_WORKER).on("written", &path)?;
    write_version(stage, "dev")
}

/// A page asks this file whether a newer version is out, without fetching the worker.
fn write_version(stage: &Path, version: &str) -> Result<(), Trouble> {
    let path = stage.join("version.json");
    std::fs::write(&path, format!("{{\"version\":\"{version}\"}}\n")).on("written", &path)
}

/// The files of one bundle. `version` takes in every byte that is kept, the page's included.
fn group(
    stage: &Path,
    inside: &str,
    shell: &'static str,
    version: &mut Sha256,
) -> Result<Group, Trouble> {
    let root = stage.join(inside);
    let mut mentions = Vec::new();
    let mut files = Vec::new();
    for relative in folder::files(&root)? {
        let name = folder::url_path(&relative);
        if !is_kept(&name, inside.is_empty()) {
            continue;
        }
        let path = root.join(&relative);
        let content = std::fs::read(&path).on("read", &path)?;
        version.update(name.as_bytes());
        version.update(Sha256::digest(&content));
        if name == "index.html" {
            continue;
        }
        let hashed = fingerprint::is_named_by_content(&name);
        if hashed {
            mentions.push(name.clone());
        }
        files.push(File {
            url: format!("{shell}{name}"),
            integrity: hashed.then(|| integrity(&content)),
        });
    }
    Ok(Group { shell, mentions, files })
}

fn is_kept(name: &str, is_shop: bool) -> bool {
    let top = name.split('/').next().unwrap_or(name);
    let belongs_to_the_counter = is_shop && top == "counter";
    // Pages draw with SVG. The PNG icons are for the phone's home screen, and whoever installs
    // the shop fetches them past the worker.
    let is_for_the_home_screen = name.ends_with(".png");
    !(NOT_KEPT.contains(&name)
        || ON_DEMAND.contains(&top)
        || belongs_to_the_counter
        || is_for_the_home_screen)
}

fn integrity(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let text = base64::engine::general_purpose::STANDARD.encode(digest);
    format!("sha256-{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage() -> tempfile::TempDir {
        let stage = tempfile::tempdir().expect("a temporary folder");
        for (name, content) in [
            ("index.html", "<p>shop-0123456789abcdef.js</p>"),
            ("shop-0123456789abcdef.js", "shop()"),
            ("manifest.webmanifest", "{}"),
            ("icons/icon-192.png", "png"),
            ("icons/icon.svg", "<svg/>"),
            ("pictures/rice.svg", "<svg/>"),
            ("counter/index.html", "<p>counter</p>"),
            ("counter/counter-0123456789abcdef.js", "counter()"),
        ] {
            let path = stage.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("created");
            std::fs::write(path, content).expect("written");
        }
        stage
    }

    fn written(stage: &Path, template: &str) -> serde_json::Value {
        let public = tempfile::tempdir().expect("a temporary folder");
        let path = public.path().join("sw.js");
        std::fs::write(&path, template).expect("written");
        for name in BESIDE {
            std::fs::write(public.path().join(name), "part()").expect("written");
        }
        write(&path, stage).expect("a worker");
        let worker = std::fs::read_to_string(stage.join("sw.js")).expect("read");
        let list = worker.trim_start_matches("const LIST = ").trim_end_matches(";\n");
        serde_json::from_str(list).expect("JSON")
    }

    const TEMPLATE: &str = "const LIST = \"@precache@\";\n";

    fn urls(group: &serde_json::Value) -> Vec<&str> {
        group["files"]
            .as_array()
            .expect("files")
            .iter()
            .filter_map(|file| file["url"].as_str())
            .collect()
    }

    #[test]
    fn a_shopper_never_downloads_the_counter_or_unseen_pictures() {
        let stage = stage();
        let list = written(stage.path(), TEMPLATE);
        assert_eq!(
            urls(&list["shop"]),
            ["/icons/icon.svg", "/manifest.webmanifest", "/shop-0123456789abcdef.js"]
        );
        assert_eq!(urls(&list["counter"]), ["/counter/counter-0123456789abcdef.js"]);
    }

    #[test]
    fn only_files_named_by_content_carry_a_hash() {
        let stage = stage();
        let list = written(stage.path(), TEMPLATE);
        for file in list["shop"]["files"].as_array().expect("files") {
            let url = file["url"].as_str().expect("url");
            assert_eq!(file["integrity"].is_string(), url.contains("0123456789abcdef"));
        }
    }

    #[test]
    fn the_version_follows_every_kept_byte() {
        let stage = stage();
        let before = written(stage.path(), TEMPLATE)["version"].clone();
        assert_eq!(written(stage.path(), TEMPLATE)["version"], before);
        std::fs::write(stage.path().join("pictures/rice.svg"), "<svg><g/></svg>").expect("written");
        assert_eq!(written(stage.path(), TEMPLATE)["version"], before);
        std::fs::write(stage.path().join("counter/index.html"), "<p>new</p>").expect("written");
        assert_ne!(written(stage.path(), TEMPLATE)["version"], before);
    }

    #[test]
    fn a_template_without_the_placeholder_is_refused() {
        let stage = stage();
        let path = stage.path().join("template.js");
        std::fs::write(&path, "const LIST = [];").expect("written");
        assert!(write(&path, stage.path()).is_err());
    }
}
