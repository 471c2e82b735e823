//! A disk that remembers what it was told to keep. A write is kept once its file is synced; a power
//! cut takes the rest, or as much of it as the disk had not written down by itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a disk does when it is told to sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obedience {
    Syncs,
    /// Nothing, and says that it did.
    Forgets,
}

/// What is left, at a power cut, of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leftovers {
    None,
    /// Disks write in any order.
    EveryOther,
}

/// Contents by file name.
pub type Files = BTreeMap<String, Vec<u8>>;

enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

#[derive(Default)]
struct Image {
    kept: Vec<u8>,
    pending: Vec<Change>,
}

/// One data folder on such a disk.
struct Folder {
    path: PathBuf,
    obedience: Obedience,
    images: BTreeMap<String, Image>,
}

static DISK: Mutex<Vec<Folder>> = Mutex::new(Vec::new());

fn disk() -> MutexGuard<'static, Vec<Folder>> {
    DISK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts a disk under a folder. Files elsewhere are nobody's business.
pub fn lies_under(path: &Path, obedience: Obedience) {
    let path = path.canonicalize().unwrap();
    disk().push(Folder { path, obedience, images: BTreeMap::new() });
}

/// What is left of a folder's files if the power is cut now.
pub fn survivors(path: &Path, leftovers: Leftovers) -> Files {
    let path = path.canonicalize().unwrap();
    let disk = disk();
    let folder = disk.iter().find(|folder| folder.path == path).unwrap();
    let left = |image: &Image| {
        let mut content = image.kept.clone();
        if leftovers == Leftovers::EveryOther {
            image.pending.iter().step_by(2).for_each(|change| apply(&mut content, change));
        }
        content
    };
    folder.images.iter().map(|(name, image)| (name.clone(), left(image))).collect()
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { at, bytes } => {
            let end = at + bytes.len();
            if content.len() < end {
                content.resize(end, 0);
            }
            content[*at..end].copy_from_slice(bytes);
        }
        Change::Cut { length } => content.truncate(*length),
    }
}

/// Whether a file lies on one of these disks. What is in it when it is first opened is kept.
pub fn opened(file: &Path) -> bool {
    on_disk(file, |folder, name| {
        let content = || Image { kept: std::fs::read(file).unwrap_or_default(), pending: vec![] };
        folder.images.entry(name).or_insert_with(content);
    })
    .is_some()
}

pub fn written(file: &Path, at: usize, bytes: &[u8]) {
    changed(file, Change::Write { at, bytes: bytes.to_vec() });
}

pub fn truncated(file: &Path, length: usize) {
    changed(file, Change::Cut { length });
}

pub fn synced(file: &Path) {
    on_disk(file, |folder, name| {
        let image = folder.images.entry(name).or_default();
        if folder.obedience == Obedience::Syncs {
            for change in std::mem::take(&mut image.pending) {
                apply(&mut image.kept, &change);
            }
        }
    });
}

pub fn deleted(file: &Path) {
    on_disk(file, |folder, name| folder.images.remove(&name));
}

fn changed(file: &Path, change: Change) {
    on_disk(file, |folder, name| folder.images.entry(name).or_default().pending.push(change));
}

fn on_disk<R>(file: &Path, look: impl FnOnce(&mut Folder, String) -> R) -> Option<R> {
    let (folder, name) = (file.parent()?, file.file_name()?.to_str()?.to_owned());
    let mut disk = disk();
    let found = disk.iter_mut().find(|known| known.path == folder)?;
    Some(look(found, name))
}
