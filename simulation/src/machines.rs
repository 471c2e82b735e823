//! The machines as the house's documents draw them: which step may follow which.
//!
//! Written down a second time on purpose: what is seen in a schedule is held
//! against these lists, not against the code that made it happen. A test keeps
//! the two from drifting apart.

/// A step of a machine: from, to. `new` and `gone` are no states, but the ends.
pub type Step = (&'static str, &'static str);

/// One of the machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Machine {
    Outbox,
    Order,
    Parcel,
    Payment,
    Shift,
    Bill,
    Relay,
}

impl Machine {
    pub const ALL: [Self; 7] = [
        Self::Outbox,
        Self::Order,
        Self::Parcel,
        Self::Payment,
        Self::Shift,
        Self::Bill,
        Self::Relay,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox entry",
            Self::Order => "order",
            Self::Parcel => "parcel",
            Self::Payment => "payment",
            Self::Shift => "shift",
            Self::Bill => "partner's bill",
            Self::Relay => "payment to a partner",
        }
    }

    /// Every step it may take.
    #[must_use]
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Self::Outbox => &[
                ("new", "queued"),
                ("queued", "sending"),
                ("sending", "queued"),
                ("sending", "answered"),
                ("sending", "wedged"),
                // Another sender's answer arrives after this one's attempt has failed.
                ("queued", "answered"),
                ("queued", "wedged"),
                ("wedged", "queued"),
                ("answered", "gone"),
                ("wedged", "gone"),
            ],
            Self::Order => &[
                ("new", "accepted"),
                ("new", "needs-confirmation"),
                ("needs-confirmation", "accepted"),
                ("needs-confirmation", "cancelled"),
                ("accepted", "cancelled"),
                ("accepted", "completed"),
                ("completed", "returned"),
            ],
            Self::Parcel => &[
                ("new", "awaiting"),
                ("awaiting", "packed"),
                ("packed", "shipped"),
                ("packed", "ready-for-pickup"),
                ("shipped", "completed"),
                ("ready-for-pickup", "completed"),
            ],
            Self::Shift => &[("new", "open"), ("open", "closed")],
            Self::Bill => &[
                ("new", "shown"),
                ("shown", "open"),
                ("open", "paid"),
                ("paid", "done"),
                ("paid", "credited"),
                ("paid", "owed"),
                ("owed", "given-back"),
            ],
            Self::Relay => &[
                ("new", "waiting"),
                ("waiting", "asked"),
                // The partner was not there.
                ("asked", "waiting"),
                ("asked", "delivered"),
                ("asked", "refused"),
                ("waiting", "refused"),
            ],
            Self::Payment => &[
                ("new", "none"),
                // Cash is owed from the beginning.
                ("new", "pending"),
                // A balance pays as soon as both sides agree.
                ("new", "settled"),
                ("none", "pending"),
                ("none", "settled-provisionally"),
                ("none", "settled"),
                ("none", "denied"),
                ("none", "expired"),
                ("none", "cancelled"),
                ("pending", "settled-provisionally"),
                ("pending", "settled"),
                ("pending", "denied"),
                ("pending", "expired"),
                ("pending", "cancelled"),
                ("settled-provisionally", "settled"),
                ("settled-provisionally", "denied"),
                ("settled-provisionally", "refunded"),
                ("settled-provisionally", "charged-back"),
                ("settled", "refunded"),
                ("settled", "charged-back"),
            ],
        }
    }

    /// Steps no command and no news leads to yet.
    #[must_use]
    pub const fn out_of_reach(self) -> &'static [Step] {
        match self {
            // The machine knows returns; no command asks for one.
            Self::Order => &[("completed", "returned")],
            // The machine knows it; whoever looks after a payment marks it as asked first.
            Self::Relay => &[("waiting", "refused")],
            _ => &[],
        }
    }

    /// Whether one step leads there.
    #[must_use]
    pub fn allows(self, from: &str, to: &str) -> bool {
        self.step(from, to).is_some()
    }

    /// Whether several steps lead there.
    #[must_use]
    pub fn leads(self, from: &str, to: &str) -> bool {
        self.way(from, to).is_some()
    }

    /// The shortest way there, if one leads there.
    #[must_use]
    pub fn way(self, from: &str, to: &str) -> Option<Vec<Step>> {
        if from == to {
            return Some(Vec::new());
        }
        let first = self.steps().iter().filter(|(before, _)| *before == from);
        let mut ways: Vec<Vec<Step>> = first.map(|step| vec![*step]).collect();
        let mut at = 0;
        while at < ways.len() {
            let (_, reached) = *ways[at].last()?;
            if reached == to {
                return Some(ways[at].clone());
            }
            for step in self.steps().iter().filter(|(before, _)| *before == reached) {
                let is_new = ways.iter().flatten().all(|(_, known)| *known != step.1);
                if is_new {
                    let further = ways[at].iter().chain([step]).copied().collect();
                    ways.push(further);
                }
            }
            at += 1;
        }
        None
    }

    /// The listed step with these names.
    #[must_use]
    pub fn step(self, from: &str, to: &str) -> Option<Step> {
        self.steps().iter().copied().find(|step| *step == (from, to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use warung_domain::money::{Currency, Money};
    use warung_domain::order::{OrderEvent, OrderState};
    use warung_domain::partner::{Proof, RelayEvent, RelayState};
    use warung_domain::payment::{Due, Instructions, PaymentEvent, PaymentState};
    use warung_domain::time::Timestamp;

    fn listed(machine: Machine) -> BTreeSet<Step> {
        machine.steps().iter().copied().filter(|(from, _)| *from != "new").collect()
    }

    #[test]
    fn orders_take_the_listed_steps_and_no_others() {
        let states = [
            OrderState::Accepted,
            OrderState::NeedsConfirmation { problems: vec![] },
            OrderState::Completed,
            OrderState::Cancelled,
            OrderState::Returned,
        ];
        let events = [
            OrderEvent::Confirmed,
            OrderEvent::Cancelled,
            OrderEvent::AllHandedOver,
            OrderEvent::Returned,
        ];
        let taken = states.iter().flat_map(|state| {
            let to = events.iter().filter_map(|event| state.clone().apply(*event).ok());
            to.map(|to| (state.name(), to.name()))
        });
        assert_eq!(taken.collect::<BTreeSet<_>>(), listed(Machine::Order));
    }

    // M4
    #[test]
    fn payments_take_the_listed_steps_and_no_others() {
        let at = Timestamp::from_millis(1);
        let rp = Money::new(5, Currency::IDR);
        let due = Due { amount: rp, rate: None };
        let events = [
            PaymentEvent::Instructed { instructions: Instructions::Cash, due, expires_at: None },
            PaymentEvent::Paid { at, paid: rp, reversible_until: None },
            PaymentEvent::Paid { at, paid: rp, reversible_until: Some(at) },
            PaymentEvent::WindowClosed { at },
            PaymentEvent::Denied { at },
            PaymentEvent::Expired { at },
            PaymentEvent::Cancelled { at },
            PaymentEvent::Refunded { at, amount: rp },
            PaymentEvent::ChargedBack { at },
        ];
        let mut known = vec![PaymentState::None];
        let mut taken = BTreeSet::new();
        let mut place = 0;
        while place < known.len() {
            let state = known[place].clone();
            for to in events.iter().filter_map(|event| state.clone().apply(event.clone()).ok()) {
                taken.insert((state.name(), to.name()));
                if known.iter().all(|other| other.name() != to.name()) {
                    known.push(to);
                }
            }
            place += 1;
        }
        assert_eq!(taken, listed(Machine::Payment));
    }

    // T2
    #[test]
    fn payments_to_partners_take_the_listed_steps_and_no_others() {
        let at = Timestamp::from_millis(1);
        let proof = || Proof { serial: "s".into(), token: None };
        let reason = || "no".to_owned();
        let states = [
            RelayState::Waiting,
            RelayState::Asked { since: at },
            RelayState::Delivered { at, proof: proof() },
            RelayState::Refused { at, reason: reason() },
        ];
        let events = [
            RelayEvent::Asked { at },
            RelayEvent::NotSent,
            RelayEvent::Delivered { at, proof: proof() },
            RelayEvent::Refused { at, reason: reason() },
        ];
        let taken = states.iter().flat_map(|state| {
            let to = events.iter().filter_map(|event| state.clone().apply(event.clone()).ok());
            to.map(|to| (state.name(), to.name())).filter(|(from, to)| from != to)
        });
        assert_eq!(taken.collect::<BTreeSet<_>>(), listed(Machine::Relay));
    }

    #[test]
    fn several_steps_lead_further_than_one() {
        let way = Machine::Bill.way("shown", "given-back").unwrap();
        assert_eq!(
            way.iter().map(|(_, to)| *to).collect::<Vec<_>>(),
            ["open", "paid", "owed", "given-back"]
        );
        assert_eq!(Machine::Bill.way("done", "owed"), None);
        assert!(!Machine::Payment.allows("none", "refunded"));
        assert!(Machine::Payment.leads("none", "refunded"));
        assert!(!Machine::Payment.leads("refunded", "settled"));
    }
}
