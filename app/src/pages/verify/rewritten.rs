//! What the shop's log went back on, and both of its signatures.

use crate::actions::receipt_log;
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::locale::format_count;
use warung_domain::receipt_log::memory::Rewritten;

pub fn rewritten(state: AppState) -> AnyView {
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
