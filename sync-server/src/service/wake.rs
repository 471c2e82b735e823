//! Waking those who work after a commit.

use tokio::sync::Notify;

/// One bell for each loop that waits: for the shop's own money, and for partners.
#[derive(Debug, Default)]
pub struct Wake {
    pub money: Notify,
    pub partners: Notify,
}

impl Wake {
    /// There may be something to do.
    pub fn ring(&self) {
        self.money.notify_one();
        self.partners.notify_one();
    }
}
