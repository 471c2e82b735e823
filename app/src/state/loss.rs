//! Noticing that the phone's storage was wiped.
//!
//! Beside the database, where browsers keep settings, stands a note that there
//! is one and how much waits in it. A browser that clears one and not the other
//! is found out (D10).

use warung_domain::time::Timestamp;

/// What the note says of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Commands that still had to reach the shop, whoever's.
    pub unsent: u32,
    /// The phone's clock when it was so.
    pub at: Timestamp,
}

impl Kept {
    /// As it is written down.
    #[must_use]
    pub fn note(self) -> String {
        format!("{}@{}", self.unsent, self.at.millis())
    }

    /// Reads a note; nothing if a stranger wrote it.
    #[must_use]
    pub fn read(note: &str) -> Option<Self> {
        let (unsent, at) = note.split_once('@')?;
        let at = Timestamp::from_millis(at.parse().ok()?);
        Some(Self { unsent: unsent.parse().ok()?, at })
    }
}

/// What was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The database is gone, with this in it.
    Wiped(Kept),
    /// The shop remembers so many more commands than the phone: its storage was
    /// set back to an earlier day.
    SetBack { commands: u64 },
    /// Another phone of the account, or this one before it was wiped, said last
    /// that it still held so much.
    HeldElsewhere(Kept),
}

/// What a look into the database tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As the note says, or nothing was ever here.
    Same,
    /// This is to be noted.
    Note(Kept),
    Lost(Kept),
}

/// Compares the note with the number of signing keys and of unsent commands in
/// the database. A phone that has saved anything has a key.
#[must_use]
pub const fn look(note: Option<Kept>, keys: usize, unsent: u32, now: Timestamp) -> Look {
    match (note, keys) {
        (Some(kept), 0) => Look::Lost(kept),
        (None, 0) => Look::Same,
        (Some(kept), _) if kept.unsent == unsent => Look::Same,
        _ => Look::Note(Kept { unsent, at: now }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLY: Timestamp = Timestamp::from_millis(1_000);
    const LATE: Timestamp = Timestamp::from_millis(2_000);

    // D10
    #[test]
    fn a_note_without_a_database_is_a_loss() {
        assert_eq!(look(None, 0, 0, EARLY), Look::Same, "a new phone");
        let Look::Note(kept) = look(None, 1, 2, EARLY) else { panic!("nothing was noted") };
        assert_eq!(look(Some(kept), 1, 2, LATE), Look::Same);
        assert_eq!(look(Some(kept), 1, 3, LATE), Look::Note(Kept { unsent: 3, at: LATE }));
        assert_eq!(look(Some(kept), 0, 0, LATE), Look::Lost(Kept { unsent: 2, at: EARLY }));
    }

    #[test]
    fn a_note_comes_back_and_a_strangers_does_not() {
        let kept = Kept { unsent: 7, at: LATE };
        assert_eq!(Kept::read(&kept.note()), Some(kept));
        for strange in ["", "7", "@", "x@1", "1@x", "-1@5"] {
            assert_eq!(Kept::read(strange), None, "{strange}");
        }
    }
}
