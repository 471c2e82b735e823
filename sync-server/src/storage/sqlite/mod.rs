//! The embedded engine: SQLite in WAL mode, `synchronous=FULL`, one writer that
//! commits in groups, a few readers that never wait for it.
//!
//! `writer` and `readers` are the threads (`stepwise` does their work without them,
//! for the simulator), `txn` hands the seam's calls to
//! `books`, `cart`, `catalog`, `devices`, `shelf`, `feed`, `people`, `orders`, `partner` and
//! `receipt_log`,
//! which hold the SQL. The schema is in `migrations`.

mod archive;
mod audit;
mod books;
mod cart;
mod catalog;
mod charges;
mod connection;
mod consents;
mod counter;
mod devices;
mod feed;
mod later_looks;
mod notices;
#[cfg(any(test, feature = "stepwise"))]
mod older;
mod opening_books;
mod orders;
mod partner;
mod people;
mod readers;
mod receipt_log;
mod shelf;
#[cfg(feature = "stepwise")]
mod stepwise;
mod txn;
mod writer;

use super::{ReadTxn, StorageError, WriteTxn};
use crate::failpoint::Failpoints;
use readers::Readers;
use std::path::{Path, PathBuf};
use writer::Writer;

/// Storage in one SQLite file.
pub struct SqliteStorage {
    path: PathBuf,
    failpoints: Failpoints,
    engine: Engine,
}

/// Who does the work.
enum Engine {
    Threads {
        readers: Readers,
        writer: Writer,
    },
    /// Whoever polls, one step at a time.
    #[cfg(feature = "stepwise")]
    Stepwise(Box<stepwise::Stepwise>),
}

impl SqliteStorage {
    /// Opens the file, or creates it. `new_epoch` names the revisions of a file
    /// that is created now; an existing file keeps its own.
    pub fn open(path: impl AsRef<Path>, new_epoch: &str) -> Result<Self, StorageError> {
        let (path, failpoints) = (path.as_ref().to_path_buf(), Failpoints::default());
        let connection = connection::open_writer(&path, new_epoch)?;
        let readers = Readers::start(&path)?;
        let writer = Writer::start(connection, failpoints.clone())?;
        Ok(Self { path, failpoints, engine: Engine::Threads { readers, writer } })
    }

    /// [`Self::open`] without threads: calls stop before and after their work, and
    /// whoever polls them decides who goes next.
    #[cfg(feature = "stepwise")]
    pub fn open_stepwise(path: impl AsRef<Path>, new_epoch: &str) -> Result<Self, StorageError> {
        let (path, failpoints) = (path.as_ref().to_path_buf(), Failpoints::default());
        let stepwise = stepwise::Stepwise::open(&path, new_epoch, failpoints.clone())?;
        Ok(Self { path, failpoints, engine: Engine::Stepwise(Box::new(stepwise)) })
    }

    /// How many schemas there have been; the newest has this number.
    #[cfg(feature = "stepwise")]
    pub const SCHEMAS: usize = connection::MIGRATIONS.len();

    /// Takes a file that nobody has opened back to an older schema: a server of that time has
    /// worked on it until now.
    #[cfg(feature = "stepwise")]
    pub fn take_back(path: impl AsRef<Path>, schema: usize) -> Result<(), StorageError> {
        older::take_back(path.as_ref(), schema)
    }

    /// What an older server does with the file of a newer one: the error it ends with. The file
    /// that nobody has opened is as it was afterwards.
    #[cfg(feature = "stepwise")]
    pub fn open_as_too_old(path: impl AsRef<Path>) -> Result<StorageError, StorageError> {
        let path = path.as_ref();
        older::mark_newer(path)?;
        let opened = connection::open_writer(path, "another").map(drop);
        older::mark_newest(path)?;
        match opened {
            Err(error) => Ok(error),
            Ok(()) => Err(StorageError::Engine("a server opened what it cannot know".into())),
        }
    }

    /// Where this server can be made to die.
    #[must_use]
    pub const fn failpoints(&self) -> &Failpoints {
        &self.failpoints
    }

    /// How many transactions of a stepwise engine have changed something, or tried to.
    #[cfg(feature = "stepwise")]
    #[must_use]
    pub fn commits(&self) -> u64 {
        match &self.engine {
            Engine::Threads { .. } => 0,
            Engine::Stepwise(stepwise) => stepwise.commits(),
        }
    }

    /// Forgets what waits in a stepwise engine: its process has died.
    #[cfg(feature = "stepwise")]
    pub fn abandon(&self) {
        match &self.engine {
            Engine::Threads { .. } => {}
            Engine::Stepwise(stepwise) => stepwise.abandon(),
        }
    }

    /// Lets the file of a stepwise engine grow by so many pages and no more.
    #[cfg(feature = "stepwise")]
    pub fn fill_disk(&self, pages: u32) -> Result<(), StorageError> {
        match &self.engine {
            Engine::Threads { .. } => Ok(()),
            Engine::Stepwise(stepwise) => stepwise.fill_disk(pages),
        }
    }

    /// Runs `job` in one transaction and returns once its commit is on the disk.
    /// An `Err` undoes what the job did, and nothing else.
    pub async fn write<R, E>(
        &self,
        job: impl FnOnce(&mut dyn WriteTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        match &self.engine {
            Engine::Threads { writer, .. } => writer.write(job).await,
            #[cfg(feature = "stepwise")]
            Engine::Stepwise(stepwise) => stepwise.write(job).await,
        }
    }

    /// Runs `job` on a snapshot of the last commit.
    pub async fn read<R, E>(
        &self,
        job: impl FnOnce(&dyn ReadTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let answer = match &self.engine {
            Engine::Threads { readers, .. } => {
                readers.ask(job)?.await.map_err(|_| StorageError::Stopped)?
            }
            #[cfg(feature = "stepwise")]
            Engine::Stepwise(stepwise) => stepwise.read(job).await,
        };
        self.failpoints.alive().map_err(StorageError::from)?;
        answer
    }

    /// [`Self::write`] for the command line. Never from async code.
    pub fn write_blocking<R, E>(
        &self,
        job: impl FnOnce(&mut dyn WriteTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        match &self.engine {
            Engine::Threads { writer, .. } => writer.write_blocking(job),
            #[cfg(feature = "stepwise")]
            Engine::Stepwise(stepwise) => stepwise.write_now(job),
        }
    }

    /// [`Self::read`] for the command line. Never from async code.
    pub fn read_blocking<R, E>(
        &self,
        job: impl FnOnce(&dyn ReadTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let answer = match &self.engine {
            Engine::Threads { readers, .. } => {
                readers.ask(job)?.blocking_recv().map_err(|_| StorageError::Stopped)?
            }
            #[cfg(feature = "stepwise")]
            Engine::Stepwise(stepwise) => stepwise.read_now(job),
        };
        self.failpoints.alive().map_err(StorageError::from)?;
        answer
    }

    /// Reads the whole file and checks that it is sound. Slow on a large one.
    pub fn integrity_check(&self) -> Result<(), StorageError> {
        Self::check_file(&self.path)
    }

    /// [`Self::integrity_check`] of a file that nobody has opened.
    pub fn check_file(path: &Path) -> Result<(), StorageError> {
        let connection = connection::open_reader(path)?;
        let verdict: String =
            connection.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StorageError::Damaged(verdict));
        }
        let mut orphans = connection.prepare("pragma foreign_key_check")?;
        if orphans.exists([])? {
            return Err(StorageError::Damaged("a row points at one that is not there".into()));
        }
        Ok(())
    }

    /// What does not hold between the rows, one sentence each.
    pub fn audit(&self) -> Result<Vec<String>, StorageError> {
        audit::audit(&connection::open_reader(&self.path)?)
    }

    /// What the books and the orders' payments say differently, one sentence each, and how many
    /// orders were looked at.
    pub fn audit_books(&self) -> Result<(u32, Vec<String>), StorageError> {
        audit::audit_books(&connection::open_reader(&self.path)?)
    }

    /// Writes a consistent copy to a path where nothing is yet, while the shop runs.
    pub fn backup_to(&self, path: impl AsRef<Path>) -> Result<(), StorageError> {
        Self::copy(&self.path, path.as_ref())
    }

    /// [`Self::backup_to`] of a file that another program may be using.
    pub fn copy(database: &Path, target: &Path) -> Result<(), StorageError> {
        let Some(text) = target.to_str() else {
            return Err(StorageError::Engine("the path of a backup has to be text".into()));
        };
        if target.exists() {
            return Err(StorageError::Engine(format!("{text} is there already")));
        }
        let connection = connection::open(database)?;
        connection.execute("vacuum into ?1", [text])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_is_a_shop_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteStorage::open(folder.path().join("warung.sqlite"), "e1").unwrap();
        let numbered = |storage: &SqliteStorage| -> Result<u64, StorageError> {
            storage.write_blocking(|txn| txn.next_number("orders"))
        };
        assert_eq!(numbered(&storage), Ok(1));
        let copy = folder.path().join("copy.sqlite");
        storage.backup_to(&copy).unwrap();
        assert!(storage.backup_to(&copy).is_err(), "never over something");
        storage.integrity_check().unwrap();
        let copy = SqliteStorage::open(&copy, "e2").unwrap();
        copy.integrity_check().unwrap();
        let head = copy.read_blocking(|txn| txn.catalog_head()).unwrap();
        assert_eq!(head.epoch, "e1");
        assert_eq!((numbered(&copy), numbered(&storage)), (Ok(2), Ok(2)));
    }
}
