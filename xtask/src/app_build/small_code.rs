//! How the phone's code is compiled in a release: the standard library anew together with the app,
//! for size, and without the words of panics. Worth about a tenth of the download.
//!
//! None of these options is stable, so the compiler is told to accept them (`RUSTC_BOOTSTRAP`).
//! That is tolerable here and nowhere else: the compiler is pinned (`rust-toolchain.toml`), so the
//! options cannot change under us; they alter no language rule, only what is put into the file; and
//! checks, tests and the loop of changing and looking are built by the stable rules, so code that
//! would need an unstable feature does not pass. An upgrade of the compiler that renames an option
//! fails here, in words, and not on a phone.
//!
//! A panic of such a build stops at once and says nothing; the page that holds the app says what
//! happened to the person (`app/index.html`). To read a panic's message, run a `--dev` build.

use std::process::Command;

/// A panic becomes the machine's own "stop", and the formatting of messages nobody would read is
/// left out with everything only they use.
const RUSTFLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// Told to the cargo that `command` starts. Settings of the caller's own are set aside: with them
/// the build would be another one under the same name.
pub fn ask_for(command: &mut Command) {
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        // Of this kind, because it is added to what `.cargo/config.toml` says of the target.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", RUSTFLAGS)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
}
