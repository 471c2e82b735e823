//! How the phone's storage stands: its databases, and its room.

/// Whether the databases can be used from this page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StorageState {
    #[default]
    Usable,
    /// A tab with an older version has to be closed first.
    Blocked,
    /// A newer version has taken over; this page has to be loaded anew.
    Outdated,
    /// The catalog does not fit; the shop goes on with what is in memory.
    NoRoom,
}

/// Room on the phone, in bytes, as far as the browser tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    /// What the shop uses, and the most it may use.
    pub used_of: Option<(u64, u64)>,
    /// The part that is pictures, which can go and come again.
    pub pictures: u64,
    /// Whether the browser promised not to clear it; nothing if it makes no
    /// such promises.
    pub is_kept: Option<bool>,
}
