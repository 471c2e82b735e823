//! Happenings in words, for the story.

use super::Happening;
use crate::cast::{GOODS, PEOPLE, PHONES};
use std::fmt;

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |phone: &usize| PHONES[*phone].name;
        let good = |product: &usize| GOODS[*product].0;
        match self {
            Self::Place { phone, lines, .. } => {
                let things: Vec<String> =
                    lines.iter().map(|(product, n)| format!("{n} {}", good(product))).collect();
                write!(f, "{} orders {}", name(phone), things.join(", "))
            }
            Self::TopUp { phone, thousands, .. } => {
                write!(f, "{} fills the balance by {thousands},000", name(phone))
            }
            Self::Cancel { phone, .. } => write!(f, "{} cancels an order", name(phone)),
            Self::Confirm { phone, seen, .. } => {
                write!(f, "{} takes the changes ({seen:?} total)", name(phone))
            }
            Self::Fulfil { phone, .. } => write!(f, "{} moves a parcel on", name(phone)),
            Self::Cash { phone, seen, .. } => {
                write!(f, "{} takes cash ({seen:?} amount)", name(phone))
            }
            Self::Retry { phone } => write!(f, "{}: try again now", name(phone)),
            Self::Drop { phone } => write!(f, "{}: drop what is stuck", name(phone)),
            Self::SignIn { phone } => write!(f, "somebody signs in on {}", name(phone)),
            Self::Switch { phone } => write!(f, "another person signs in on {}", name(phone)),
            Self::Sync { phone } => write!(f, "{} is looked at", name(phone)),
            Self::SecondTab { phone, .. } => write!(f, "two tabs of {} send", name(phone)),
            Self::Carry { of, by } => write!(f, "{} carries {}'s commands", name(by), name(of)),
            Self::Bring { of } => write!(f, "the machine reads {}'s commands", name(of)),
            Self::Slip { person, thousands } => {
                let who = PEOPLE[*person].0;
                write!(f, "{who} wants a slip for {thousands},000 at the machine")
            }
            Self::Counter(what) => what.fmt(f),
            Self::Bill { payer, thousands } => {
                let who = payer.map_or("somebody", |person| PEOPLE[person].0);
                write!(f, "{who} wants a slip for electricity for {thousands},000")
            }
            Self::Look { phone } => write!(f, "{} refreshes the catalog", name(phone)),
            Self::Price { product, percent } => {
                write!(f, "the price of {} moves to {percent} %", good(product))
            }
            Self::Restock { product, units } => write!(f, "{units} more {}", good(product)),
            Self::Withdraw { product } => write!(f, "{} is withdrawn", good(product)),
            Self::Offer { product } => write!(f, "{} is offered again", good(product)),
            Self::Leap { seconds } => write!(f, "{seconds} seconds go by"),
            Self::Line { phone, fault } => write!(f, "the line of {}: {fault:?}", name(phone)),
            Self::Offline { phone, millis } => {
                write!(f, "{} has no signal for {millis} ms", name(phone))
            }
            Self::PhoneDies { phone, after, .. } => {
                write!(f, "{} is to die at its await {after}", name(phone))
            }
            Self::Store { phone, fault } => write!(f, "the storage of {}: {fault:?}", name(phone)),
            Self::PhoneClock { phone, seconds } => {
                write!(f, "the clock of {} jumps {seconds} s", name(phone))
            }
            Self::OldApp { phone, .. } => write!(f, "{} runs an old app", name(phone)),
            Self::NewerApp { phone, .. } => write!(f, "{} runs a newer app", name(phone)),
            Self::AppReplaced { phone } => write!(f, "{} gets a newer app", name(phone)),
            Self::NewerShop => write!(f, "the shop is newer than every app from now on"),
            Self::ServerClock { seconds } => write!(f, "the clock of the shop jumps {seconds} s"),
            Self::ServerReplaced { schema, .. } => {
                write!(f, "a newer server takes over a file of schema {schema}")
            }
            Self::ServerTooOld { .. } => write!(f, "a server is started that is too old"),
            other => write!(f, "{other:?}"),
        }
    }
}
