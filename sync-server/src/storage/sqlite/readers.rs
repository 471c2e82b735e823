//! A few reading threads, each with a connection of its own. They see the last
//! commit and never wait for the writer.

use super::connection::open_reader;
use super::txn::SqliteTxn;
use crate::storage::{ReadTxn, StorageError};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// More would only queue in front of the same processor cores.
const READERS: usize = 4;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// The way to the reading threads.
pub(super) struct Readers {
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(super) fn start(path: &Path) -> Result<Self, StorageError> {
        let (sender, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let threads = (1..=READERS)
            .map(|number| {
                let connection = open_reader(path)?;
                let receiver = Arc::clone(&receiver);
                std::thread::Builder::new()
                    .name(format!("storage-reader-{number}"))
                    .spawn(move || serve(&connection, &receiver))
                    .map_err(|error| StorageError::Engine(error.to_string()))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { jobs: Some(sender), threads })
    }

    /// Queues a read; its answer comes through the channel.
    pub(super) fn ask<R, E>(
        &self,
        job: impl FnOnce(&dyn ReadTxn) -> Result<R, E> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<R, E>>, StorageError>
    where
        R: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Nobody listens any more when the request was dropped.
            drop(reply.send(in_snapshot(connection, job)));
        });
        let jobs = self.jobs.as_ref().ok_or(StorageError::Stopped)?;
        jobs.send(job).map_err(|_| StorageError::Stopped)?;
        Ok(answer)
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            if thread.thread().id() != std::thread::current().id() && thread.join().is_err() {
                tracing::error!("a storage reader ended in a panic");
            }
        }
    }
}

fn serve(connection: &Connection, jobs: &Mutex<Receiver<Job>>) {
    loop {
        // Held while waiting: the others queue for the lock instead of the channel.
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        if catch_unwind(AssertUnwindSafe(|| job(connection))).is_err() {
            tracing::error!("a read stopped in the middle");
        }
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("rollback")
        {
            tracing::error!(%error, "a read transaction cannot be ended");
        }
    }
}

/// One deferred transaction: everything a job reads is of the same commit.
pub(super) fn in_snapshot<R, E: From<StorageError>>(
    connection: &Connection,
    job: impl FnOnce(&dyn ReadTxn) -> Result<R, E>,
) -> Result<R, E> {
    connection.execute_batch("begin deferred").map_err(StorageError::from)?;
    let result = job(&SqliteTxn::new(connection));
    connection.execute_batch("commit").map_err(StorageError::from)?;
    result
}
