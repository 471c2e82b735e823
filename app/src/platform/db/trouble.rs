//! What a person has to be told about the phone's databases, whoever noticed it.

use std::cell::RefCell;

/// How the databases stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A tab with an older version keeps a database that has to change.
    Blocked,
    /// That tab is gone; what waited for it can go on.
    Unblocked,
    /// Another tab has changed a database, and this page is too old for it.
    Outdated,
    /// The catalog does not fit beside what only this phone has.
    NoRoom,
}

type Hear = Box<dyn Fn(Trouble)>;

thread_local! {
    static HEAR: RefCell<Option<Hear>> = const { RefCell::new(None) };
}

/// Calls `hear` for whatever happens from now on. There is one listener.
pub fn listen(hear: impl Fn(Trouble) + 'static) {
    HEAR.set(Some(Box::new(hear)));
}

/// Says it to the listener.
pub fn tell(trouble: Trouble) {
    HEAR.with_borrow(|hear| {
        if let Some(hear) = hear {
            hear(trouble);
        }
    });
}
