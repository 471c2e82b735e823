//! What was found in what somebody shows.

use crate::actions::receipt::{self, NotHere};
use crate::components::shop::receipt_verdict::{Checked, verdict};
use crate::components::ui::{Notice, NoticeKind, skeleton_lines};
use crate::i18n::phrases;
use crate::state::AppState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::ReceiptId;
use warung_domain::receipt::on_paper::{Named, Shown, read};
use warung_domain::receipt_log::evidence::{Evidence, EvidenceError, Verified};

/// How far looking into it has come.
#[derive(Clone, PartialEq)]
enum Step {
    /// Nothing is shown.
    Nothing,
    Unreadable(EvidenceError),
    /// The shop is asked for what the QR names.
    Asking,
    NotHere(NotHere, Named),
    Here(Evidence),
}

pub fn found(state: AppState, text: RwSignal<String>) -> AnyView {
    let step = RwSignal::new(Step::Nothing);
    // What the shop says took the place of a receipt that this phone holds no other of.
    let later: RwSignal<Option<ReceiptId>> = RwSignal::new(None);
    let asked: RwSignal<Option<String>> = RwSignal::new(None);
    Effect::new(move |_| {
        later.set(None);
        asked.set(None);
        text.with(|text| {
            if text.trim().is_empty() {
                return step.set(Step::Nothing);
            }
            match read(text) {
                Err(error) => step.set(Step::Unreadable(error)),
                Ok(Shown::Whole(evidence)) => step.set(Step::Here(evidence)),
                Ok(Shown::Named(named)) => ask(step, named),
            }
        });
    });
    let checked = Memo::new(move |_| match step.get() {
        Step::Here(evidence) => Some((receipt::check(state, &evidence), evidence)),
        _ => None,
    });
    // Genuine as it is; a line adds what became of it since.
    Effect::new(move |_| {
        let Some((Some(Ok(found)), evidence)) = checked.get() else { return };
        if asked.with_untracked(|asked| asked.as_ref() == Some(&evidence.receipt)) {
            return;
        }
        asked.set(Some(evidence.receipt.clone()));
        spawn_local(async move {
            let Some(proven) = receipt::heard(state, &evidence).await else { return };
            if step.try_with_untracked(|step| *step == Step::Here(evidence.clone())) != Some(true) {
                return;
            }
            if proven.superseded_by.is_some() {
                later.set(Some(found.receipt.id));
            }
            let logged = Evidence::new(evidence.receipt, Some(proven.log));
            let is_proof = matches!(receipt::check(state, &logged), Some(Ok(_)));
            if evidence.log.is_none() && is_proof {
                step.set(Step::Here(logged));
            }
        });
    });
    let content = move || match step.get() {
        Step::Nothing => None,
        Step::Asking => Some(skeleton_lines(4)),
        Step::NotHere(why, named) => Some(not_here(step, why, named)),
        Step::Unreadable(error) => {
            let evidence = Evidence::new(String::new(), None);
            Some(shown(state, evidence, Err(error), None))
        }
        Step::Here(_) => match checked.get()? {
            (None, _) => {
                let title = phrases().verify.shop_unknown;
                Some(view! { <Notice kind=NoticeKind::Warn title=title /> }.into_any())
            }
            (Some(outcome), evidence) => Some(shown(state, evidence, outcome, later.get())),
        },
    };
    view! { {content} }.into_any()
}

fn ask(step: RwSignal<Step>, named: Named) {
    step.set(Step::Asking);
    spawn_local(async move {
        let answer = receipt::named(named).await;
        // Something else may be shown by now.
        if step.try_with_untracked(|step| *step == Step::Asking) == Some(true) {
            step.set(match answer {
                Ok(evidence) => Step::Here(evidence),
                Err(why) => Step::NotHere(why, named),
            });
        }
    });
}

fn not_here(step: RwSignal<Step>, why: NotHere, named: Named) -> AnyView {
    let words = &phrases().verify;
    match why {
        NotHere::NoLine => view! {
            <div data-test="verify-no-line">
                <Notice kind=NoticeKind::Warn title=words.no_line_title text=words.no_line>
                    <button
                        type="button"
                        class="btn btn-small"
                        data-test="verify-again"
                        on:click=move |_| ask(step, named)
                    >
                        {words.again}
                    </button>
                </Notice>
            </div>
        }
        .into_any(),
        NotHere::Unknown => view! {
            <div data-test="receipt-verdict" data-valid="false">
                <Notice kind=NoticeKind::Error title=words.unknown_title text=words.unknown />
            </div>
        }
        .into_any(),
    }
}

fn shown(
    state: AppState,
    evidence: Evidence,
    outcome: Result<Verified, EvidenceError>,
    later: Option<ReceiptId>,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let id = outcome.as_ref().ok().map(|found| found.receipt.id);
    let successor = id.and_then(|id| receipt::known_successor(state, id));
    let is_later = successor.is_none() && later.is_some() && later == id;
    let later = is_later.then(|| {
        let words = phrases();
        view! {
            <div data-test="receipt-superseded">
                <Notice
                    kind=NoticeKind::Warn
                    title=words.receipt.superseded_title
                    text=words.verify.superseded_later
                />
            </div>
        }
        .into_any()
    });
    let known = outcome.as_ref().ok();
    let previous = known.and_then(|found| receipt::known_previous(state, &found.receipt));
    let page = receipt::check_page();
    let checked = Checked { evidence, outcome, successor, previous, page };
    view! { <div class="stack">{later} {verdict(&checked, lang)}</div> }.into_any()
}
