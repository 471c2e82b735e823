//! The shop bundle: what a shopper downloads.

fn main() {
    warung_app::shop::mount();
}
