//! How phone and server talk: the JSON that crosses the line.
//!
//! PROTOCOL.md numbers the rules. Wire changes bump [`PROTOCOL_VERSION`]; new
//! fields have defaults; an app below [`MINIMUM_VERSION`] is told to update and
//! keeps its outbox.

mod balance;
mod cart;
mod consent;
mod counter;
mod kiosk;
mod outstanding;
mod partner;
mod problem;
mod session;
mod statement;
mod sync;

pub use balance::{BalanceHistory, BalanceLine};
pub use cart::CartPush;
pub use consent::{Consent, ConsentQuestion, PIN_DIGITS, PinChoice, Witness, Witnesses};
pub use counter::{
    CounterDue, CounterPayment, CounterQuestion, DrawerLine, DrawerStanding, ShiftHead, ShiftView,
    Shifts,
};
pub use kiosk::{
    KioskAnswer, KioskBill, KioskBiller, KioskDelivered, KioskDelivery, KioskEnrolment,
    KioskQuestion, KioskStanding, KioskTopUp, KioskView,
};
pub use outstanding::{Ages, CounterDevice, FlightState, InFlight, Outstanding, ShoppersUnsent};
pub use partner::{
    MoneyBack, PartnerBillView, PartnerQuestion, PartnerResultQuestion, PartnerStanding,
    PartnerWish,
};
pub use problem::{ProblemDetails, ProblemKind};
pub use session::{
    AccountView, DeviceAnswer, DeviceRegistration, DeviceView, MyDevices, Role, SessionView,
    SignIn, SignUp, SignUpAnswer, VerifyPhone,
};
pub use statement::{SellerStatement, StatementLine, StatementSums};
pub use sync::{
    Logged, MyChanges, OrderView, OwedStock, Push, PushAnswer, SellerOrder, SellerOrders,
    SellerReceipt, SellerReceipts, StockToSettle, Unsent,
};

/// The version both sides of this build speak.
///
/// History:
/// - 1: first release. Shards `WSH1`, commands place, cancel, confirm, fulfil,
///   record cash, record sale.
pub const PROTOCOL_VERSION: u16 = 1;

/// The oldest version the server still understands.
pub const MINIMUM_VERSION: u16 = 1;

/// The JWS `typ` of the catalog manifest.
pub const MANIFEST_TYP: &str = "warung-manifest";
