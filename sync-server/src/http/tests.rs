//! The router as a caller meets it.
