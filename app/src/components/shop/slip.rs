//! A slip of paper: a proof of cash, or a code to be paid at a counter. Laid out like a receipt,
//! on a sheet or a roll.

use crate::components::ui::{barcode, grouped, qr_picture};
use leptos::prelude::*;
use warung_domain::escpos::Part;

/// A code to be paid: for the eye, for a scanner's beam, and for a camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipCode {
    pub label: String,
    pub digits: String,
}

/// What stands on a slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Of the element, by which it is printed.
    pub id: &'static str,
    pub shop: String,
    pub title: String,
    pub facts: Vec<(&'static str, String)>,
    pub code: Option<SlipCode>,
    /// How to go on.
    pub note: String,
}

impl Slip {
    /// The same for a printer that is told what to print.
    #[must_use]
    pub fn parts(&self) -> Vec<Part> {
        let facts = self.facts.iter();
        let facts = facts.map(|(name, value)| Part::Pair((*name).to_owned(), value.clone()));
        let mut parts =
            vec![Part::Heading(self.shop.clone()), Part::Centred(self.title.clone()), Part::Rule];
        parts.extend(facts);
        if let Some(SlipCode { label, digits }) = &self.code {
            parts.extend([
                Part::Rule,
                Part::Centred(label.clone()),
                Part::Heading(grouped(digits)),
                Part::Barcode(digits.clone()),
                Part::Qr(digits.clone()),
            ]);
        }
        parts.extend([Part::Rule, Part::Text(self.note.clone())]);
        parts
    }
}

/// The paper.
#[must_use]
pub fn slip_paper(slip: Slip) -> AnyView {
    let rows = slip.facts.into_iter().map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    let code = slip.code.map(code);
    view! {
        <article class="receipt slip" id=slip.id data-test="slip">
            <header>
                <h2>{slip.shop}</h2>
                <p class="strong">{slip.title}</p>
            </header>
            <hr />
            <dl class="kv">{rows}</dl>
            {code}
            <hr />
            <footer>
                <p class="small">{slip.note}</p>
            </footer>
        </article>
    }
    .into_any()
}

fn code(code: SlipCode) -> AnyView {
    let SlipCode { label, digits } = code;
    let picture = qr_picture(&digits).map(|picture| {
        view! { <img class="slip-qr" src=picture alt=label.clone() width="160" height="160" /> }
    });
    view! {
        <hr />
        <p class="small center">{label.clone()}</p>
        <p class="slip-code center" data-test="slip-code">{grouped(&digits)}</p>
        {barcode(&digits, label)}
        {picture}
    }
    .into_any()
}
