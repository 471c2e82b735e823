//! One order on the counter: whose it is, what is in it, what to do next.

use super::refund::RefundAsk;
use crate::actions::counter;
use crate::actions::here::offset_minutes;
use crate::components::shop::money_back::refunds;
use crate::components::shop::order_address::address_lines;
use crate::components::shop::order_breakdown::priced_lines;
use crate::components::shop::{money, order_standing::standing_pill};
use crate::components::ui::{Notice, NoticeKind, icon};
use crate::i18n::{Phrases, phrases};
use crate::state::{AppState, CounterState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::command::FulfilmentStep;
use warung_domain::ids::{OrderId, SellerId};
use warung_domain::locale::format_date_time;
use warung_domain::money::Money;
use warung_domain::order::{FulfilmentState, Order, OrderState, Standing};
use warung_domain::outbox::WedgeReason;
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::protocol::{Role, SellerOrder};
use warung_phone::pending::Pending;

/// Cash about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashAsk {
    /// The order, at the revision that is on screen.
    pub order: (OrderId, u64),
    pub number: String,
    pub amount: Money,
}

pub fn order_card(
    state: AppState,
    at: CounterState,
    view: SellerOrder,
    ask: RwSignal<Option<CashAsk>>,
    give: RwSignal<Option<RefundAsk>>,
) -> AnyView {
    let words = phrases();
    let refund = own_parcel(state, &view.order).and_then(|(own, _)| RefundAsk::of(&view, &own));
    let lang = state.lang.get_untracked();
    let SellerOrder { order, buyer_name, buyer_phone, rev } = view;
    let id = order.id;
    let commands = Memo::new(move |_| state.on_its_way(id));
    let rests = Memo::new(move |_| {
        let is_refused = commands.with(|all| all.iter().any(|command| command.stuck.is_some()));
        let is_sent = commands.with(|all| all.iter().any(|command| command.stuck.is_none()));
        is_sent || (!is_refused && at.awaited.with(|awaited| awaited.contains(&(id, rev))))
    });
    let notes = move || {
        commands.get().into_iter().map(|command| note(state, at, id, command, words)).collect_view()
    };
    let when = format_date_time(order.accepted_at, offset_minutes(), lang);
    let lines: Vec<_> = order.breakdown.lines().cloned().collect();
    let place = order.address.as_ref().map(address_lines);
    let note_text = (!order.note.is_empty()).then(
        || view! { <p class="small">{words.orders.note_title} ": " {order.note.clone()}</p> },
    );
    let kept = order.clone();
    let buttons = move || {
        (!rests.get()).then(|| {
            let steps = buttons(state, at, &kept, rev, ask, words);
            let refund = refund.clone().map(|refund| refund_button(give, refund, words));
            view! { {steps} {refund} }.into_any()
        })
    };
    view! {
        <article class="card stack" data-test="counter-order" data-order=id.to_string()>
            <div class="spread">
                <h2>{(words.orders.number)(&order.number)}</h2>
                {standing_pill(Standing::of_order(&order))}
            </div>
            <div class="spread">
                <span>
                    <strong>{buyer_name}</strong>
                    <br />
                    <span class="muted small">{when}</span>
                </span>
                <a
                    class="btn btn-small"
                    href=format!("tel:{buyer_phone}")
                    aria-label=words.counter.call
                >
                    {icon("phone")}
                    <span>{buyer_phone.clone()}</span>
                </a>
            </div>
            {priced_lines(&lines, lang)}
            <div class="spread">
                <span class="muted">{words.orders.total}</span>
                <strong class="price">{money(order.breakdown.total)}</strong>
            </div>
            <div>
                <p class="strong">{order.delivery_name.get(lang).to_owned()}</p>
                {place}
                {note_text}
            </div>
            {payment(state, &order, words)}
            {refunds(&order, lang, offset_minutes())}
            {notes}
            <div class="row">{buttons}</div>
        </article>
    }
    .into_any()
}

/// How the money stands, and whether goods may leave.
fn payment(state: AppState, order: &Order, words: &'static Phrases) -> AnyView {
    let t = &words.counter;
    let method = (words.payment.method)(order.payment_method);
    let hint = match (&order.payment, order.payment_method) {
        (PaymentState::SettledProvisionally { until, .. }, _) => {
            let lang = state.lang.get_untracked();
            Some((t.provisional_note)(&format_date_time(*until, offset_minutes(), lang)))
        }
        (payment, _) if payment.is_final() => None,
        (_, PaymentMethod::CashOnDelivery) if is_open(order) => {
            Some((t.cash_due)(&money(cash_due(order))))
        }
        _ if is_open(order) => Some(format!("{}. {}", t.unpaid, t.unpaid_note)),
        _ => None,
    };
    view! {
        <div>
            <p class="strong">{method}</p>
            {hint.map(|hint| view! { <p class="muted small">{hint}</p> })}
        </div>
    }
    .into_any()
}

const fn is_open(order: &Order) -> bool {
    matches!(order.state, OrderState::Accepted | OrderState::Completed)
}

fn cash_due(order: &Order) -> Money {
    match &order.payment {
        PaymentState::Pending { due, .. } => due.amount,
        _ => order.breakdown.total,
    }
}

fn note(
    state: AppState,
    at: CounterState,
    order: OrderId,
    command: Pending,
    words: &'static Phrases,
) -> AnyView {
    let Some(reason) = command.stuck else {
        let text = (words.counter.pending)((words.outbox.kind)(&command.kind));
        return view! { <Notice kind=NoticeKind::Info title=text /> }.into_any();
    };
    let why = match reason {
        WedgeReason::Rejected(code) => (words.orders.reject)(code),
        WedgeReason::UpdateNeeded => {
            let text = words.orders.update_needed;
            return view! { <Notice kind=NoticeKind::Warn title=text /> }.into_any();
        }
    };
    let drop = move |_| {
        spawn_local(async move {
            if counter::drop_refused(state, at, order, command.id).await.is_err() {
                state.say(Toast::plain(words.counter.not_saved));
            }
        });
    };
    view! {
        <Notice kind=NoticeKind::Error title=(words.counter.refused)(why)>
            <button type="button" class="btn btn-small" on:click=drop>{words.orders.drop}</button>
        </Notice>
    }
    .into_any()
}

fn buttons(
    state: AppState,
    at: CounterState,
    order: &Order,
    rev: u64,
    ask: RwSignal<Option<CashAsk>>,
    words: &'static Phrases,
) -> AnyView {
    let steps =
        // What partners deliver they hand over themselves.
        own_parcel(state, order).filter(|(seller, _)| order.may_release_goods() && !order.is_digital(seller)).map(|(seller, parcel)| {
            let is_sent = order.address.is_some();
            parcel
                .next_steps()
                .into_iter()
                .filter(|step| match step {
                    FulfilmentStep::Ship => is_sent,
                    FulfilmentStep::MakeReady => !is_sent,
                    FulfilmentStep::Pack | FulfilmentStep::Complete => true,
                })
                .map(|step| step_button(state, at, (order.id, rev), seller.clone(), step, words))
                .collect_view()
        });
    let takes_cash = order.payment_method == PaymentMethod::CashOnDelivery
        && !order.payment.is_paid()
        && is_open(order);
    let cash = takes_cash.then(|| {
        let asked = CashAsk {
            order: (order.id, rev),
            number: order.number.clone(),
            amount: cash_due(order),
        };
        view! {
            <button
                type="button"
                class="btn"
                data-test="counter-cash"
                on:click=move |_| ask.set(Some(asked.clone()))
            >
                {icon("banknote")}
                <span>{words.counter.record_cash}</span>
            </button>
        }
        .into_any()
    });
    view! {
        {steps}
        {cash}
    }
    .into_any()
}

/// The parcel this seller sends.
fn refund_button(
    give: RwSignal<Option<RefundAsk>>,
    refund: RefundAsk,
    words: &'static Phrases,
) -> AnyView {
    let ask = move |_| give.set(Some(refund.clone()));
    view! {
        <button type="button" class="btn" data-test="counter-refund" on:click=ask>
            {words.repay.refund}
        </button>
    }
    .into_any()
}

fn own_parcel(state: AppState, order: &Order) -> Option<(SellerId, FulfilmentState)> {
    let seller = state.session.with_untracked(|session| match &session.account()?.role {
        Role::Seller { seller } => Some(seller.clone()),
        Role::Shopper => None,
    })?;
    let parcel = order.fulfilment.iter().find(|parcel| parcel.seller == seller)?;
    Some((seller, parcel.state))
}

fn step_button(
    state: AppState,
    at: CounterState,
    order: (OrderId, u64),
    seller: SellerId,
    step: FulfilmentStep,
    words: &'static Phrases,
) -> AnyView {
    let take = move |_| {
        let seller = seller.clone();
        spawn_local(async move {
            let outcome = counter::take_step(state, at, order, seller, step).await;
            let text = if outcome.is_ok() { words.counter.saved } else { words.counter.not_saved };
            state.say(Toast::plain(text));
        });
    };
    let name = match step {
        FulfilmentStep::Pack => "pack",
        FulfilmentStep::Ship => "ship",
        FulfilmentStep::MakeReady => "make-ready",
        FulfilmentStep::Complete => "complete",
    };
    view! {
        <button
            type="button"
            class="btn btn-primary"
            data-test="counter-step"
            data-step=name
            on:click=take
        >
            {icon("check")}
            <span>{(words.orders.step)(step)}</span>
        </button>
    }
    .into_any()
}
