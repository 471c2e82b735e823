//! A receipt with what checking it found, and the ways to hand it on.

use super::receipt_paper::{Around, element_id, receipt_paper};
use crate::components::ui::{Notice, NoticeKind, Segment, Segmented, icon};
use crate::i18n::{Receipt as Words, phrases_of};
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::format_count;
use warung_domain::receipt::on_paper::links;
use warung_domain::receipt_log::evidence::{Evidence, EvidenceError, Verified};

/// What was checked, and what came of it.
pub struct Checked {
    pub evidence: Evidence,
    pub outcome: Result<Verified, EvidenceError>,
    /// The number of the document that took its place, as far as it is known here.
    pub successor: Option<String>,
    /// And that of the one before it.
    pub previous: Option<String>,
    /// Where the shop checks receipts.
    pub page: String,
}

/// The ways to hand a receipt on.
#[derive(Clone, Copy)]
pub struct HandOut {
    /// The text of the proof.
    pub copy: Callback<String>,
    /// Title and link.
    pub share: Callback<(String, String)>,
    /// The element.
    pub print: Callback<String>,
}

/// The verdict, the paper if it can be trusted, and the proof itself.
#[must_use]
pub fn checked_receipt(checked: &Checked, lang: Lang, ways: HandOut) -> AnyView {
    let words = &phrases_of(lang).receipt;
    let (name, ending) = match (&checked.outcome, &checked.evidence.log) {
        (Ok(verified), Some(_)) => (verified.receipt.number.replace('/', "-"), "json"),
        (Ok(verified), None) => (verified.receipt.number.replace('/', "-"), "jws"),
        (Err(_), _) => ("warung".to_owned(), "txt"),
    };
    let text = checked.evidence.text();
    let file = data_address(&text);
    let printed = checked.outcome.as_ref().ok().map(|verified| element_id(&verified.receipt));
    let print = printed.map(|id| {
        view! {
            <button
                type="button"
                class="btn"
                data-test="receipt-print"
                on:click=move |_| ways.print.run(id.clone())
            >
                {icon("printer")}
                <span>{words.print}</span>
            </button>
        }
        .into_any()
    });
    let link = links(&checked.page, &checked.evidence.receipt).into_iter().next();
    let share = link.filter(|_| checked.outcome.is_ok()).map(|link| {
        let said = (format!("{} {name}", words.title), link.to_string());
        view! {
            <button
                type="button"
                class="btn"
                data-test="receipt-share"
                on:click=move |_| ways.share.run(said.clone())
            >
                {icon("share")}
                <span>{words.share}</span>
            </button>
        }
        .into_any()
    });
    view! {
        <div class="stack">
            {verdict(checked, lang)}
            <div class="row no-print">
                {print}
                {share}
                <button
                    type="button"
                    class="btn"
                    data-test="receipt-copy"
                    on:click=move |_| ways.copy.run(text.clone())
                >
                    {icon("copy")}
                    <span>{words.copy}</span>
                </button>
                <a
                    class="btn"
                    href=file
                    download=format!("{name}.{ending}")
                    data-test="receipt-download"
                >
                    {icon("download")}
                    <span>{words.download}</span>
                </a>
            </div>
            <p class="muted small no-print">{words.proof_text}</p>
        </div>
    }
    .into_any()
}

/// The choice of paper to print on; a roll is seen as it will come out.
#[must_use]
pub fn paper_choice(
    chosen: RwSignal<&'static str>,
    lang: Lang,
    on_choose: Callback<&'static str>,
) -> AnyView {
    let words = &phrases_of(lang).receipt;
    let papers = [
        ("a4", words.paper_sheet, "paper-a4"),
        ("80", "80 mm", "paper-80"),
        ("58", "58 mm", "paper-58"),
    ];
    let segments = papers
        .map(|(value, label, test)| Segment { value, label: TextProp::from(label), test })
        .to_vec();
    view! {
        <div class="stack stack-s no-print">
            <span class="small muted">{words.paper_label}</span>
            <Segmented
                name="paper"
                label=words.paper_label
                segments=segments
                chosen=chosen
                on_choose=on_choose
            />
        </div>
    }
    .into_any()
}

/// What checking found, and the paper if it can be trusted.
#[must_use]
pub fn verdict(checked: &Checked, lang: Lang) -> AnyView {
    let words = &phrases_of(lang).receipt;
    let (kind, title, text) = match &checked.outcome {
        Ok(_) => (NoticeKind::Ok, words.valid_title, words.valid_text.to_owned()),
        Err(error) => (NoticeKind::Error, words.invalid_title, (words.why_not)(error)),
    };
    let is_valid = if checked.outcome.is_ok() { "true" } else { "false" };
    let verified = checked.outcome.as_ref().ok();
    let around = Around {
        jws: &checked.evidence.receipt,
        page: &checked.page,
        previous: checked.previous.as_deref(),
    };
    let paper = verified.map(|verified| receipt_paper(&verified.receipt, around, lang));
    let log = verified.map(|verified| in_log(verified, checked, words, lang));
    let superseded = checked.successor.as_ref().map(|number| {
        let text = (words.superseded)(number);
        view! {
            <div data-test="receipt-superseded">
                <Notice kind=NoticeKind::Warn title=words.superseded_title text=text />
            </div>
        }
        .into_any()
    });
    view! {
        <div class="stack" data-test="receipt-verdict" data-valid=is_valid>
            <Notice kind=kind title=title text=text />
            {superseded}
            {paper}
            {log}
        </div>
    }
    .into_any()
}

fn in_log(verified: &Verified, checked: &Checked, words: &'static Words, lang: Lang) -> AnyView {
    let count = |count: u64| format_count(i64::try_from(count).unwrap_or(i64::MAX), lang);
    let place = verified.checkpoint.as_ref().zip(checked.evidence.log.as_ref());
    let (is_logged, text) = match place {
        Some((checkpoint, log)) => {
            let place = count(log.proof.position.saturating_add(1));
            ("true", (words.in_log)(&place, &count(checkpoint.size)))
        }
        None => ("false", words.not_in_log.to_owned()),
    };
    view! { <p class="small muted" data-test="receipt-log" data-logged=is_logged>{text}</p> }
        .into_any()
}

/// The text as an address that a browser saves. What JSON needs besides letters must
/// not stand in one as it is.
fn data_address(text: &str) -> String {
    let mut address = "data:application/octet-stream,".to_owned();
    for letter in text.trim().chars() {
        match letter {
            '"' => address.push_str("%22"),
            '{' => address.push_str("%7B"),
            '}' => address.push_str("%7D"),
            '[' => address.push_str("%5B"),
            ']' => address.push_str("%5D"),
            plain => address.push(plain),
        }
    }
    address
}
