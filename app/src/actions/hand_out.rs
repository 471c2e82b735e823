//! Handing something out on paper, or as a PDF.

use crate::platform::navigation;

/// Opens the print dialogue for the page as it is.
pub fn print() {
    navigation::print();
}
