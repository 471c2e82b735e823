//! The promise under every fault that can be made: an order the phone called *saved* reaches the
//! shop exactly once and is charged once. One fault a test, told in a real browser; `cargo xtask
//! test --faults` tells all of them in every engine at hand and prints the table.

mod scene;

mod at_the_kiosk;
mod bad_road;
mod clock;
mod full_phone;
mod killed;
mod lost_on_the_way;
mod new_version;
mod put_aside;
mod session;
mod shop_in_trouble;
mod storage;
mod tabs;
