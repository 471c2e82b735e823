//! The counter: where sellers look after their orders.
