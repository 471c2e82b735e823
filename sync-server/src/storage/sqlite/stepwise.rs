//! The engine without its threads: whoever polls does the work.
//!
//! The same statements, savepoints and group commits on the same file, but every
//! call stops before and after its work, so that a simulator decides who goes
//! next and who dies in between, and can do so again. Callers that wait at the
//! same time share a commit, as they do on the writer's thread.

use super::connection::{open_reader, open_writer};
use super::readers::in_snapshot;
use super::writer::{Job, Task, commit_group};
use crate::failpoint::Failpoints;
use crate::storage::{ReadTxn, StorageError, WriteTxn};
use rusqlite::Connection;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use tokio::sync::oneshot;

/// What the writer has before it.
struct Desk {
    connection: Connection,
    waiting: VecDeque<Box<dyn Job>>,
}

/// One connection that writes and one that reads, both used by whoever polls.
pub(super) struct Stepwise {
    writer: Mutex<Desk>,
    reader: Mutex<Connection>,
    commits: AtomicU64,
    failpoints: Failpoints,
}

/// Lets the others go first, once.
async fn turn() {
    let mut waited = false;
    poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// A panic inside leaves nothing half done: the transaction is rolled back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stepwise {
    pub(super) fn open(
        path: &Path,
        new_epoch: &str,
        failpoints: Failpoints,
    ) -> Result<Self, StorageError> {
        let connection = open_writer(path, new_epoch)?;
        let reader = Mutex::new(open_reader(path)?);
        let writer = Mutex::new(Desk { connection, waiting: VecDeque::new() });
        Ok(Self { writer, reader, commits: AtomicU64::new(0), failpoints })
    }

    pub(super) async fn write<R, E>(
        &self,
        job: impl FnOnce(&mut dyn WriteTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (task, answer) = Task::new(job);
        lock(&self.writer).waiting.push_back(task);
        turn().await;
        self.commit();
        turn().await;
        answer.await.map_err(|_| StorageError::Stopped)?
    }

    pub(super) fn write_now<R, E>(
        &self,
        job: impl FnOnce(&mut dyn WriteTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (task, mut answer) = Task::new(job);
        lock(&self.writer).waiting.push_back(task);
        self.commit();
        answer.try_recv().map_err(|_: oneshot::error::TryRecvError| StorageError::Stopped)?
    }

    pub(super) async fn read<R, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&dyn ReadTxn) -> Result<R, E>,
    ) -> Result<R, E> {
        turn().await;
        let found = self.read_now(job);
        turn().await;
        found
    }

    pub(super) fn read_now<R, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&dyn ReadTxn) -> Result<R, E>,
    ) -> Result<R, E> {
        in_snapshot(&lock(&self.reader), job)
    }

    fn commit(&self) {
        let mut desk = lock(&self.writer);
        let Desk { connection, waiting } = &mut *desk;
        while !waiting.is_empty() {
            let rows_before = connection.total_changes();
            commit_group(connection, waiting, &self.failpoints);
            if connection.total_changes() != rows_before {
                self.commits.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// How many transactions have changed something so far, or tried to.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    /// Forgets what waits for the writer, as a process that died has. Work that waits holds on to
    /// whoever holds this engine, and would keep its file open for ever.
    pub(super) fn abandon(&self) {
        let waiting = std::mem::take(&mut lock(&self.writer).waiting);
        drop(waiting);
    }

    /// From now on the file cannot grow by more than `pages`, as on a full disk.
    pub(super) fn fill_disk(&self, pages: u32) -> Result<(), StorageError> {
        let desk = lock(&self.writer);
        let now: u32 = desk.connection.query_row("pragma page_count", [], |row| row.get(0))?;
        let most = now.saturating_add(pages).min(0xffff_fffe);
        Ok(desk.connection.pragma_update(None, "max_page_count", most)?)
    }
}
