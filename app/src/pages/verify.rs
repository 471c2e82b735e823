//! Checking a receipt that somebody shows: a file, or a text. Everybody may, nothing
//! leaves the phone, and no line is needed.

use crate::actions::{receipt, receipt_log};
use crate::components::shop::receipt_verdict::{Checked, verdict};
use crate::components::ui::{Notice, NoticeKind, Page, TextArea, icon};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::locale::format_count;
use warung_domain::receipt_log::evidence::Evidence;
use warung_domain::receipt_log::memory::Rewritten;

#[component]
pub fn VerifyPage() -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().verify;
    // A link may bring the receipt along.
    let text = RwSignal::new(receipt::brought_along());
    let on_input = Callback::new(move |typed| text.set(typed));
    let on_file = move |event| {
        spawn_local(async move {
            if let Some(chosen) = receipt::chosen_text(event).await {
                text.try_set(chosen);
            }
        });
    };
    let is_empty = move || text.with(|text| text.trim().is_empty());
    view! {
        <Page title=words.title narrow=true>
            <div class="stack stack-l">
                {rewritten(state)}
                <p class="muted no-print">{words.lead}</p>
                <div class="stack stack-s no-print">
                    <label class="btn file-btn">
                        {icon("receipt")}
                        <span>{words.choose_file}</span>
                        <input
                            type="file"
                            data-test="verify-file"
                            on:change=on_file
                        />
                    </label>
                    <TextArea
                        id="verify-text"
                        label=words.paste
                        value=text
                        on_input=on_input
                        hint=words.paste_hint
                        rows=4
                    />
                    <button
                        type="button"
                        class="btn"
                        data-test="verify-clear"
                        disabled=is_empty
                        on:click=move |_| text.set(String::new())
                    >
                        {words.clear}
                    </button>
                </div>
                <div aria-live="polite">{found(state, text)}</div>
            </div>
        </Page>
    }
    .into_any()
}

/// What the text holds.
fn found(state: AppState, text: RwSignal<String>) -> AnyView {
    let words = &phrases().verify;
    let lang = state.lang.get_untracked();
    // What the shop says took the place of a receipt that this phone holds no other of.
    let later = RwSignal::new(None);
    let checked = Memo::new(move |_| {
        text.with(|text| {
            (!text.trim().is_empty()).then(|| {
                let evidence = Evidence::read(text);
                evidence.map(|evidence| (receipt::check(state, &evidence), evidence))
            })
        })
    });
    Effect::new(move |_| {
        later.set(None);
        let Some(Ok((Some(Ok(found)), _))) = checked.get() else { return };
        let id = found.receipt.id;
        spawn_local(async move {
            if receipt::has_successor(id).await {
                later.try_set(Some(id));
            }
        });
    });
    let content = move || match checked.get()? {
        Err(error) => {
            let evidence = Evidence::new(String::new(), None);
            let checked = Checked { evidence, outcome: Err(error), successor: None };
            Some(verdict(&checked, lang))
        }
        Ok((None, _)) => {
            Some(view! { <Notice kind=NoticeKind::Warn title=words.shop_unknown /> }.into_any())
        }
        Ok((Some(outcome), evidence)) => {
            let id = outcome.as_ref().ok().map(|found| found.receipt.id);
            let successor = id.and_then(|id| receipt::known_successor(state, id));
            let is_later = successor.is_none() && later.get().is_some() && later.get() == id;
            let later = is_later.then(|| {
                let title = phrases().receipt.superseded_title;
                view! {
                    <div data-test="receipt-superseded">
                        <Notice kind=NoticeKind::Warn title=title text=words.superseded_later />
                    </div>
                }
                .into_any()
            });
            let shown = verdict(&Checked { evidence, outcome, successor }, lang);
            Some(view! { <div class="stack">{later} {shown}</div> }.into_any())
        }
    };
    view! { {content} }.into_any()
}

/// What the shop's log went back on, and both of its signatures.
fn rewritten(state: AppState) -> AnyView {
    let kept: RwSignal<Option<Rewritten>> = RwSignal::new(None);
    Effect::new(move |_| {
        if state.log_rewritten.get() {
            spawn_local(async move {
                if let Ok(found) = receipt_log::rewritten().await {
                    kept.try_set(found);
                }
            });
        }
    });
    let words = &phrases().verify;
    let lang = state.lang.get_untracked();
    let content = move || {
        kept.get().map(|kept| {
            let count = |count: u64| format_count(i64::try_from(count).unwrap_or(i64::MAX), lang);
            let (known, met) = (count(kept.known.head.size), count(kept.met.head.size));
            let save = move |_| receipt_log::give_away(&kept);
            view! {
                <div data-test="log-rewritten-details">
                    <Notice
                        kind=NoticeKind::Error
                        title=words.rewritten_title
                        text=(words.rewritten)(&known, &met)
                    >
                        <button type="button" class="btn" on:click=save>
                            {icon("download")}
                            <span>{words.rewritten_save}</span>
                        </button>
                    </Notice>
                </div>
            }
            .into_any()
        })
    };
    view! { {content} }.into_any()
}
