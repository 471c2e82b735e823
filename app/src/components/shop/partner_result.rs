//! Where a partner's bill stands, for whoever has its code.

use crate::components::ui::{Notice, NoticeKind};
use crate::i18n::Partner;
use leptos::prelude::*;
use warung_domain::protocol::{MoneyBack, PartnerStanding};

/// A notice with what became of it.
#[must_use]
pub fn standing(standing: &PartnerStanding, words: &'static Partner) -> AnyView {
    let (test, kind, title, text) = match standing {
        PartnerStanding::Shown | PartnerStanding::Open { .. } => {
            ("partner-open", NoticeKind::Info, words.open_title, words.open_text)
        }
        PartnerStanding::Over => {
            ("partner-over", NoticeKind::Warn, words.over_title, words.over_text)
        }
        PartnerStanding::Paid { .. } => {
            ("partner-waiting", NoticeKind::Info, words.waiting_title, words.waiting_text)
        }
        PartnerStanding::Done { .. } => {
            ("partner-done", NoticeKind::Ok, words.done_title, words.done_text)
        }
        PartnerStanding::Refused { money, .. } => {
            let text = match money {
                MoneyBack::Credited => words.credited,
                MoneyBack::AtCounter => words.at_counter,
                MoneyBack::GivenBack => words.given_back,
            };
            ("partner-refused", NoticeKind::Warn, words.refused_title, text)
        }
    };
    view! {
        <div class="no-print" data-test=test>
            <Notice kind=kind title=title text=text />
        </div>
    }
    .into_any()
}

/// What the partner gave, for a slip.
#[must_use]
pub fn proof_facts(
    standing: &PartnerStanding,
    words: &'static Partner,
) -> Vec<(&'static str, String)> {
    let PartnerStanding::Done { proof, .. } = standing else { return Vec::new() };
    let mut facts = Vec::new();
    if let Some(token) = &proof.token {
        facts.push((words.token, token.clone()));
    }
    facts.push((words.serial, proof.serial.clone()));
    facts
}
