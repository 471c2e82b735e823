//! The review: everything visible, and one button.

use super::paying::{Paying, costs};
use super::payment::pay_within;
use crate::actions::checkout::{chosen_delivery, edit, price_as_chosen};
use crate::actions::here::offset_minutes;
use crate::actions::navigate;
use crate::actions::place_order::{PlaceOrderError, place_order};
use crate::components::shop::order_address::address_lines;
use crate::components::shop::order_breakdown::{breakdown_totals, priced_lines};
use crate::components::ui::{Notice, NoticeKind, TextArea};
use crate::i18n::{Checkout, digital_words_of, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::lang::Lang;
use warung_domain::locale::format_date_time;
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::PriceBreakdown;
use warung_domain::route::{CheckoutStep, Route};

/// Where to go to mend what keeps an order from being placed.
fn mend(error: &PlaceOrderError, words: &Checkout, lang: Lang) -> (&'static str, Option<Route>) {
    use crate::actions::place_order::PlaceOrderError as E;
    match error {
        E::NothingToOrder => (words.nothing_to_order, Some(Route::Cart)),
        E::NoDelivery => (words.no_delivery, Some(Route::Checkout(CheckoutStep::Delivery))),
        E::NoNumber => {
            let text = digital_words_of(lang).number_wrong;
            (text, Some(Route::Checkout(CheckoutStep::Delivery)))
        }
        E::NoAddress => (words.no_address, Some(Route::Checkout(CheckoutStep::Address))),
        E::NoPayment => (words.no_payment, Some(Route::Checkout(CheckoutStep::Payment))),
        E::Money(_) => (words.amount_trouble, Some(Route::Cart)),
        E::Phone(trouble) if trouble.is_full() => (words.failed_quota, None),
        E::Phone(_) => (words.failed_other, None),
    }
}

pub fn review(state: AppState, saving: RwSignal<bool>) -> AnyView {
    let words = &phrases().checkout;
    let lang = state.lang.get_untracked();
    let failed = RwSignal::new(None::<PlaceOrderError>);
    // While saving, the lines leave the cart one by one; what was seen stays.
    let breakdown = Memo::new(move |before: Option<&Option<PriceBreakdown>>| match before {
        Some(seen) if saving.get() => seen.clone(),
        _ => chosen_delivery(state).and_then(|method| price_as_chosen(state, &method).ok()),
    });
    let place = move |_| {
        if saving.get_untracked() {
            return;
        }
        saving.set(true);
        failed.set(None);
        spawn_local(async move {
            match place_order(state).await {
                Ok(order) => navigate::replace(state, Route::Order(order)),
                Err(error) => {
                    failed.set(Some(error));
                    saving.set(false);
                }
            }
        });
    };
    let trouble = move || failed.with(|error| error.as_ref().map(|e| failure(e, words, lang)));
    let contents = move || match breakdown.get() {
        Some(breakdown) => parcels(state, &breakdown, lang),
        None => ().into_any(),
    };
    let sums = move || breakdown.with(|b| b.as_ref().map(|b| breakdown_totals(b, lang)));
    let by_balance = Memo::new(move |_| {
        state.checkout.with(|draft| draft.payment == Some(PaymentMethod::Balance))
    });
    let at_once = phrases().balance.placed_note;
    let placed_note = move || if by_balance.get() { at_once } else { words.placed_note };
    let label = move || if saving.get() { words.placing } else { words.place };
    view! {
        <div class="side">
            <div class="stack">
                {contents} {delivery_card(state, lang)} {payment_card(state, breakdown, lang)}
                {note_field(state, words)}
            </div>
            <aside class="stack">
                <section class="card">{sums}</section>
                {warnings(state, lang, words)}
                {trouble}
                <p class="muted small center">{placed_note}</p>
                <div class="action-bar">
                <button
                    type="button"
                    class="btn btn-primary btn-block"
                    data-test="place-order"
                    disabled=move || saving.get()
                    aria-busy=move || saving.get().then_some("true")
                    on:click=place
                >
                    {move || {
                        saving.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> })
                    }}
                    <span>{label}</span>
                </button>
                </div>
            </aside>
        </div>
    }
    .into_any()
}

fn failure(error: &PlaceOrderError, words: &'static Checkout, lang: Lang) -> AnyView {
    let (text, way) = mend(error, words, lang);
    let link = way.map(|route| {
        view! { <a class="btn" href=route.to_string()>{words.go_there}</a> }.into_any()
    });
    view! {
        <Notice kind=NoticeKind::Error title=words.failed_title text=text>
            {link}
        </Notice>
    }
    .into_any()
}

fn parcels(state: AppState, breakdown: &PriceBreakdown, lang: Lang) -> AnyView {
    let words = &phrases().orders;
    let cards = breakdown
        .parcels
        .iter()
        .map(|parcel| {
            let seller = untrack(|| state.catalog.seller(&parcel.seller))
                .map_or_else(|| parcel.seller.to_string(), |seller| seller.name);
            view! {
                <section class="card stack stack-s">
                    <h2>{(words.parcel_from)(&seller)}</h2>
                    {priced_lines(&parcel.lines, lang)}
                </section>
            }
            .into_any()
        })
        .collect_view();
    let left = untrack(|| {
        let ordered = breakdown.lines().count();
        state.cart.with(|cart| cart.lines().len()).saturating_sub(ordered)
    });
    let left = (left > 0).then(|| {
        let text = (phrases().checkout.left_behind)(left);
        view! { <Notice kind=NoticeKind::Warn title=text /> }.into_any()
    });
    view! { {left} {cards} }.into_any()
}

/// A part of the order with the link that changes it.
fn chosen_card(title: &'static str, step: CheckoutStep, content: AnyView) -> AnyView {
    let href = Route::Checkout(step).to_string();
    view! {
        <section class="card">
            <div class="section-head">
                <h2>{title}</h2>
                <a href=href>{phrases().checkout.change}</a>
            </div>
            {content}
        </section>
    }
    .into_any()
}

fn delivery_card(state: AppState, lang: Lang) -> AnyView {
    let words = phrases();
    let chosen = Memo::new(move |_| chosen_delivery(state));
    let address = Memo::new(move |_| state.checkout.with(|draft| draft.address.clone()));
    let content = move || {
        let Some(method) = chosen.get() else {
            return view! { <p class="error">{words.checkout.no_delivery}</p> }.into_any();
        };
        let place = match address.get() {
            _ if !method.needs_address => {
                view! { <p class="muted">{words.checkout.picked_up}</p> }.into_any()
            }
            Some(address) if address.check().is_ok() => address_lines(&address),
            _ => {
                let href = Route::Checkout(CheckoutStep::Address).to_string();
                view! {
                    <p class="error">{words.checkout.no_address}</p>
                    <a href=href>{words.checkout.go_there}</a>
                }
                .into_any()
            }
        };
        view! {
            <p class="strong">{method.name.get(lang).to_owned()}</p>
            <p class="muted small">{method.promise.get(lang).to_owned()}</p>
            <hr />
            {place}
        }
        .into_any()
    };
    let step = move || {
        let needs_address =
            untrack(|| chosen.with(|c| c.as_ref().is_some_and(|c| c.needs_address)));
        if needs_address { CheckoutStep::Address } else { CheckoutStep::Delivery }
    };
    let content = view! { {content} }.into_any();
    chosen_card(words.orders.delivery_title, step(), content)
}

fn payment_card(state: AppState, breakdown: Memo<Option<PriceBreakdown>>, lang: Lang) -> AnyView {
    let words = phrases();
    let chosen = Memo::new(move |_| {
        let method = state.checkout.with(|draft| draft.payment)?;
        let terms = state
            .catalog
            .manifest
            .with(|manifest| manifest.as_ref()?.terms.payment_terms(method).cloned());
        Some((method, terms))
    });
    let content = move || {
        let Some((method, terms)) = chosen.get() else {
            return view! { <p class="error">{words.checkout.no_payment}</p> }.into_any();
        };
        let trouble = terms.as_ref().zip(breakdown.get()).and_then(|(terms, breakdown)| {
            Paying::now(state)?.obstacle(state, terms, breakdown.total, words)
        });
        let costs = terms.as_ref().zip(breakdown.get()).map(|(terms, breakdown)| {
            let fee = breakdown.payment_fee().unwrap_or(breakdown.shipping);
            costs(terms, fee, lang, words)
        });
        let within = terms.as_ref().and_then(|terms| pay_within(terms, lang, words));
        view! {
            <p class="strong">{(words.payment.method)(method)}</p>
            <p class="muted small">{(words.payment.method_note)(method)}</p>
            {costs.map(|costs| view! { <p class="muted small">{costs}</p> })}
            {within.map(|within| view! { <p class="muted small">{within}</p> })}
            {trouble.map(|trouble| view! { <p class="error">{trouble}</p> })}
        }
        .into_any()
    };
    let content = view! { {content} }.into_any();
    chosen_card(words.orders.payment_title, CheckoutStep::Payment, content)
}

fn note_field(state: AppState, words: &'static Checkout) -> AnyView {
    let note = Memo::new(move |_| state.checkout.with(|draft| draft.note.clone()));
    let keep = Callback::new(move |text: String| edit(state, |draft| draft.note = text));
    view! {
        <TextArea
            id="order-note"
            label=words.note_label
            hint=words.note_hint
            value=note
            on_input=keep
            rows=2
        />
    }
    .into_any()
}

/// Until when the prices hold, that there is no signal, that nobody is signed in.
fn warnings(state: AppState, lang: Lang, words: &'static Checkout) -> AnyView {
    let locked_until = Memo::new(move |_| {
        let lock = state
            .catalog
            .manifest
            .with(|manifest| manifest.as_ref().map(|m| i64::from(m.price_lock_seconds)))?;
        let until = state.catalog.heard_at.get()?.plus_seconds(lock);
        (until > state.now.get()).then_some(until)
    });
    let lock = move || match locked_until.get() {
        Some(until) => {
            let time = format_date_time(until, offset_minutes(), lang);
            view! { <p class="muted small" data-test="price-lock">{(words.price_until)(&time)}</p> }
                .into_any()
        }
        None => view! { <p class="muted small">{words.price_old}</p> }.into_any(),
    };
    let is_guest =
        Memo::new(move |_| !state.session.with(crate::state::SessionState::is_signed_in));
    let is_down = Memo::new(move |_| state.line.get().is_down());
    let guest = move || {
        is_guest.get().then(|| {
            let href = Route::SignIn.to_string();
            view! {
                <Notice kind=NoticeKind::Warn title=words.guest_title text=words.guest_text>
                    <a class="btn btn-small" href=href>{phrases().common.sign_in}</a>
                </Notice>
            }
        })
    };
    let offline = move || {
        is_down.get().then(|| {
            view! {
                <Notice kind=NoticeKind::Warn title=words.offline_title text=words.offline_text />
            }
        })
    };
    view! { {lock} {guest} {offline} }.into_any()
}
