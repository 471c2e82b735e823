//! Clocks that disagree, by the library that lies to programs about the time. It is the shop that
//! is lied to: browsers of many processes do not all bear it, and to the two of them it is the same
//! whose clock is off.

use std::path::Path;
use std::process::Command;

/// Where Debian's package libfaketime puts it, by the processor's name for libraries.
const LIBRARIES: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
];

/// How the phone's clock stands against the shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skew {
    PhoneYearBehind,
    PhoneYearAhead,
}

impl Skew {
    /// What is added to the shop's clock.
    const fn of_the_shop(self) -> &'static str {
        match self {
            Self::PhoneYearBehind => "+365d",
            Self::PhoneYearAhead => "-365d",
        }
    }

    /// Why it cannot be made on this machine, if so.
    #[must_use]
    pub fn cannot_be_made(self) -> Option<String> {
        library().is_none().then(|| "the package libfaketime is not installed".to_owned())
    }

    /// Makes the shop's program believe it. What measures durations stays right.
    pub fn put_on(self, shop: &mut Command) {
        if let Some(library) = library() {
            shop.env("LD_PRELOAD", library)
                .env("FAKETIME", self.of_the_shop())
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
    }
}

fn library() -> Option<&'static Path> {
    LIBRARIES.into_iter().map(Path::new).find(|library| library.is_file())
}
