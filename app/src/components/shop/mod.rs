//! Components that show the shop's own values: prices, products, the cart, and
//! the frame around every page.

mod app_bar;
mod banner;
mod cart_line;
mod long_shelf;
mod picture;
mod price;
mod product_card;
mod shelf;
mod tab_bar;
mod toast;

pub use app_bar::{AppBar, SearchBox};
pub use banner::{Banner, BannerAction};
pub use cart_line::{CartLineRow, CartLineView, LineTrouble};
pub use long_shelf::{OnShelf, long_shelf};
pub use picture::picture;
pub use price::{Price, money, price_was};
pub use product_card::{ProductCard, stock_note};
pub use shelf::{category_tile, search_result};
pub use tab_bar::TabBar;
pub use toast::ToastRegion;

pub mod answer_words;
pub mod camera;
pub mod carried;
pub mod code_shown;
pub mod money_back;
pub mod order_address;
pub mod order_breakdown;
pub mod order_standing;
pub mod order_timeline;
pub mod partner_result;
pub mod receipt_paper;
pub mod receipt_verdict;
pub mod sign_in_form;
pub mod sign_out_sheet;
pub mod slip;
