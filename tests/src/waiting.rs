//! Waiting for what has to become true. A wait names what it waits for, and says what it saw last
//! when it gives up; there is no other way to pause in these tests.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Long enough for a page on a busy machine with two cores, short enough to notice a hang.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks: well below what a person notices, and idle for the rest.
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

/// Looks until a look succeeds, or `patience` is over; then the last look's reason is the error.
pub fn until<T>(patience: Duration, what: &str, mut look: impl FnMut() -> Result<T>) -> Result<T> {
    let started = Instant::now();
    loop {
        match look() {
            Ok(found) => return Ok(found),
            Err(reason) if started.elapsed() > patience => {
                return Err(reason)
                    .with_context(|| format!("waited {} s for {what}", patience.as_secs()));
            }
            Err(_) => std::thread::park_timeout(BETWEEN_LOOKS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn the_first_success_ends_it() {
        let mut looks = 0;
        let found = until(PATIENCE, "the third look", || {
            looks += 1;
            if looks < 3 { bail!("look {looks}") } else { Ok(looks) }
        });
        assert_eq!(found.unwrap(), 3);
    }

    #[test]
    fn giving_up_names_both_the_wish_and_the_reason() {
        let never: Result<()> = until(Duration::ZERO, "a miracle", || bail!("nothing moved"));
        let said = format!("{:#}", never.unwrap_err());
        assert_eq!(said, "waited 0 s for a miracle: nothing moved");
    }
}
