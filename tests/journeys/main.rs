//! The journeys: what people do in the shop, one story a file. The file names are the feature list.
//!
//! Each starts a shop of its own with the built server, opens it in a real browser, and stops the
//! server where the story says that there is no signal.

mod app_stops;
mod background_sync;
mod big_catalog_offline;
mod browse_offline;
mod cart_follows_the_account;
mod cart_keeps_the_last_tap;
mod cart_survives_restart;
mod cash_on_delivery;
mod catalog_audit;
mod catalog_block_heals;
mod catalog_described;
mod catalog_in_two_tabs;
mod catalog_kept_in_part;
mod catalog_new_epoch;
mod catalog_news;
mod catalog_on_a_bad_line;
mod catalog_spares_the_line;
mod catalog_without_room;
mod counter_sale_offline;
mod hand_over_unsent_orders;
mod later_part;
mod long_lists;
mod main_job;
mod order_offline_then_sync;
mod pay_another_way;
mod pay_at_the_counter;
mod pay_by_balance;
mod pay_by_every_method;
mod pay_by_minimarket_code;
mod pay_by_virtual_account;
mod pay_too_late;
mod payment_taken_back;
mod pictures_budget;
mod real_catalog;
mod receipt_log_rewritten;
mod receipt_on_paper;
mod receipt_verifies_offline;
mod refund_from_the_counter;
mod register_and_verify;
mod replay_is_idempotent;
mod search_offline;
mod search_same_everywhere;
mod search_ways;
mod sellers_archive;
mod sellers_statement;
mod sign_out_asks;
mod storage_room;
mod storage_upgrade;
mod store_contract;
mod update_needed;
mod worker_heals;
mod worker_retires;
mod worker_updates;
