//! Said once, plainly, when the phone's storage was wiped: what is lost, what
//! comes back.

use crate::actions::here::offset_minutes;
use crate::actions::loss;
use crate::components::ui::{Notice, NoticeKind};
use crate::i18n::phrases;
use crate::state::AppState;
use crate::state::loss::{Kept, Loss};
use leptos::prelude::*;
use warung_domain::locale::format_date_time;

/// The notice while there is something to tell.
pub fn loss_notice(state: AppState) -> AnyView {
    let words = &phrases().loss;
    let lang = state.lang.get_untracked();
    let notice = move || {
        let lost = state.loss.get()?;
        let day = |at| format_date_time(at, offset_minutes(), lang);
        let (title, what) = match lost {
            Loss::SetBack { commands } => (words.title, (words.set_back)(commands)),
            Loss::Wiped(Kept { unsent: 0, at }) => (words.title, (words.nothing_waited)(&day(at))),
            Loss::Wiped(Kept { unsent, at }) => {
                (words.title, (words.unsent_lost)(unsent, &day(at)))
            }
            Loss::HeldElsewhere(Kept { unsent, at }) => {
                (words.elsewhere_title, (words.held_elsewhere)(unsent, &day(at)))
            }
        };
        let rest = matches!(lost, Loss::Wiped(_)).then(|| {
            view! {
                <p>{words.comes_back}</p>
                <p>{words.gone}</p>
            }
            .into_any()
        });
        let put_aside = move |_| loss::put_aside(state);
        let notice = view! {
            <div data-test="loss-notice">
                <Notice kind=NoticeKind::Warn title=title text=what>
                    {rest}
                    <button
                        type="button"
                        class="btn"
                        data-test="loss-put-aside"
                        on:click=put_aside
                    >
                        {words.put_aside}
                    </button>
                </Notice>
            </div>
        };
        Some(notice.into_any())
    };
    view! { {notice} }.into_any()
}
