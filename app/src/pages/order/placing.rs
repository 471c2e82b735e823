//! An order that so far is only on this phone.

use crate::actions::answers::{self, Heard};
use crate::actions::edit_anew::is_editable;
use crate::actions::here::offset_minutes;
use crate::actions::{order, outbox, share};
use crate::components::shop::answer_words::answer_words;
use crate::components::shop::money;
use crate::components::shop::order_address::address_lines;
use crate::components::shop::order_breakdown::{breakdown_totals, priced_lines};
use crate::components::shop::order_standing::{Reached, standing_pill, state_track};
use crate::components::ui::{CodeBox, Notice, NoticeKind, barcode, confirm, grouped, qr_picture};
use crate::i18n::{Orders, Phrases, carry_code_words_of, phrases};
use crate::pages::outbox::choices;
use crate::state::{AppState, SessionState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::answer::AtCounter;
use warung_domain::command::{CommandBody, Verdict};
use warung_domain::locale::format_date_time;
use warung_domain::order::Standing;
use warung_domain::outbox::{EntryState, OutboxEntry, WedgeReason};
use warung_domain::payment::PaymentMethod;
use warung_domain::route::Route;

pub fn placing(state: AppState, entry: OutboxEntry) -> AnyView {
    let all_words = phrases();
    let words = &all_words.orders;
    let lang = state.lang.get_untracked();
    let heard = answers::heard(state, &entry);
    let standing = answers::standing(&entry, &heard);
    let saved = format_date_time(entry.saved_at, offset_minutes(), lang);
    let reached = Reached { saved: saved.clone(), ..Reached::default() };
    let (wish, method) = match outbox::wish(&entry) {
        Some(CommandBody::PlaceOrder(wish)) => {
            let method = wish.payment;
            (Some(wish), Some(method))
        }
        Some(CommandBody::TopUp { payment, .. }) => (None, Some(payment)),
        _ => (None, None),
    };
    let is_top_up = wish.is_none();
    let title = if is_top_up { all_words.top_up.title } else { words.new_order };
    let contents = entry.seen.as_ref().map(|seen| {
        let lines: Vec<_> = seen.lines().cloned().collect();
        let title = (!is_top_up).then(|| view! { <h2>{words.contents_title}</h2> });
        view! {
            <section class="card stack stack-s">
                {title}
                {priced_lines(&lines, lang)}
                {breakdown_totals(seen, lang)}
            </section>
        }
        .into_any()
    });
    let address = wish.as_ref().and_then(|wish| wish.address.as_ref()).map(|address| {
        view! {
            <section class="card stack stack-s">
                <h2>{words.delivery_title}</h2>
                {address_lines(address)}
            </section>
        }
        .into_any()
    });
    let payment = method.map(|method| {
        let method = (all_words.payment.method)(method);
        view! {
            <section class="card stack stack-s">
                <h2>{words.payment_title}</h2>
                <p>{method}</p>
            </section>
        }
        .into_any()
    });
    let next = next_words(state, standing, words);
    let codes = carry_code_words_of(lang);
    let has_code = heard.answer.as_ref().and_then(|answer| answer.order.as_ref());
    let has_code = has_code.is_some_and(|order| order.counter.is_some());
    let next = move || match standing {
        Standing::Accepted if has_code => codes.pay_next,
        Standing::Refused if is_top_up => all_words.top_up.next_refused,
        Standing::Accepted if is_top_up => all_words.top_up.next_preparing,
        Standing::SavedOnPhone if is_top_up => all_words.top_up.next_saved,
        _ => next(),
    };
    view! {
        <div class="side">
            <div class="stack">
                <section class="card stack">
                    <div class="spread">
                        <h2>{title}</h2>
                        {standing_pill(standing)}
                    </div>
                    {state_track(standing, reached, lang)}
                    <p data-test="order-next">{next}</p>
                </section>
                {by_code(state, &entry, heard)}
                {refusal(state, &entry, words)}
                {contents}
            </div>
            <aside class="stack">{address} {payment}</aside>
        </div>
    }
    .into_any()
}

/// What was read off somebody's screen: the answer, the receipt, and where the shop asks
/// about a new total, the way to take it.
fn by_code(state: AppState, entry: &OutboxEntry, heard: Heard) -> AnyView {
    let all = phrases();
    let words = carry_code_words_of(state.lang.get_untracked());
    let receipt = heard.receipt.map(|receipt| {
        let said = answers::receipt_words(&receipt, &money(receipt.total), words);
        view! { <p data-test="receipt-heard">{said}</p> }
    });
    let Some(answer) = heard.answer else { return receipt.into_any() };
    let id = entry.subject;
    let is_asked = matches!(answer.verdict, Verdict::Adjusted { .. });
    let total = answer.order.as_ref().filter(|_| is_asked).map(|order| order.total);
    let is_taken = Memo::new(move |_| !state.on_its_way(id).is_empty());
    let take = move |total| {
        move |_| {
            spawn_local(async move {
                if order::confirm(state, id, total).await.is_err() {
                    state.say(Toast::plain(all.orders.not_saved));
                }
            });
        }
    };
    let take = move || {
        total.filter(|_| !is_taken.get()).map(|total| {
            view! {
                <button
                    type="button"
                    class="btn btn-primary"
                    data-test="take-total"
                    on:click=take(total)
                >
                    {(all.asks.take_total)(&money(total))}
                </button>
            }
            .into_any()
        })
    };
    let counter = answer.order.as_ref().and_then(|order| order.counter.as_ref());
    let counter = counter.map(|counter| at_the_counter(state, counter, all));
    view! {
        <section class="card stack stack-s" data-test="heard-by-code">
            <h2>{words.by_code}</h2>
            {answer_words(&answer, words, all)}
            {receipt}
            {counter}
            {take}
        </section>
    }
    .into_any()
}

/// What a cashier takes the cash for, where the slip got lost and there is no line.
fn at_the_counter(state: AppState, counter: &AtCounter, all: &'static Phrases) -> AnyView {
    let words = &all.payment;
    let copy = Callback::new(move |text| share::copy(state, text));
    let until = counter.until.map(|until| {
        let moment = format_date_time(until, offset_minutes(), state.lang.get_untracked());
        view! { <p class="small">{(words.until)(&moment)}</p> }
    });
    let code = counter.code.to_string();
    let bars = barcode(&code, words.barcode.to_owned());
    let picture = qr_picture(&code).map(|picture| {
        view! {
            <div class="barcode">
                <img src=picture alt=words.barcode width="200" height="200" data-test="counter-qr" />
            </div>
        }
        .into_any()
    });
    view! {
        <CodeBox
            label=(words.code_label)(PaymentMethod::Counter)
            code=grouped(&code)
            bare=code
            on_copy=copy
            test="payment-code"
        />
        {bars}
        {picture}
        {until}
    }
    .into_any()
}

fn next_words(
    state: AppState,
    standing: Standing,
    words: &'static Orders,
) -> impl Fn() -> &'static str {
    let is_known = Memo::new(move |_| state.session.with(SessionState::is_signed_in));
    let is_down = Memo::new(move |_| state.line.get().is_down());
    move || match standing {
        Standing::Refused => words.next_refused,
        Standing::Accepted => words.next_accepted_preparing,
        Standing::NeedsAnswer => words.next_needs_answer,
        Standing::PaidProvisionally => words.next_provisional,
        Standing::Paid => words.next_paid,
        Standing::Refunded => words.next_refunded,
        _ if !is_known.get() => words.next_saved_guest,
        _ if is_down.get() => words.next_saved_offline,
        _ => words.next_saved,
    }
}

/// Why the shop refused, and what can be done; or the way to sign in.
fn refusal(state: AppState, entry: &OutboxEntry, words: &'static Orders) -> AnyView {
    let EntryState::Wedged { reason, .. } = &entry.state else {
        return still_here(state);
    };
    let id = entry.id;
    let retry = move |_| {
        spawn_local(async move {
            if outbox::retry(state, id).await.is_err() {
                state.say(Toast::plain(words.not_saved));
            }
        });
    };
    if *reason == WedgeReason::UpdateNeeded {
        return view! {
            <Notice kind=NoticeKind::Warn title=words.update_needed>
                <button type="button" class="btn" on:click=retry>{phrases().outbox.retry}</button>
            </Notice>
        }
        .into_any();
    }
    let why = match reason {
        WedgeReason::Rejected(code) => (words.reject)(*code),
        WedgeReason::UpdateNeeded => words.update_needed,
    };
    let all = phrases();
    let asks = RwSignal::new(false);
    let edit = move |_| choices::edit(state, all, id);
    let edits = is_editable(entry).then(|| {
        view! {
            <button type="button" class="btn btn-primary" data-test="edit-anew" on:click=edit>
                {words.edit_anew}
            </button>
        }
        .into_any()
    });
    let drop = Callback::new(move |()| choices::drop_it(state, all, id, Some(Route::Orders)));
    view! {
        <Notice kind=NoticeKind::Error title=words.refused_title text=why>
            {edits}
            <button
                type="button"
                class="btn btn-danger"
                data-test="drop-order"
                on:click=move |_| asks.set(true)
            >
                {words.drop}
            </button>
        </Notice>
        {confirm(asks, choices::drop_question(all), drop)}
    }
    .into_any()
}

/// The ways on while the shop has not answered: signing in, and what can be done
/// about a thing that waits.
fn still_here(state: AppState) -> AnyView {
    let words = phrases();
    let is_known = Memo::new(move |_| state.session.with(SessionState::is_signed_in));
    let sign_in = move || {
        (!is_known.get()).then(|| {
            let href = Route::SignIn.to_string();
            view! {
                <a class="btn btn-primary" href=href data-test="order-sign-in">
                    {words.common.sign_in}
                </a>
            }
        })
    };
    view! {
        {sign_in}
        <a class="btn" href=Route::Outbox.to_string() data-test="to-outbox">
            {words.common.see_outbox}
        </a>
    }
    .into_any()
}
