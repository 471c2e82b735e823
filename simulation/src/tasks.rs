//! Everything that runs: futures, each somebody's, polled one at a time by
//! whoever draws. To die is to be dropped.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// Whose a task is; it dies with its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Phone(usize),
    Server,
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

struct Task {
    owner: Owner,
    name: &'static str,
    future: Pin<Box<dyn Future<Output = ()>>>,
    flag: Arc<Flag>,
    waker: Waker,
}

/// All tasks of a world, in the order they began.
#[derive(Default)]
pub struct Tasks(Vec<Task>);

impl Tasks {
    pub fn spawn(
        &mut self,
        owner: Owner,
        name: &'static str,
        future: impl Future<Output = ()> + 'static,
    ) {
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&flag));
        self.0.push(Task { owner, name, future: Box::pin(future), flag, waker });
    }

    /// Places of those that can go on.
    #[must_use]
    pub fn ready(&self) -> Vec<usize> {
        let is_ready = |task: &Task| task.flag.0.load(Ordering::Relaxed);
        (0..self.0.len()).filter(|place| is_ready(&self.0[*place])).collect()
    }

    #[must_use]
    pub fn owner(&self, place: usize) -> Owner {
        self.0[place].owner
    }

    #[must_use]
    pub fn name(&self, place: usize) -> &'static str {
        self.0[place].name
    }

    /// Lets one go on until it waits again; one that has ended leaves.
    pub fn poll(&mut self, place: usize) {
        let task = &mut self.0[place];
        task.flag.0.store(false, Ordering::Relaxed);
        let mut context = Context::from_waker(&task.waker);
        if task.future.as_mut().poll(&mut context) == Poll::Ready(()) {
            self.0.remove(place);
        }
    }

    /// Lets everything of an owner die where it stands.
    pub fn kill(&mut self, owner: Owner) {
        self.0.retain(|task| task.owner != owner);
    }

    /// Lets one task die where it stands.
    pub fn kill_one(&mut self, place: usize) {
        self.0.remove(place);
    }

    /// How many of an owner's tasks of that name there are.
    #[must_use]
    pub fn count(&self, owner: Owner, name: &str) -> usize {
        self.0.iter().filter(|task| task.owner == owner && task.name == name).count()
    }
}
