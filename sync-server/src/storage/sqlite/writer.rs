//! The one writer: takes every job that waits, runs them in one transaction,
//! commits once and only then answers all of them.
//!
//! One fsync pays for many orders. Each job runs in a savepoint of its own, so
//! a refused job leaves no trace and disturbs nobody.

use super::txn::SqliteTxn;
use crate::storage::{StorageError, WriteTxn};
use rusqlite::Connection;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Most jobs in one commit: bounds how long the first of them waits.
const GROUP: usize = 64;

/// How many jobs may wait before `write` itself waits.
const QUEUE: usize = 1_024;

/// Something to do in a transaction.
pub(super) trait Job: Send {
    /// Does the work; `false` undoes it.
    fn run(&mut self, txn: &mut dyn WriteTxn) -> bool;
    /// Tells whoever asked. Work that was not committed becomes an error.
    fn answer(self: Box<Self>, committed: Result<(), StorageError>);
}

pub(super) struct Task<F, R, E> {
    job: Option<F>,
    result: Option<Result<R, E>>,
    reply: oneshot::Sender<Result<R, E>>,
}

impl<F, R, E> Task<F, R, E> {
    /// Work to be queued, and where its result will be.
    pub(super) fn new(job: F) -> (Box<Self>, oneshot::Receiver<Result<R, E>>) {
        let (reply, answer) = oneshot::channel();
        (Box::new(Self { job: Some(job), result: None, reply }), answer)
    }
}

impl<F, R, E> Job for Task<F, R, E>
where
    F: FnOnce(&mut dyn WriteTxn) -> Result<R, E> + Send,
    R: Send,
    E: From<StorageError> + Send,
{
    fn run(&mut self, txn: &mut dyn WriteTxn) -> bool {
        let Some(job) = self.job.take() else { return false };
        // The savepoint is rolled back, so nothing half-done stays behind.
        let result = catch_unwind(AssertUnwindSafe(|| job(txn))).unwrap_or_else(|_| {
            Err(StorageError::Engine("a write stopped in the middle".into()).into())
        });
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<(), StorageError>) {
        let result = match (self.result, committed) {
            (Some(Ok(_)) | None, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(StorageError::Stopped.into()),
            (Some(result), _) => result,
        };
        // Nobody listens any more when the request was dropped; the work stays done.
        drop(self.reply.send(result));
    }
}

/// The way to the writer's thread.
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, StorageError> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("storage-writer".into())
            .spawn(move || serve(&connection, receiver))
            .map_err(|error| StorageError::Engine(error.to_string()))?;
        Ok(Self { jobs: Some(sender), thread: Some(thread) })
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
        self.sender()?.send(task).await.map_err(|_| StorageError::Stopped)?;
        answer.await.map_err(|_| StorageError::Stopped)?
    }

    pub(super) fn write_blocking<R, E>(
        &self,
        job: impl FnOnce(&mut dyn WriteTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<R, E>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (task, answer) = Task::new(job);
        self.sender()?.blocking_send(task).map_err(|_| StorageError::Stopped)?;
        answer.blocking_recv().map_err(|_| StorageError::Stopped)?
    }

    fn sender(&self) -> Result<&mpsc::Sender<Box<dyn Job>>, StorageError> {
        self.jobs.as_ref().ok_or(StorageError::Stopped)
    }
}

impl Drop for Writer {
    /// Finishes what is queued and closes the file, so that it can be opened again.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the storage writer ended in a panic");
        }
    }
}

fn serve(connection: &Connection, mut jobs: mpsc::Receiver<Box<dyn Job>>) {
    let mut waiting = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match jobs.blocking_recv() {
                Some(job) => waiting.push_back(job),
                None => return,
            }
        }
        while waiting.len() < GROUP {
            match jobs.try_recv() {
                Ok(job) => waiting.push_back(job),
                Err(_) => break,
            }
        }
        commit_group(connection, &mut waiting);
    }
}

/// Runs what waits in one transaction. Jobs that did not get their turn stay in
/// `waiting`.
pub(super) fn commit_group(connection: &Connection, waiting: &mut VecDeque<Box<dyn Job>>) {
    let mut done = Vec::with_capacity(waiting.len());
    let committed = run_group(connection, waiting, &mut done);
    if let Err(error) = &committed {
        tracing::error!(%error, jobs = done.len(), "a commit failed");
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("rollback")
        {
            tracing::error!(%error, "the failed transaction cannot be rolled back");
        }
    }
    for job in done {
        job.answer(committed.clone());
    }
}

fn run_group(
    connection: &Connection,
    waiting: &mut VecDeque<Box<dyn Job>>,
    done: &mut Vec<Box<dyn Job>>,
) -> Result<(), StorageError> {
    if let Err(error) = connection.execute_batch("begin immediate") {
        done.extend(waiting.drain(..));
        return Err(error.into());
    }
    while let Some(mut job) = waiting.pop_front() {
        let result = run_job(connection, job.as_mut());
        done.push(job);
        result?;
    }
    Ok(connection.execute_batch("commit")?)
}

fn run_job(connection: &Connection, job: &mut dyn Job) -> Result<(), StorageError> {
    connection.prepare_cached("savepoint job")?.execute([])?;
    let keep = job.run(&mut SqliteTxn::new(connection));
    // A full disk or a failed read makes SQLite roll back the whole transaction,
    // with the work of the jobs before this one in it.
    if connection.is_autocommit() {
        return Err(StorageError::Busy);
    }
    if !keep {
        connection.prepare_cached("rollback to job")?.execute([])?;
    }
    connection.prepare_cached("release job")?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::sqlite::connection::open_writer;
    use warung_domain::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_millis(0);

    /// A full disk, as SQLite sees it: the file may not grow beyond a few pages.
    #[tokio::test]
    async fn a_full_disk_is_an_error_and_goes_by() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("warung.sqlite"), "e").unwrap();
        let pages: u32 = connection.query_row("pragma page_count", [], |row| row.get(0)).unwrap();
        connection.pragma_update(None, "max_page_count", pages + 8).unwrap();
        let writer = Writer::start(connection).unwrap();
        let much = "x".repeat(1_000_000);
        // The first job holds the writer until the others wait for the same commit.
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (_, small, large, ()) = tokio::join!(
            writer.write(move |_| {
                assert!(wait.recv().is_err(), "the other end only ever hangs up");
                Ok::<_, StorageError>(())
            }),
            writer.write(|txn| txn.record_attempt("a", "small", NOW)),
            writer.write(move |txn| txn.record_attempt("a", &much, NOW)),
            async move { drop(go) },
        );
        assert_eq!(large, Err(StorageError::Full));
        let count = |key: &'static str| writer.write(move |txn| txn.attempts("a", key, NOW));
        let there: u32 = count("small").await.unwrap();
        assert_eq!(there == 1, small.is_ok(), "what was answered is what is stored");
        let after: Result<(), StorageError> =
            writer.write(|txn| txn.record_attempt("a", "after", NOW)).await;
        assert_eq!(after, Ok(()));
        assert_eq!(count("after").await, Ok::<_, StorageError>(1));
    }
}
