//! What a person can do, one use case a file.
//!
//! An action first stores, then changes the state, then tells the other tabs.
//! Pages call actions; actions never call pages.

pub mod answers;
pub mod archive;
pub mod balance;
pub mod boot;
pub mod carry;
pub mod carry_codes;
pub mod cart;
pub mod cart_account;
pub mod cash;
pub mod cash_bill;
pub mod catalog_cache;
pub mod checkout;
pub mod counter;
pub mod details;
pub mod devices;
pub mod edit_anew;
pub mod hand_out;
pub mod here;
pub mod keeping;
pub mod kept_cart;
pub mod kiosk;
pub mod kiosk_carried;
pub mod kiosk_partner;
pub mod kiosk_sound;
pub mod later;
pub mod loss;
pub mod navigate;
pub mod need;
pub mod order;
pub mod outbox;
pub mod outstanding;
pub mod place_order;
pub mod preferences;
pub mod product;
pub mod receipt;
pub mod receipt_log;
pub mod recent;
pub mod refusal;
pub mod sales;
pub mod search;
pub mod session;
pub mod share;
pub mod shopping;
pub mod show;
pub mod statement;
pub mod storage;
pub mod sync_now;
pub mod till_printer;
pub mod toast;
pub mod top_up;
pub mod undo;
pub mod update;
