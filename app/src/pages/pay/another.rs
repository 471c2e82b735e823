//! Paying in another way than chosen first, or once more when a code has run out.

use crate::actions::order;
use crate::components::ui::{Choice, Choices, Sheet, SubmitButton};
use crate::i18n::{Repay, phrases};
use crate::pages::checkout::paying::Paying;
use crate::pages::checkout::payment::card;
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::catalog::PaymentTerms;
use warung_domain::order::{Order, Purpose};
use warung_domain::payment::PaymentMethod;
use warung_domain::route::Route;

/// What can be chosen instead; nothing where it is too late for that.
pub(super) fn another_way(state: AppState, order: &Order) -> AnyView {
    let words = &phrases().repay;
    if !order.may_change_payment() {
        let (label, route) = match order.purpose {
            Purpose::Goods => (phrases().payment.order_again, Route::Home),
            Purpose::TopUp => (phrases().top_up.title, Route::Balance),
        };
        let is_lost = order.payment.has_failed();
        return is_lost
            .then(|| view! { <a class="btn btn-block" href=route.to_string()>{label}</a> })
            .into_any();
    }
    let not_saved = phrases().orders.not_saved;
    let again = order.payment.has_failed().then(|| {
        let kept = order.clone();
        view! {
            <button
                type="button"
                class="btn btn-primary btn-block"
                data-test="pay-again"
                on:click=move |_| choose(state, &kept, kept.payment_method, not_saved)
            >
                {words.again}
            </button>
            <p class="muted small">{words.again_text}</p>
        }
        .into_any()
    });
    let open = RwSignal::new(false);
    view! {
        {again}
        <button
            type="button"
            class="btn btn-block"
            data-test="pay-otherwise"
            on:click=move |_| open.set(true)
        >
            {words.title}
        </button>
        {sheet(state, order, open, words)}
    }
    .into_any()
}

fn sheet(state: AppState, order: &Order, open: RwSignal<bool>, words: &'static Repay) -> AnyView {
    let all_words = phrases();
    let not_saved = all_words.orders.not_saved;
    let (shown, kept) = (order.clone(), order.clone());
    let options = Memo::new(move |_| {
        let paying = Paying::for_order(state, &shown);
        let current = shown.payment_method;
        let has_failed = shown.payment.has_failed();
        state.catalog.manifest.with(|manifest| {
            let Some(manifest) = manifest else { return Vec::new() };
            let others = manifest.terms.payment.iter();
            let others = others.filter(|terms| has_failed || terms.method != current);
            let is_for =
                |terms: &&PaymentTerms| shown.purpose.is_goods() || paying.fills_balances(terms);
            let others = others.filter(is_for);
            let card = |terms| card(state, terms, &shown.breakdown, &paying, all_words);
            others.filter_map(card).collect::<Vec<_>>()
        })
    });
    let chosen = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<&'static str>);
    let pick = Callback::new(move |value: String| {
        error.set(None);
        chosen.set(Some(value));
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = chosen.get_untracked();
        let possible = |card: &Choice| Some(&card.value) == wanted.as_ref() && !card.disabled;
        let method = wanted.as_deref().and_then(PaymentMethod::of_code);
        match method.filter(|_| options.with_untracked(|all| all.iter().any(possible))) {
            Some(method) => {
                open.set(false);
                choose(state, &kept, method, not_saved);
            }
            None => error.set(Some(words.choose_first)),
        }
    };
    view! {
        <Sheet open=open title=words.title>
            <form class="stack" novalidate on:submit=submit>
                <p>{words.text}</p>
                <Choices
                    name="another"
                    legend=words.legend
                    options=options
                    chosen=chosen
                    on_choose=pick
                />
                <p class="error" role="alert">{move || error.get()}</p>
                <SubmitButton label=words.change test="another-yes" />
            </form>
        </Sheet>
    }
    .into_any()
}

/// Saves the wish, with what the order comes to when it is paid this way.
fn choose(state: AppState, order: &Order, method: PaymentMethod, not_saved: &'static str) {
    let id = order.id;
    let fee = state.catalog.manifest.with_untracked(|manifest| {
        let terms = manifest.as_ref().and_then(|it| it.terms.payment_terms(method));
        terms.map(|terms| terms.fee)
    });
    let priced = fee.and_then(|fee| order.breakdown.clone().paid_by(&fee).ok());
    let Some(total) = priced.map(|priced| priced.total) else {
        state.say(Toast::plain(not_saved));
        return;
    };
    spawn_local(async move {
        if order::change_payment(state, id, method, total).await.is_err() {
            state.say(Toast::plain(not_saved));
        }
    });
}
