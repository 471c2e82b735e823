//! The shop bundle: what a shopper downloads.
fn main() {}
