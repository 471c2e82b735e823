//! One file per page of the shop. Pages compose components and call actions.
