//! What this device sold today, and how far the shop has heard of it.

use super::name;
use crate::actions::here::offset_minutes;
use crate::actions::sales;
use crate::components::shop::money;
use crate::components::ui::skeleton_lines;
use crate::i18n::{phrases, sale_words};
use crate::state::{AppState, KeptSale, SaleStanding, SaleState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::locale::{format_date_time, format_time};
use warung_domain::money::Money;
use warung_domain::outbox::WedgeReason;

pub fn today(state: AppState, at: SaleState) -> AnyView {
    let words = sale_words();
    let sum = Memo::new(move |_| {
        // Sales are read from the phone before the catalog is.
        state.catalog.manifest.track();
        let currency = state.catalog.currency();
        at.sales.with(|sales| {
            let amounts = sales.iter().map(|kept| kept.sale.total.minor());
            let total = amounts.fold(0_i64, i64::saturating_add);
            (!sales.is_empty())
                .then(|| (words.today_sum)(sales.len(), &money(Money::new(total, currency))))
        })
    });
    let list = move || {
        if !state.opened.get() {
            return skeleton_lines(2);
        }
        if sum.with(Option::is_none) {
            return view! { <p class="muted" data-test="sales-empty">{words.today_empty}</p> }
                .into_any();
        }
        view! {
            <ul class="list">
                <For
                    each=move || at.sales.get()
                    key=|kept| kept.id
                    children=move |kept| row(state, at, kept)
                />
            </ul>
        }
        .into_any()
    };
    view! {
        <section class="stack stack-s">
            <div class="spread">
                <h2>{words.today_title}</h2>
                <span class="muted num" data-test="sales-sum">{move || sum.get()}</span>
            </div>
            {list}
        </section>
    }
    .into_any()
}

fn row(state: AppState, at: SaleState, kept: KeptSale) -> AnyView {
    let words = sale_words();
    let all = phrases();
    let lang = state.lang.get_untracked();
    let (id, total) = (kept.id, money(kept.sale.total));
    let day = |at: warung_domain::time::Timestamp| {
        let civil = at.civil(offset_minutes());
        (civil.year, civil.month, civil.day)
    };
    let when = if day(kept.at) == day(state.now.get_untracked()) {
        format_time(kept.at, offset_minutes(), lang)
    } else {
        format_date_time(kept.at, offset_minutes(), lang)
    };
    let things = move || {
        let each = kept.sale.lines.iter().map(|line| {
            format!("{} × {}", line.quantity, name(state, &line.product, &line.variant))
        });
        each.collect::<Vec<_>>().join(", ")
    };
    let standing = Memo::new(move |_| state.outbox.with(|entries| SaleStanding::of(entries, id)));
    let pill = move || {
        let (class, name, text) = match standing.get() {
            SaleStanding::OnThisDevice => ("pill pill-saved", "saved", words.on_this_device),
            SaleStanding::Accepted => ("pill pill-accepted", "accepted", words.accepted),
            SaleStanding::Stuck(_) => ("pill pill-problem", "stuck", words.stuck),
        };
        view! { <span class=class data-test="sale-standing" data-standing=name>{text}</span> }
    };
    let drop = move |_| {
        spawn_local(async move {
            if sales::drop_refused(state, at, id).await.is_err() {
                state.say(Toast::plain(all.counter.not_saved));
            }
        });
    };
    let trouble = move || match standing.get() {
        SaleStanding::Stuck(WedgeReason::Rejected(code)) => view! {
            <p>{(words.refused)((all.orders.reject)(code))}</p>
            <button type="button" class="btn btn-small" data-test="sale-drop" on:click=drop>
                {words.drop}
            </button>
        }
        .into_any(),
        SaleStanding::Stuck(WedgeReason::UpdateNeeded) => {
            view! { <p>{all.orders.update_needed}</p> }.into_any()
        }
        SaleStanding::OnThisDevice | SaleStanding::Accepted => ().into_any(),
    };
    view! {
        <li data-test="sale">
            <div>
                <span class="stack stack-s">
                    <span class="row"><strong class="num">{total}</strong> {pill}</span>
                    <span class="muted small">{when}" · "{things}</span>
                    {trouble}
                </span>
            </div>
        </li>
    }
    .into_any()
}
