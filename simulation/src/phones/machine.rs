//! The self-service machine beside a counter: somebody fills a balance or pays a partner's bill there,
//! or holds a phone that could not send before its camera. Who gets no answer presses again.

use super::Kit;
use crate::cast::{CAST, METER, electricity};
use crate::wire::{Request, read};
use crate::witness::{BillSlip, Witness};
use serde::Serialize;
use serde::de::DeserializeOwned;
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::money::Money;
use warung_domain::payment::CounterCode;
use warung_domain::protocol::{
    KioskBill, KioskDelivered, KioskDelivery, KioskTopUp, PartnerBillView, PartnerQuestion,
    PartnerWish,
};
use warung_phone::line::LineError;
use warung_phone::surroundings::Surroundings as _;

/// How often somebody presses before they walk away.
const PATIENCE: u32 = 4;

/// A slip, by which a cashier takes cash onto somebody's balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    pub account: AccountId,
    pub total: Money,
    pub code: String,
}

impl Witness {
    /// A slip came out of the machine.
    pub fn prints(&mut self, order: OrderId, slip: Slip) {
        self.coverage.deed("slip printed");
        if let Some(other) = self.slips.values().find(|other| other.code == slip.code) {
            let how = format!("{slip:?} and {other:?} have one code");
            self.breaks("one-effect-per-command", how);
        }
        self.slips.insert(order, slip);
    }
}

/// What the shop answers to an amount that it does not take.
const NOT_LIKE_THAT: u16 = 422;

/// What came back in the end.
enum Heard<T> {
    Said(T),
    Refused,
    Nothing,
}

impl Kit {
    /// A slip for a balance, always under the same id.
    pub async fn prints_a_slip(self, person: usize, thousands: i64) {
        let account = &CAST.accounts[person];
        let Ok(id) = self.around.command_id() else { return };
        let (order, amount) = (OrderId::from(id), thousands * 1_000);
        let wish = KioskTopUp {
            id: order,
            phone: account.phone.to_string(),
            code: CounterCode::of_balance(account.id).to_string(),
            amount,
            total: amount,
        };
        self.witness.borrow_mut().wished_at_the_machine.insert(order);
        let heard = self.asks::<KioskBill>("/api/v1/kiosk/top-ups", &wish).await;
        let mut witness = self.witness.borrow_mut();
        match heard {
            Heard::Said(KioskBill { code: Some(code), total, .. }) => {
                witness.prints(order, Slip { account: account.id, total, code });
            }
            Heard::Refused => drop(witness.refused_at_the_machine.insert(order)),
            Heard::Said(_) | Heard::Nothing => {}
        }
    }

    /// A slip for a partner's bill, always under the same id. Who says whose phone number is theirs
    /// has the money on their balance if the partner refuses.
    pub async fn prints_a_bill(self, payer: Option<usize>, thousands: i64) {
        let Ok(id) = self.around.command_id() else { return };
        let id = OrderId::from(id);
        self.witness.borrow_mut().bills.wished.insert(id);
        let phone = payer.map(|person| CAST.accounts[person].phone.to_string());
        let question = PartnerQuestion {
            id,
            biller: electricity().terms.id,
            customer: METER.to_owned(),
            phone: phone.unwrap_or_default(),
            amount: Some(thousands * 1_000),
        };
        let shown =
            self.asks::<PartnerBillView>("/api/v1/kiosk/partner-inquiries", &question).await;
        let Heard::Said(shown) = shown else { return };
        let wish = PartnerWish { id, total: shown.total.minor() };
        let opened = self.asks::<PartnerBillView>("/api/v1/kiosk/partner-bills", &wish).await;
        if let Heard::Said(PartnerBillView { code: Some(code), total, .. }) = opened {
            let slip = BillSlip { code, total: total.minor(), payer };
            self.witness.borrow_mut().prints_a_bill(id, slip);
        }
    }

    /// Commands off the screen of a phone.
    pub async fn reads_off_a_screen(self, commands: Vec<String>) {
        let delivery = KioskDelivery { commands };
        // The phone asks for itself what became of them.
        let _ = self.asks::<KioskDelivered>("/api/v1/kiosk/deliveries", &delivery).await;
    }

    async fn asks<T: DeserializeOwned>(&self, path: &str, wish: &impl Serialize) -> Heard<T> {
        let Ok(body) = serde_json::to_vec(wish) else { return Heard::Nothing };
        for _ in 0..PATIENCE {
            let (cookie, body) = (Some(CAST.machine.clone()), Some(body.clone()));
            let request = Request { path: path.to_owned(), cookie, body };
            match read(self.line.wire.call(self.phone, request).await) {
                Ok(answer) => return Heard::Said(answer),
                Err(LineError::Refused(refusal)) if refusal.problem.status == NOT_LIKE_THAT => {
                    return Heard::Refused;
                }
                Err(_) => {}
            }
        }
        Heard::Nothing
    }
}
