//! The shop bundle: what has to arrive before the app can start, and the part that comes later.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{Table, shown_bytes};
use crate::places;

/// Prints the module and the scripts of the shop, raw and as they travel.
pub fn run() -> Result<()> {
    let mut table = Table::new(&["shop bundle", "raw", "brotli"]);
    let (mut raw_sum, mut packed_sum, mut packed_later) = (0, 0, 0);
    for file in code_files(&places::app_folder()?)? {
        let raw = fs::metadata(&file)?.len();
        let packed = fs::metadata(twin(&file)).map_or(raw, |twin| twin.len());
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // So named by the build; nobody waits for it to look around.
        if name.starts_with("shop-later-") {
            packed_later += packed;
        }
        table.row(vec![name, shown_bytes(raw), shown_bytes(packed)]);
        raw_sum += raw;
        packed_sum += packed;
    }
    let to_start = shown_bytes(packed_sum - packed_later);
    table.row(vec!["to start".to_owned(), String::new(), to_start]);
    table.row(vec!["together".to_owned(), shown_bytes(raw_sum), shown_bytes(packed_sum)]);
    println!("{table}");
    Ok(())
}

/// The service worker comes after the start and does not count.
fn code_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && (name == "snippets" || folder.ends_with("snippets")) {
            found.extend(code_files(&path)?);
        } else if (name.ends_with(".js") || name.ends_with(".wasm")) && !name.starts_with("sw") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn twin(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}
