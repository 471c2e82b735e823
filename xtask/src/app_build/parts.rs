//! Takes the shop's module apart, so that a first visit downloads what looking around needs and
//! the rest comes when it is called for (`app/src/later.rs` says which functions are the rest).
//!
//! ```text
//! cargo's module ─ split ─► first part ─ wasm-bindgen ─► shop.js, shop_bg.wasm ─ wasm-opt ─┐
//!   (Trunk built it)     └► later part ─ wasm-opt ────────────────────────────────────────┤
//!                        └► its loader ─ put into shop.js                                 ▼
//!                                         in place of Trunk's whole module, in Trunk's page
//! ```
//!
//! The splitter reads the linker's notes on what refers to what, which only cargo's own output
//! still has; so what Trunk made of the module is put aside and made again in parts.

use std::path::{Path, PathBuf};

use base64::Engine;
use sha2::{Digest, Sha256, Sha384};

use super::inputs::hex;
use super::{fingerprint, folder};
use crate::process;
use crate::tools::AppTools;
use crate::trouble::{OnFile, Trouble};

/// Where the splitter says its loader lies; the loader ends up inside the script instead.
const LOADER: &str = "./loader.js";

/// What the compiler may have used of WebAssembly; wasm-opt has to be told.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Puts the parts of `module` into the folder of the page that Trunk built for it.
pub fn take_apart(tools: &AppTools, module: &Path, bundle: &Path) -> Result<(), Trouble> {
    let work = bundle.with_extension("parts");
    folder::remove(&work)?;
    let first = work.join("first.wasm");
    let split_off = split(module, &work, &first)?;
    let made = work.join("made");
    process::run(
        tools
            .command("wasm-bindgen")
            .args(["--target", "web", "--no-typescript", "--out-name", "shop"])
            // The later part finds the first one's table, memory and stack under these names.
            .args(["--keep-lld-exports", "--no-demangle", "--out-dir"])
            .args([&made, &first]),
        "Binding the first part to JavaScript",
    )?;
    let module_made = made.join("shop_bg.wasm");
    for part in split_off.iter().chain([&module_made]) {
        shrink(tools, part)?;
    }

    let mut page = Page::open(bundle)?;
    let mut loader = read(&work.join(LOADER))?;
    for part in &split_off {
        let content = std::fs::read(part).on("read", part)?;
        let name = page.add_later_part(part, &content)?;
        let there = format!("fetch(new URL(\"./{}\", import.meta.url))", file_name(part));
        let with_hash = format!(
            "fetch(new URL(\"./{name}\", import.meta.url), {{ integrity: \"{}\" }})",
            integrity(&content)
        );
        loader = replace_once(part, &loader, &there, &with_hash)?;
    }
    let script_made = made.join("shop.js");
    let script = with_loader(&script_made, &read(&script_made)?, &loader)?;
    page.replace_script(&bare(&script))?;
    page.replace_module(&std::fs::read(&module_made).on("read", &module_made)?)?;
    page.close()
}

/// Writes the first part to `first`, the others and the loader into `work`.
fn split(module: &Path, work: &Path, first: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let content = std::fs::read(module).on("read", module)?;
    let mut options = wasm_split_cli_support::Options::new(&content);
    options.output_dir = work;
    options.main_out_path = first;
    options.main_module = "./shop.js";
    options.link_name = LOADER;
    let made = wasm_split_cli_support::transform(options).map_err(|reason| {
        Trouble::Unexpected { path: module.to_path_buf(), reason: format!("{reason:#}.") }
    })?;
    if made.split_modules.is_empty() {
        return Err(Trouble::Unexpected {
            path: module.to_path_buf(),
            reason: "it has no later part. Was it built with the feature `in-parts`?".to_owned(),
        });
    }
    Ok(made.split_modules)
}

fn shrink(tools: &AppTools, module: &Path) -> Result<(), Trouble> {
    // What the first time left over for good reasons, the second finds without them.
    for time in ["once", "again"] {
        process::run(
            tools
                .command("wasm-opt")
                .arg("-Oz")
                .args(FEATURES)
                .args(["--strip-debug", "--strip-producers"])
                .arg(module)
                .arg("-o")
                .arg(module),
            &format!("Optimising {} {time}", file_name(module)),
        )?;
    }
    Ok(())
}

/// One script instead of two that import each other: neither could be named by its content.
fn with_loader(path: &Path, script: &str, loader: &str) -> Result<String, Trouble> {
    let import = format!("import * as import1 from \"{LOADER}\"");
    let script = replace_once(path, script, &import, "")?;
    let body = replace_once(path, loader, "import { initSync } from \"./shop.js\";", "")?;
    let exported: Vec<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("export const ")?.split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    let body = body.replace("export const ", "const ");
    let exported = exported.join(", ");
    Ok(format!("{script}\nconst import1 = (() => {{\n{body}\nreturn {{ {exported} }};\n}})();\n"))
}

/// Without the indentation, the empty lines and the lines of comment that wasm-bindgen writes for
/// readers; a phone downloads none of them for its own sake.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim);
    let kept = lines.filter(|line| !["//", "/*", "*"].iter().any(|sign| line.starts_with(sign)));
    kept.filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// Trunk's page and the two files it loads.
struct Page {
    path: PathBuf,
    text: String,
    script: PathBuf,
    module: PathBuf,
}

impl Page {
    fn open(bundle: &Path) -> Result<Self, Trouble> {
        let path = bundle.join("index.html");
        let text = read(&path)?;
        let named = |end: &str| {
            let mut names = text.split(['"', '\'']).filter_map(|word| word.strip_prefix('/'));
            let name =
                names.find(|name| fingerprint::is_named_by_content(name) && name.ends_with(end));
            name.map(|name| bundle.join(name)).ok_or_else(|| Trouble::Unexpected {
                path: path.clone(),
                reason: format!("it loads no file that ends in {end}."),
            })
        };
        let (script, module) = (named(".js")?, named("_bg.wasm")?);
        Ok(Self { path, text, script, module })
    }

    /// Stores the part under a name that says what is in it. The page says which
    /// part is its own, for the service worker to tell versions apart, and does
    /// not fetch it: on a slow line it would take its time from the first part.
    /// The worker fetches it once something is on screen.
    fn add_later_part(&mut self, part: &Path, content: &[u8]) -> Result<String, Trouble> {
        let kind =
            file_name(part).trim_start_matches("split_").trim_end_matches(".wasm").to_owned();
        let hash = hex(&Sha256::digest(content));
        let name = format!("shop-{kind}-{}.wasm", &hash[..fingerprint::DIGITS]);
        let stored = self.path.with_file_name(&name);
        std::fs::write(&stored, content).on("written", &stored)?;
        let mention = format!("<meta name=\"later-part\" content=\"/{name}\"></head>");
        self.text = replace_once(&self.path, &self.text, "</head>", &mention)?;
        Ok(name)
    }

    /// The page says what the script's bytes are; it has to say so of the new ones.
    fn replace_script(&mut self, script: &str) -> Result<(), Trouble> {
        let before = std::fs::read(&self.script).on("read", &self.script)?;
        let (old, new) = (integrity(&before), integrity(script.as_bytes()));
        self.text = replace_once(&self.path, &self.text, &old, &new)?;
        std::fs::write(&self.script, script).on("written", &self.script)
    }

    fn replace_module(&mut self, module: &[u8]) -> Result<(), Trouble> {
        let before = std::fs::read(&self.module).on("read", &self.module)?;
        let (old, new) = (integrity(&before), integrity(module));
        self.text = replace_once(&self.path, &self.text, &old, &new)?;
        std::fs::write(&self.module, module).on("written", &self.module)
    }

    fn close(self) -> Result<(), Trouble> {
        std::fs::write(&self.path, self.text).on("written", &self.path)
    }
}

/// As Trunk writes it.
fn integrity(content: &[u8]) -> String {
    let digest = base64::engine::general_purpose::STANDARD.encode(Sha384::digest(content));
    format!("sha384-{digest}")
}

/// What other programs wrote is changed only where it is as expected.
fn replace_once(path: &Path, text: &str, old: &str, new: &str) -> Result<String, Trouble> {
    if text.matches(old).count() == 1 {
        return Ok(text.replacen(old, new, 1));
    }
    Err(Trouble::Unexpected {
        path: path.to_path_buf(),
        reason: format!("`{old}` does not stand there exactly once."),
    })
}

fn read(path: &Path) -> Result<String, Trouble> {
    std::fs::read_to_string(path).on("read", path)
}

fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_moves_into_the_script() {
        let script = "import * as import1 from \"./loader.js\"\nuse(import1);\n";
        let loader = "import { initSync } from \"./shop.js\";\nexport const load_a = f(1);\nexport const load_b = f(2);\n";
        let whole = with_loader(Path::new("shop.js"), script, loader).expect("joined");
        assert!(!whole.contains("import *") && !whole.contains("export const"), "{whole}");
        assert!(whole.contains("return { load_a, load_b };"), "{whole}");
    }

    #[test]
    fn a_script_that_looks_otherwise_is_refused() {
        assert!(with_loader(Path::new("shop.js"), "use();", "").is_err());
    }

    #[test]
    fn a_script_keeps_its_code_and_loses_what_is_for_readers() {
        let script =
            "/**\n * For readers.\n */\nfunction f() {\n    // Why.\n    return 1 // one\n}\n\n";
        assert_eq!(bare(script), "function f() {\nreturn 1 // one\n}\n");
    }

    #[test]
    fn the_page_follows_its_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (script, module) = ("shop-0123456789abcdef.js", "shop-0123456789abcdef_bg.wasm");
        std::fs::write(folder.path().join(script), "old").expect("written");
        std::fs::write(folder.path().join(module), "older").expect("written");
        let text = format!(
            "<head><link href=\"/{script}\" integrity=\"{}\"><link href=\"/{module}\" integrity=\"{}\"></head>",
            integrity(b"old"),
            integrity(b"older"),
        );
        std::fs::write(folder.path().join("index.html"), text).expect("written");

        let mut page = Page::open(folder.path()).expect("opened");
        let part = page.add_later_part(Path::new("split_later.wasm"), b"later").expect("added");
        page.replace_script("new").expect("replaced");
        page.replace_module(b"newer").expect("replaced");
        page.close().expect("written");

        let text = std::fs::read_to_string(folder.path().join("index.html")).expect("read");
        for expected in
            [integrity(b"new"), integrity(b"newer"), format!("\"later-part\" content=\"/{part}\"")]
        {
            assert!(text.contains(&expected), "{expected} in {text}");
        }
        assert!(fingerprint::is_named_by_content(&part), "{part}");
        assert!(folder.path().join(part).is_file());
    }
}
