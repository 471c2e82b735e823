//! Components that know nothing of a shop.
