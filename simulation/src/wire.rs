//! The network between phones and shop, as a phone sees it: a call goes out, and
//! something comes back, or nothing.
//!
//! What lies between is the world's business; here are only the two ends, and
//! the phone's judgement of what counts as the shop's answer.

use crate::cast::CAST;
use crate::witness::Witness;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};
use warung_domain::json;
use warung_domain::protocol::{MyChanges, ProblemDetails, Push, PushAnswer};
use warung_phone::line::{Line, LineError, Refusal};

/// A request on its way.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    pub cookie: Option<String>,
    /// JSON to post; nothing for a question.
    pub body: Option<Vec<u8>>,
}

/// What an HTTP client would have in its hands.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub retry_after: Option<u32>,
    pub body: Vec<u8>,
}

/// Where the answer to one call arrives: an answer, or the news that none will.
#[derive(Default)]
pub struct Slot {
    arrived: RefCell<Option<Option<Answer>>>,
    waker: RefCell<Option<Waker>>,
}

impl Slot {
    /// The first arrival counts.
    pub fn put(&self, answer: Option<Answer>) {
        let mut arrived = self.arrived.borrow_mut();
        if arrived.is_none() {
            *arrived = Some(answer);
            if let Some(waker) = self.waker.borrow_mut().take() {
                waker.wake();
            }
        }
    }
}

/// A call that has left its phone.
pub struct Call {
    pub phone: usize,
    pub request: Request,
    pub slot: Rc<Slot>,
}

/// Calls that have just left their phones.
#[derive(Default)]
pub struct Wire(RefCell<Vec<Call>>);

impl Wire {
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut self.0.borrow_mut())
    }

    /// Calls, and waits for what arrives.
    pub async fn call(&self, phone: usize, request: Request) -> Option<Answer> {
        let slot = Rc::new(Slot::default());
        self.0.borrow_mut().push(Call { phone, request, slot: Rc::clone(&slot) });
        poll_fn(|context| match slot.arrived.borrow_mut().take() {
            Some(arrived) => Poll::Ready(arrived),
            None => {
                *slot.waker.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}

/// Whether a phone's app is as new as the shop wants it, or newer than the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum App {
    Current,
    Old,
    Newer,
}

/// One phone's way to the shop.
#[derive(Clone)]
pub struct PhoneLine {
    pub wire: Rc<Wire>,
    pub phone: usize,
    /// Who is signed in.
    pub person: Rc<Cell<Option<usize>>>,
    pub app: Rc<Cell<App>>,
    pub witness: Rc<RefCell<Witness>>,
}

impl PhoneLine {
    fn cookie(&self) -> Option<String> {
        self.person.get().map(|person| CAST.cookies[person].clone())
    }

    pub async fn get(&self, path: String) -> Option<Answer> {
        let request = Request { path, cookie: self.cookie(), body: None };
        self.wire.call(self.phone, request).await
    }

    pub async fn post(&self, path: &str, body: Vec<u8>) -> Option<Answer> {
        let request = Request { path: path.to_owned(), cookie: self.cookie(), body: Some(body) };
        self.wire.call(self.phone, request).await
    }
}

/// A member that only later versions know, at the head of an object of JSON.
pub fn add_member(body: &mut Vec<u8>) {
    if body.starts_with(b"{\"") {
        body.splice(0..1, *b"{\"later\":{\"a\":[1,\"}\"]},");
    }
}

/// Only JSON with the shop's own shape is the shop's answer.
pub fn read<T: serde::de::DeserializeOwned>(answer: Option<Answer>) -> Result<T, LineError> {
    let answer = answer.ok_or(LineError::Unreachable)?;
    match answer.content_type.as_str() {
        "application/json" if answer.status == 200 => {
            json::read(&answer.body).map_err(|_| LineError::NotTheShop)
        }
        "application/problem+json" => {
            let problem: ProblemDetails =
                json::read(&answer.body).map_err(|_| LineError::NotTheShop)?;
            let after_seconds = answer.retry_after;
            Err(LineError::Refused(Box::new(Refusal { problem, after_seconds })))
        }
        _ => Err(LineError::NotTheShop),
    }
}

impl Line for PhoneLine {
    async fn push(&self, push: &Push) -> Result<PushAnswer, LineError> {
        for bytes in &push.commands {
            self.witness.borrow_mut().sees(self.phone, bytes);
        }
        let mut push = push.clone();
        if self.app.get() == App::Old {
            push.v = 0;
        }
        let mut body = serde_json::to_vec(&push).map_err(|_| LineError::Unreachable)?;
        if self.app.get() == App::Newer {
            add_member(&mut body);
        }
        read(self.post("/api/v1/commands", body).await)
    }

    async fn my_changes(&self, since: u64) -> Result<MyChanges, LineError> {
        read(self.get(format!("/api/v1/me/changes?since={since}")).await)
    }
}
