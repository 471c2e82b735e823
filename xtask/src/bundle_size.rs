//! What a phone has to download before the shop can start: the first part of its module and its
//! JavaScript. The later part is counted beside it: it comes too, but nobody waits for it to look
//! around.

use std::path::{Path, PathBuf};

use crate::trouble::{OnFile, Trouble};

/// On a line of 50 KB a second, which is an ordinary bad day, this is five seconds; every further
/// 50 KB is one more second of a shopper looking at an empty page.
const SHOP_LIMIT: u64 = 250_000;

/// Prints the sizes of both bundles and hands out the shop's.
pub fn print(app: &Path) -> Result<u64, Trouble> {
    println!("{:<34} {:>10} {:>10}", "bundle", "raw", "brotli");
    let (later, first): (Vec<_>, Vec<_>) =
        code_files(app)?.into_iter().partition(|path| is_later(path));
    let shop = print_files("shop, to start", &first)?;
    let rest = print_files("shop, later", &later)?;
    print_files("counter", &code_files(&app.join("counter"))?)?;
    println!(
        "The shop starts with {shop} of {SHOP_LIMIT} bytes ({} % of the limit), all of it is {}.",
        shop * 100 / SHOP_LIMIT,
        shop + rest
    );
    Ok(shop)
}

/// Fails if the shop's bundle is above its limit: such a build is not handed out.
pub fn check(app: &Path) -> Result<(), Trouble> {
    let shop = print(app)?;
    if shop > SHOP_LIMIT {
        return Err(Trouble::BundleTooBig { bytes: shop, limit: SHOP_LIMIT });
    }
    Ok(())
}

/// Parts that come later are named so by the build.
fn is_later(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("shop-later-"))
}

fn print_files(name: &str, files: &[PathBuf]) -> Result<u64, Trouble> {
    let mut raw_sum = 0;
    let mut packed_sum = 0;
    for path in files {
        let raw = size(path)?;
        let packed = packed_size(path, raw);
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        println!("  {file:<32} {raw:>10} {packed:>10}");
        raw_sum += raw;
        packed_sum += packed;
    }
    println!("{name:<34} {raw_sum:>10} {packed_sum:>10}");
    Ok(packed_sum)
}

/// Modules and scripts of one bundle. The service worker comes after the start and is not waited
/// for; it is not part of the bundle.
fn code_files(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).on("read", folder)? {
        let path = entry.on("read", folder)?.path();
        let is_code =
            path.extension().is_some_and(|extension| extension == "wasm" || extension == "js");
        if is_code && path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with("sw"))
        {
            found.push(path);
        } else if path.file_name().is_some_and(|name| name == "snippets") {
            for snippet in std::fs::read_dir(&path).on("read", &path)? {
                found.extend(code_files(&snippet.on("read", &path)?.path())?);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The size of the twin made by the build; a file too small to have one travels as it is.
fn packed_size(path: &Path, raw: u64) -> u64 {
    let mut twin = path.as_os_str().to_owned();
    twin.push(".br");
    size(Path::new(&twin)).unwrap_or(raw)
}

fn size(path: &Path) -> Result<u64, Trouble> {
    Ok(std::fs::metadata(path).on("measured", path)?.len())
}
