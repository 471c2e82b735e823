//! Puts smaller twins beside the files: `x.js.br`, `x.js.zst`, `x.js.gz`. Made once here at the
//! highest level, so that the server only picks and never compresses.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::folder;
use crate::trouble::{OnFile, Trouble};

/// Pages are not here: the server packs them together with the policy that belongs to them.
const COMPRESSIBLE: [&str; 8] = ["css", "ico", "js", "json", "svg", "txt", "wasm", "webmanifest"];

/// A twin has to save a tenth to be worth a second copy and a header.
fn is_worth_it(original: usize, twin: usize) -> bool {
    twin < original - original / 10
}

pub fn add_twins(root: &Path) -> Result<(), Trouble> {
    let files: Vec<PathBuf> = folder::files(root)?
        .into_iter()
        .filter(|file| {
            file.extension()
                .and_then(|extension| extension.to_str())
                .is_some_and(|extension| COMPRESSIBLE.contains(&extension))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get());
    std::thread::scope(|scope| {
        let work: Vec<_> = (0..workers)
            .map(|_| {
                scope.spawn(|| {
                    while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                        add_twins_of(&root.join(file))?;
                    }
                    Ok(())
                })
            })
            .collect();
        work.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })
}

fn add_twins_of(path: &Path) -> Result<(), Trouble> {
    let content = std::fs::read(path).on("read", path)?;
    let twins = [
        ("br", brotli(&content)),
        ("zst", zstd::encode_all(content.as_slice(), 19)),
        ("gz", gzip(&content)),
    ];
    for (extension, twin) in twins {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(extension);
        let twin = twin.on("compressed", path)?;
        if is_worth_it(content.len(), twin.len()) {
            std::fs::write(&name, twin).on("written", &name)?;
        }
    }
    Ok(())
}

/// Quality 11 and a 4 MB window: the most a browser accepts without a special header.
pub fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 64 * 1024, 11, 22);
    writer.write_all(content)?;
    writer.flush()?;
    drop(writer);
    Ok(packed)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    writer.finish()
}
