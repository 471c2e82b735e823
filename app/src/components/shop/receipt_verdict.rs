//! A receipt with what checking it found, and the ways to hand it on.

use super::receipt_paper::receipt_paper;
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::phrases_of;
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::receipt::{Receipt, ReceiptError};

/// The verdict, the paper if it can be trusted, and the proof itself.
#[must_use]
pub fn checked_receipt(
    outcome: &Result<Receipt, ReceiptError>,
    jws: &str,
    lang: Lang,
    on_copy: Callback<String>,
    on_print: Callback<()>,
) -> AnyView {
    let words = &phrases_of(lang).receipt;
    let (kind, title, text) = match outcome {
        Ok(_) => (NoticeKind::Ok, words.valid_title, words.valid_text.to_owned()),
        Err(error) => (NoticeKind::Error, words.invalid_title, (words.why_not)(error)),
    };
    let is_valid = if outcome.is_ok() { "true" } else { "false" };
    let paper = outcome.as_ref().ok().map(|receipt| receipt_paper(receipt, lang));
    let name = match outcome {
        Ok(receipt) => receipt.number.replace('/', "-"),
        Err(_) => "warung".to_owned(),
    };
    // The letters of a compact JWS may stand in an address as they are.
    let file = format!("data:application/jose,{}", jws.trim());
    let copied = jws.to_owned();
    view! {
        <div class="stack" data-test="receipt-verdict" data-valid=is_valid>
            <Notice kind=kind title=title text=text />
            {paper}
            <div class="row no-print">
                <button type="button" class="btn" on:click=move |_| on_print.run(())>
                    {icon("printer")}
                    <span>{words.print}</span>
                </button>
                <button
                    type="button"
                    class="btn"
                    data-test="receipt-copy"
                    on:click=move |_| on_copy.run(copied.clone())
                >
                    {icon("copy")}
                    <span>{words.copy}</span>
                </button>
                <a class="btn" href=file download=format!("{name}.jws") data-test="receipt-download">
                    {icon("download")}
                    <span>{words.download}</span>
                </a>
            </div>
            <p class="muted small no-print">{words.proof_text}</p>
        </div>
    }
    .into_any()
}
