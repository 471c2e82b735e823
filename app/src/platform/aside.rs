//! A page put aside. Browsers freeze a page that is left and keep it for the way
//! back, and a frozen page answers nobody: a transaction or a lock it still holds
//! would keep every later page waiting. WebKit lets it hold both.
//!
//! So whatever would be held says here how it ends early, and nothing new is
//! begun until the page is in use again. What was ended errs or is undone, like
//! what a dying page leaves behind.

use super::timer;
use std::cell::{Cell, RefCell};

/// Between two looks whether the page is in use again. A frozen page looks at
/// nothing.
const PAUSE_MILLIS: u32 = 100;

type End = Box<dyn FnOnce()>;

thread_local! {
    static IS_ASIDE: Cell<bool> = const { Cell::new(false) };
    static COUNT: Cell<u32> = const { Cell::new(0) };
    static ENDS: RefCell<Vec<(u32, End)>> = const { RefCell::new(Vec::new()) };
}

/// Something that is held for as long as this value lives.
pub struct Held(u32);

impl Drop for Held {
    fn drop(&mut self) {
        ENDS.with_borrow_mut(|ends| ends.retain(|(held, _)| *held != self.0));
    }
}

/// Says how something ends if the page is put aside meanwhile.
#[must_use]
pub fn holding(end: impl FnOnce() + 'static) -> Held {
    let number = COUNT.get().wrapping_add(1);
    COUNT.set(number);
    ENDS.with_borrow_mut(|ends| ends.push((number, Box::new(end))));
    Held(number)
}

/// Ends whatever is held. Nothing begins from here on.
pub fn put() {
    IS_ASIDE.set(true);
    for (_, end) in ENDS.take() {
        end();
    }
}

/// The page is in use again.
pub fn take_up() {
    IS_ASIDE.set(false);
}

/// Waits until the page is in use.
pub async fn until_in_use() {
    while IS_ASIDE.get() {
        timer::after_millis(PAUSE_MILLIS).await;
    }
}
