//! The suite every storage engine has to pass.
