//! The one writer: takes every job that waits, runs them in one transaction,
//! commits once and only then answers all of them.
//!
//! One fsync pays for many orders. Each job runs in a savepoint of its own, so
//! a refused job leaves no trace and disturbs nobody.

use super::txn::SqliteTxn;
use crate::failpoint::{Failpoint, Failpoints};
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
            // A dead server says nothing at all, not even what went wrong before.
            (Some(_), Err(StorageError::Crashed(crashed))) => {
                Err(StorageError::Crashed(crashed).into())
            }
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
    pub(super) fn start(
        connection: Connection,
        failpoints: Failpoints,
    ) -> Result<Self, StorageError> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("storage-writer".into())
            .spawn(move || serve(&connection, receiver, &failpoints))
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

fn serve(connection: &Connection, mut jobs: mpsc::Receiver<Box<dyn Job>>, failpoints: &Failpoints) {
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
        commit_group(connection, &mut waiting, failpoints);
    }
}

/// Runs what waits in one transaction. Jobs that did not get their turn stay in
/// `waiting`.
pub(super) fn commit_group(
    connection: &Connection,
    waiting: &mut VecDeque<Box<dyn Job>>,
    failpoints: &Failpoints,
) {
    let mut done = Vec::with_capacity(waiting.len());
    let committed = run_group(connection, waiting, &mut done, failpoints);
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
    failpoints: &Failpoints,
) -> Result<(), StorageError> {
    let rows_before = connection.total_changes();
    if let Err(crashed) = failpoints.alive() {
        done.extend(waiting.drain(..));
        return Err(crashed.into());
    }
    if let Err(error) = connection.execute_batch("begin immediate") {
        done.extend(waiting.drain(..));
        return Err(error.into());
    }
    while let Some(mut job) = waiting.pop_front() {
        let result = run_job(connection, job.as_mut());
        done.push(job);
        result?;
        // What died in the middle of a job takes the jobs before it along.
        failpoints.alive()?;
    }
    // A job that only looked (is a charge due?) makes a commit that nobody could lose.
    let is_worth_losing = connection.total_changes() != rows_before;
    if is_worth_losing {
        failpoints.reached(Failpoint::CommitBefore)?;
    }
    connection.execute_batch("commit")?;
    if is_worth_losing {
        failpoints.reached(Failpoint::CommitAfter)?;
    }
    Ok(())
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
    use crate::failpoint::{Action, Aim, Crashed};
    use crate::storage::sqlite::connection::open_writer;
    use warung_domain::time::Timestamp;

    const NOW: Timestamp = Timestamp::from_millis(0);

    /// Places of a group: what died in one job or at the commit takes the whole group along, what
    /// died after the commit leaves the whole group behind. Nobody is answered either way. (O6)
    #[tokio::test]
    async fn a_group_dies_as_a_whole() {
        for (place, nth, stays) in [
            (Failpoint::PushBeforeCommit, 2, 0),
            (Failpoint::CommitBefore, 1, 0),
            (Failpoint::CommitAfter, 1, 3),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("warung.sqlite");
            let points = Failpoints::default();
            let writer = Writer::start(open_writer(&path, "e").unwrap(), points.clone()).unwrap();
            points.arm(Aim { place, nth }, Action::Break);
            let one = || {
                let points = points.clone();
                writer.write(move |txn| {
                    txn.record_attempt("a", "k", NOW)?;
                    Ok::<_, StorageError>(points.reached(Failpoint::PushBeforeCommit)?)
                })
            };
            // Holds the writer until the others wait for one and the same commit.
            let (begun, has_begun) = oneshot::channel();
            let (go, wait) = std::sync::mpsc::channel::<()>();
            let (held, answers) = tokio::join!(
                writer.write(move |_| {
                    begun.send(()).unwrap();
                    assert!(wait.recv().is_err(), "the other end only ever hangs up");
                    Ok::<_, StorageError>(())
                }),
                async {
                    has_begun.await.unwrap();
                    let (first, second, third, ()) =
                        tokio::join!(one(), one(), one(), async move { drop(go) });
                    [first, second, third]
                },
            );
            assert_eq!(held, Ok(()), "a commit of its own");
            assert_eq!(answers, [const { Err(StorageError::Crashed(Crashed)) }; 3], "{place}");
            drop(writer);
            let writer = open_writer(&path, "e").unwrap();
            let writer = Writer::start(writer, Failpoints::default()).unwrap();
            let stayed = writer.write(|txn| txn.attempts("a", "k", NOW)).await;
            assert_eq!(stayed, Ok::<u32, StorageError>(stays), "{place}");
        }
    }

    /// A file that may not be written any more, as SQLite sees it.
    #[tokio::test]
    async fn a_database_that_cannot_be_written_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("warung.sqlite"), "e").unwrap();
        connection.pragma_update(None, "query_only", true).unwrap();
        let writer = Writer::start(connection, Failpoints::default()).unwrap();
        let written: Result<(), StorageError> =
            writer.write(|txn| txn.record_attempt("a", "k", NOW)).await;
        assert_eq!(written, Err(StorageError::ReadOnly));
    }

    /// A full disk, as SQLite sees it: the file may not grow beyond a few pages.
    #[tokio::test]
    async fn a_full_disk_is_an_error_and_goes_by() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("warung.sqlite"), "e").unwrap();
        let pages: u32 = connection.query_row("pragma page_count", [], |row| row.get(0)).unwrap();
        connection.pragma_update(None, "max_page_count", pages + 8).unwrap();
        let writer = Writer::start(connection, Failpoints::default()).unwrap();
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
