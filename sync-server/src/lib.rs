//! The thin sync server.
