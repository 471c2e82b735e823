//! Time and randomness as arguments.

use crate::biller::signature::Moment;
use crate::biller::signed_http::Moments;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use warung_domain::jws::b64;
use warung_domain::time::Timestamp;

/// Tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Fills a buffer with unpredictable bytes.
pub trait Entropy: Send + Sync {
    fn fill(&self, buffer: &mut [u8]);
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's generator.
#[derive(Debug)]
pub struct SystemEntropy(SystemRandom);

impl Default for SystemEntropy {
    fn default() -> Self {
        Self(SystemRandom::new())
    }
}

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        // A machine without entropy must not mint ids or codes at all.
        self.0.fill(buffer).expect("the operating system gives random bytes");
    }
}

/// What signed messages need of both: the time, and a number used once.
#[must_use]
pub fn moments(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Moments {
    Arc::new(move || {
        let mut nonce = [0; 15];
        entropy.fill(&mut nonce);
        Moment { created: clock.now().millis() / 1_000, nonce: b64(&nonce) }
    })
}
