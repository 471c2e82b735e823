//! The part of the shop that comes after looking around: orders, paying, the account.
//!
//! A release takes the shop's module apart (`xtask/src/app_build/parts.rs`). Functions declared
//! through [`in_later_part`], and whatever only they need, lie in a file of their own, which is
//! fetched when the first of them is called. The service worker keeps that file with the others,
//! so from the second launch on it comes off the phone. Every other build holds all in one module.

/// The later part could not be fetched. The next call tries again.
pub use leptos::wasm_split::SplitLoaderError as NotHere;
use std::future::Future;
use std::pin::Pin;

/// Work of the later part, for the first part to wait for.
pub type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Declares a function of the later part. It is called as
/// `async fn name(…) -> Result<T, NotHere>`.
macro_rules! in_later_part {
    ($(#[$about:meta])* $vis:vis fn $name:ident($($arg:ident: $kind:ty),*) -> $out:ty $body:block) => {
        $(#[$about])*
        #[cfg(feature = "in-parts")]
        #[leptos::wasm_split::wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
        $vis fn $name($($arg: $kind),*) -> Result<$out, $crate::later::NotHere> {
            Ok($body)
        }

        $(#[$about])*
        #[cfg(not(feature = "in-parts"))]
        $vis async fn $name($($arg: $kind),*) -> Result<$out, $crate::later::NotHere> {
            Ok($body)
        }
    };
}
pub(crate) use in_later_part;
