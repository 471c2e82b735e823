//! A new version of the app, from its arrival to the change-over.

/// Whether one waits, and whether the person wants it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UpdateState {
    #[default]
    None,
    /// The shop takes nothing from this version, and the newer one is not here yet.
    Needed,
    /// On the phone, waiting.
    Ready,
    /// Asked for; it comes as soon as nothing is being typed or sent.
    Wanted,
}
