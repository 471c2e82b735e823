//! Between SQLite and the machine's files: tells [`disk`] of every write, truncation and sync, and
//! lets the machine do it as well. All of the unsafe code of this workspace is in this file, and
//! none of it is shipped.
//!
//! SQLite's own VFS opens the file; then the table of functions the file carries is replaced by a
//! copy with four of them exchanged. All others go on to work on what they know.

#![expect(unsafe_code, reason = "SQLite calls a VFS through pointers to functions")]

use super::disk;
use rusqlite::ffi;
use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::ptr::null_mut;
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};

/// An open file on one of our disks: its path, and the functions SQLite gave it.
#[derive(Clone)]
struct Open {
    path: PathBuf,
    own: &'static ffi::sqlite3_io_methods,
}

/// By address, as long as the file is open.
static OPEN: OnceLock<Mutex<HashMap<usize, Open>>> = OnceLock::new();

/// The VFS that does the work, by address.
static REAL: OnceLock<usize> = OnceLock::new();

fn open_files() -> MutexGuard<'static, HashMap<usize, Open>> {
    OPEN.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_file(file: *mut ffi::sqlite3_file) -> Open {
    open_files().get(&(file as usize)).cloned().expect("only ours carry our functions")
}

fn real() -> *mut ffi::sqlite3_vfs {
    *REAL.get().expect("installed before it is used") as *mut ffi::sqlite3_vfs
}

/// Makes this the VFS of every connection that is opened from now on.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite hands out its default VFS, which lives for ever; so does our copy of it.
        let registered = unsafe {
            let default = ffi::sqlite3_vfs_find(std::ptr::null());
            REAL.get_or_init(|| default as usize);
            let mut ours = *default;
            ours.zName = c"power-cut".as_ptr();
            ours.pNext = null_mut();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1)
        };
        assert_eq!(registered, ffi::SQLITE_OK);
    });
}

unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's, and the VFS is its own.
    let done = unsafe {
        let open = (*real()).xOpen.expect("every VFS opens files");
        open(real(), name, file, flags, out_flags)
    };
    let Some(path) = path_of(name) else { return done };
    if done != ffi::SQLITE_OK || !disk::opened(&path) {
        return done;
    }
    // SAFETY: an opened file carries a table of functions, which is static.
    unsafe {
        let own: &'static ffi::sqlite3_io_methods = &*(*file).pMethods;
        let ours = ffi::sqlite3_io_methods {
            xClose: Some(close),
            xWrite: Some(write),
            xTruncate: Some(truncate),
            xSync: Some(sync),
            ..*own
        };
        open_files().insert(file as usize, Open { path, own });
        (*file).pMethods = Box::leak(Box::new(ours));
    }
    done
}

unsafe extern "C" fn delete(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    sync_folder: c_int,
) -> c_int {
    if let Some(path) = path_of(name) {
        disk::deleted(&path);
    }
    // SAFETY: the arguments are SQLite's, and the VFS is its own.
    unsafe {
        let delete = (*real()).xDelete.expect("every VFS deletes files");
        delete(real(), name, sync_folder)
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let Open { own, .. } = open_file(file);
    open_files().remove(&(file as usize));
    // SAFETY: the file is SQLite's, and so is the function it came with.
    unsafe { own.xClose.expect("every file can be closed")(file) }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    length: c_int,
    at: i64,
) -> c_int {
    let Open { path, own } = open_file(file);
    // SAFETY: SQLite hands over `length` bytes; the function is the one the file came with.
    let (done, bytes) = unsafe {
        let done = own.xWrite.expect("every file can be written")(file, from, length, at);
        let length = usize::try_from(length).expect("a length");
        (done, std::slice::from_raw_parts(from.cast::<u8>(), length))
    };
    if done == ffi::SQLITE_OK {
        disk::written(&path, usize::try_from(at).expect("a place in a file"), bytes);
    }
    done
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: i64) -> c_int {
    let Open { path, own } = open_file(file);
    disk::truncated(&path, usize::try_from(length).expect("a length"));
    // SAFETY: the function is the one the file came with.
    unsafe { own.xTruncate.expect("every file can be cut")(file, length) }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let Open { path, own } = open_file(file);
    // SAFETY: the function is the one the file came with.
    let done = unsafe { own.xSync.expect("every file can be synced")(file, flags) };
    if done == ffi::SQLITE_OK {
        disk::synced(&path);
    }
    done
}

/// Temporary files have no name.
fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite's names end with a zero and outlive the call.
    let name = unsafe { CStr::from_ptr(name) };
    name.to_str().ok().map(|name| Path::new(name).to_owned())
}
