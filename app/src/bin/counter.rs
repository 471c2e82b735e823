//! The counter bundle: what a seller downloads.
fn main() {}
