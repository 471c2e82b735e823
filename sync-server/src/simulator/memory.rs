//! What the town remembers: bills and text messages, in one small file.
//!
//! The file is replaced as a whole: written beside the old one, made durable,
//! then renamed over it, so that a crash leaves the old state or the new one.

use super::bill::{Bill, BillState, CannotPay, NotRefunded, NotWithdrawn, Refund};
use super::mood::Mood;
use super::partner::PartnerLedger;
use super::sms::Message;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use thiserror::Error;
use warung_domain::time::Timestamp;

/// More bills than a demonstration makes, few enough to rewrite each time.
const MOST_BILLS: usize = 1_000;
const MOST_MESSAGES: usize = 50;

/// Why nothing is remembered.
#[derive(Debug, Error)]
pub enum MemoryError {
    #[error("{path} cannot be read or written: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{path} is damaged, move it away to begin anew: {source}")]
    Damaged { path: PathBuf, source: serde_json::Error },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    pub server_key: Option<String>,
    /// How notifications travel from now on.
    pub mood: Mood,
    /// In the order they were opened.
    pub bills: Vec<Bill>,
    /// In the order they were sent.
    pub messages: Vec<Message>,
    pub partners: PartnerLedger,
}

/// The shop has used this id before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DuplicateOrderId;

impl Memory {
    pub(super) fn run_out(&mut self, now: Timestamp) {
        let mood = self.mood;
        self.bills.iter_mut().for_each(|bill| bill.run_out(mood, now));
    }

    pub(super) fn open_bill(&mut self, mut bill: Bill) -> Result<Bill, DuplicateOrderId> {
        if self.bills.iter().any(|known| known.order_id == bill.order_id) {
            return Err(DuplicateOrderId);
        }
        while self.bills.iter().any(|known| known.code == bill.code) {
            bill.code = next_code(&bill.code);
        }
        if self.bills.len() >= MOST_BILLS {
            self.forget_oldest();
        }
        self.bills.push(bill.clone());
        Ok(bill)
    }

    /// Makes room, preferably where everything has been said.
    fn forget_oldest(&mut self) {
        let done = |bill: &Bill| !bill.is_pending() && bill.notices.is_empty();
        let oldest = self.bills.iter().position(done).unwrap_or(0);
        self.bills.remove(oldest);
    }

    /// By the shop's id or by the bank's.
    pub(super) fn bill(&self, id: &str) -> Option<&Bill> {
        self.bills.iter().find(|bill| bill.order_id == id || bill.transaction_id == id)
    }

    fn bill_mut(&mut self, id: &str) -> Option<&mut Bill> {
        self.bills.iter_mut().find(|bill| bill.order_id == id || bill.transaction_id == id)
    }

    pub(super) fn bill_by_code(&self, code: &str) -> Option<&Bill> {
        self.bills.iter().find(|bill| bill.code == code)
    }

    pub(super) fn open_bills(&self) -> impl Iterator<Item = &Bill> {
        self.bills.iter().rev().filter(|bill| bill.is_pending())
    }

    /// What a channel may still call back, newest first.
    pub(super) fn reversible_bills(&self) -> impl Iterator<Item = &Bill> {
        self.bills.iter().rev().filter(|bill| bill.is_reversible())
    }

    pub(super) fn pay(
        &mut self,
        code: &str,
        approval_code: String,
        now: Timestamp,
    ) -> Result<Bill, CannotPay> {
        let mood = self.mood;
        let bill =
            self.bills.iter_mut().find(|bill| bill.code == code).ok_or(CannotPay::Unknown)?;
        bill.payable()?;
        bill.turn_into(BillState::Settled { at: now, approval_code }, mood, now);
        Ok(bill.clone())
    }

    /// The channel calls a payment back; nothing where it cannot.
    pub(super) fn reverse(&mut self, code: &str, now: Timestamp) -> Option<Bill> {
        let mood = self.mood;
        let bill = self.bills.iter_mut().find(|bill| bill.code == code && bill.is_reversible())?;
        bill.turn_into(BillState::Reversed { at: now }, mood, now);
        Some(bill.clone())
    }

    /// What is over without money, newest first.
    pub(super) fn closed_bills(&self) -> impl Iterator<Item = &Bill> {
        self.bills.iter().rev().filter(|bill| bill.is_closed())
    }

    /// A till that has not heard of it takes money for a bill that is over; nothing where it is not.
    pub(super) fn pay_late(
        &mut self,
        code: &str,
        approval_code: String,
        now: Timestamp,
    ) -> Option<Bill> {
        let mood = self.mood;
        let bill = self.bills.iter_mut().find(|bill| bill.code == code && bill.is_closed())?;
        bill.turn_into(BillState::Settled { at: now, approval_code }, mood, now);
        Some(bill.clone())
    }

    pub(super) fn refund(&mut self, id: &str, refund: Refund) -> Result<Bill, NotRefunded> {
        let mood = self.mood;
        let bill = self.bill_mut(id).ok_or(NotRefunded::Unknown)?;
        bill.refund(refund, mood)?;
        Ok(bill.clone())
    }

    /// The shop takes a bill back, into `state`.
    pub(super) fn withdraw(&mut self, id: &str, state: BillState) -> Result<Bill, NotWithdrawn> {
        let mood = self.mood;
        let bill = self.bill_mut(id).ok_or(NotWithdrawn::Unknown)?;
        match (&bill.state, &state) {
            (BillState::Pending, BillState::Cancelled { at } | BillState::Expired { at }) => {
                let at = *at;
                bill.turn_into(state, mood, at);
                Ok(bill.clone())
            }
            _ => Err(NotWithdrawn::NoLongerPending),
        }
    }

    pub(super) fn deliver_message(&mut self, message: Message) {
        if self.messages.len() >= MOST_MESSAGES {
            self.messages.remove(0);
        }
        self.messages.push(message);
    }
}

/// The number after this one, of the same length and not beginning with zero.
fn next_code(code: &str) -> String {
    let next = code.parse::<u64>().map_or(0, |number| number.saturating_add(1)).to_string();
    if next.len() == code.len() { next } else { format!("1{}", "0".repeat(code.len() - 1)) }
}

/// The file, replaced as a whole.
pub(super) struct MemoryFile {
    path: PathBuf,
}

impl MemoryFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Nothing if the town is new.
    pub(super) fn read(&self) -> Result<Option<Memory>, MemoryError> {
        match fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|source| MemoryError::Damaged { path: self.path.clone(), source }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(self.failed(source)),
        }
    }

    pub(super) fn write(&self, memory: &Memory) -> Result<(), MemoryError> {
        let bytes = serde_json::to_vec_pretty(memory)
            .map_err(|source| MemoryError::Damaged { path: self.path.clone(), source })?;
        let beside = self.path.with_extension("json.new");
        let mut file = private(&beside).map_err(|source| self.failed(source))?;
        file.write_all(&bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&beside, &self.path))
            .map_err(|source| self.failed(source))
    }

    fn failed(&self, source: io::Error) -> MemoryError {
        MemoryError::Io { path: self.path.clone(), source }
    }
}

/// Sign-in codes stand in the file: nobody else on this machine may read it.
fn private(path: &std::path::Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_length() {
        assert_eq!(next_code("199"), "200");
        assert_eq!(next_code("999"), "100");
    }

    #[test]
    fn only_the_last_messages_are_kept() {
        let mut memory = Memory::default();
        for number in 0..60 {
            let at = Timestamp::from_millis(number);
            memory.deliver_message(Message { to: "+62".to_owned(), text: String::new(), at });
        }
        assert_eq!(memory.messages.len(), MOST_MESSAGES);
        assert_eq!(memory.messages[0].at, Timestamp::from_millis(10));
    }

    #[test]
    fn a_damaged_file_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("simulator.json");
        fs::write(&path, "{\"bills\": [").unwrap();
        assert!(matches!(MemoryFile::new(path).read(), Err(MemoryError::Damaged { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("simulator.json");
        MemoryFile::new(path.clone()).write(&Memory::default()).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
