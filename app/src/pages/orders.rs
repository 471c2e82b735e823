//! All orders, newest first, those still on their way to the shop among them.

use crate::actions::answers;
use crate::actions::here::offset_minutes;
use crate::components::shop::{money, order_standing::standing_pill};
use crate::components::ui::{EmptyState, Page, skeleton_lines};
use crate::i18n::{Orders, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::locale::format_date_time;
use warung_domain::money::Money;
use warung_domain::order::{Purpose, Standing};
use warung_domain::outbox::OutboxEntry;
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::OrderView;
use warung_domain::route::Route;
use warung_domain::time::Timestamp;
use warung_phone::pending::pending;

/// What the list tells of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    id: OrderId,
    /// None while the shop has not given it one.
    number: Option<String>,
    at: Timestamp,
    standing: Standing,
    purpose: Purpose,
    pieces: u32,
    total: Option<Money>,
    /// Kind of the command about it that is still on its way.
    pending: Option<String>,
}

impl Row {
    fn of_order(view: &OrderView, entries: &[OutboxEntry]) -> Self {
        let order = &view.order;
        Self {
            id: order.id,
            number: Some(order.number.clone()),
            at: order.accepted_at,
            standing: Standing::of_order(order),
            purpose: order.purpose,
            pieces: pieces(&order.breakdown),
            total: Some(order.breakdown.total),
            pending: pending(entries, order.id)
                .into_iter()
                .find(|command| command.stuck.is_none())
                .map(|command| command.kind),
        }
    }

    fn of_entry(state: AppState, entry: &OutboxEntry) -> Self {
        let heard = answers::heard(state, entry);
        Self {
            id: entry.subject,
            number: heard
                .answer
                .as_ref()
                .and_then(|said| Some(said.order.as_ref()?.number.clone())),
            at: entry.saved_at,
            standing: answers::standing(entry, &heard),
            purpose: if entry.kind == "top-up" { Purpose::TopUp } else { Purpose::Goods },
            pieces: entry.seen.as_ref().map_or(0, pieces),
            total: entry.seen.as_ref().map(|seen| seen.total),
            pending: None,
        }
    }
}

fn pieces(breakdown: &PriceBreakdown) -> u32 {
    breakdown.lines().map(|line| line.quantity).sum()
}

/// Orders the shop has, and those only the phone has. Tracks.
fn rows(state: AppState) -> Vec<Row> {
    let mut rows: Vec<Row> = state.outbox.with(|entries| {
        state.orders.with(|orders| orders.iter().map(|view| Row::of_order(view, entries)).collect())
    });
    let placing: Vec<Row> = state.outbox.with(|entries| {
        let places = |entry: &&OutboxEntry| OrderId::from(entry.id) == entry.subject;
        entries.iter().filter(places).map(|entry| Row::of_entry(state, entry)).collect()
    });
    for row in placing {
        if rows.iter().all(|known| known.id != row.id) {
            rows.push(row);
        }
    }
    // Minted ids begin with the time of minting.
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows
}

#[component]
pub fn OrdersPage() -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().orders;
    let rows = Memo::new(move |_| rows(state));
    let is_known = Memo::new(move |_| state.session.with(|session| session.account().is_some()));
    let list = move || {
        if !state.opened.get() {
            return skeleton_lines(5);
        }
        let rows = rows.get();
        if rows.is_empty() {
            return empty(words, is_known.get());
        }
        rows.into_iter().map(|row| row_card(state, row, words)).collect_view().into_any()
    };
    let guest = move || {
        let has_orders = rows.with(|rows| !rows.is_empty());
        (state.opened.get() && has_orders && !is_known.get()).then(|| {
            view! {
                <p class="muted">{words.guest_text}</p>
                <a class="btn btn-small" href=Route::SignIn.to_string()>{phrases().common.sign_in}</a>
            }
        })
    };
    view! {
        <Page title=words.title narrow=true>
            <div class="stack">{list} {guest}</div>
        </Page>
    }
    .into_any()
}

fn empty(words: &'static Orders, is_known: bool) -> AnyView {
    let sign_in = (!is_known).then(|| {
        view! { <a class="btn btn-quiet" href=Route::SignIn.to_string()>{phrases().common.sign_in}</a> }
    });
    view! {
        <EmptyState glyph="receipt" title=words.empty_title text=words.empty_text>
            <a class="btn btn-primary" href="/">{words.start_shopping}</a>
            {sign_in}
        </EmptyState>
    }
    .into_any()
}

fn row_card(state: AppState, row: Row, words: &'static Orders) -> AnyView {
    let lang = state.lang.get_untracked();
    let fills = &phrases().top_up;
    let title = match (row.purpose, &row.number) {
        (Purpose::Goods, Some(number)) => (words.number)(number),
        (Purpose::Goods, None) => words.new_order.to_owned(),
        (Purpose::TopUp, Some(number)) => (fills.number)(number),
        (Purpose::TopUp, None) => fills.title.to_owned(),
    };
    let when = format_date_time(row.at, offset_minutes(), lang);
    let pending = row.pending.as_deref().map(|kind| match kind {
        "cancel-order" => words.cancel_pending,
        _ => words.confirm_pending,
    });
    let what = match row.purpose {
        Purpose::Goods => format!("{when} · {}", (words.pieces)(row.pieces)),
        Purpose::TopUp => when,
    };
    view! {
        <a class="card stack stack-s" href=Route::Order(row.id).to_string() data-test="order-row">
            <span class="spread">
                <strong>{title}</strong>
                {standing_pill(row.standing)}
            </span>
            <span class="spread">
                <span class="muted small">{what}</span>
                <strong class="num">{row.total.map(money)}</strong>
            </span>
            {pending.map(|text| view! { <span class="small">{text}</span> }.into_any())}
        </a>
    }
    .into_any()
}
