//! The shop held against the programs of others: official clients drive the practice bank.
//! `cargo xtask test --conformance` installs them, as pinned in `package-lock.json` and
//! `requirements.txt`, and runs this.

mod gateway_clients;
