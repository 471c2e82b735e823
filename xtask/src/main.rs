//! One obvious way to run everything.
fn main() {}
