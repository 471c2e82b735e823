//! Components that know nothing of a shop: signals in, callbacks out.
//!
//! Markup and class names are those the stylesheet documents at its top.

mod bitmap;
mod choices;
mod code_box;
mod confirm;
mod field;
mod icon;
mod notice;
mod page;
mod scan_codes;
mod segmented;
mod sheet;
mod skeleton;
mod stepper;
mod steps;
mod stretch;
mod submit;

pub use choices::{Choice, Choices};
pub use code_box::{CodeBox, grouped};
pub use confirm::{Question, confirm};
pub use field::{TextArea, TextField};
pub use icon::{icon, pointing_icon};
pub use notice::{EmptyState, Notice, NoticeKind};
pub use page::{Page, PageTitle};
pub use scan_codes::{barcode, qr_link, qr_picture, qr_row};
pub use segmented::{Segment, Segmented};
pub use sheet::Sheet;
pub use skeleton::{skeleton_cards, skeleton_lines};
pub use stepper::Stepper;
pub use steps::Steps;
pub use stretch::{Left, Part, Stretch};
pub use submit::SubmitButton;
