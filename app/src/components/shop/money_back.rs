//! Money that came beside an order's payment, and money that was given back: in words, for
//! the shopper and at the counter. Moments are read in the zone that is handed in.

use crate::components::shop::money;
use crate::components::ui::{Notice, NoticeKind};
use crate::i18n::phrases_of;
use leptos::prelude::*;
use warung_domain::lang::Lang;
use warung_domain::locale::format_date_time;
use warung_domain::order::Order;
use warung_domain::payment::{Refund, RefundState, RefundWay, StrayMoney, StrayState};
use warung_domain::route::Route;

/// One notice for each piece of money that pays nothing: why, and where it is.
pub fn strays(order: &Order, lang: Lang, offset_minutes: i32) -> AnyView {
    order.strays.iter().map(|stray| notice(stray, lang, offset_minutes)).collect_view().into_any()
}

fn notice(stray: &StrayMoney, lang: Lang, offset_minutes: i32) -> AnyView {
    let all = phrases_of(lang);
    let words = &all.repay;
    let at = match stray.state {
        StrayState::Held { until } => until,
        StrayState::GoingBack => stray.at,
        StrayState::SentBack { at }
        | StrayState::Credited { at }
        | StrayState::TakenBack { at } => at,
    };
    let kind = if stray.state.is_over() { NoticeKind::Info } else { NoticeKind::Warn };
    let came = (words.stray_text)(stray.why, &money(stray.amount));
    let time = format_date_time(at, offset_minutes, lang);
    let end = (words.stray_end)(&stray.state, (all.payment.method)(stray.method), &time);
    let balance = matches!(stray.state, StrayState::Credited { .. }).then(|| {
        view! { <a class="btn btn-small" href=Route::Balance.to_string()>{words.see_balance}</a> }
    });
    view! {
        <div data-test="stray" data-why=stray.why.code() data-state=stray.state.name()>
            <Notice kind=kind title=(words.stray_title)(stray.why) text=format!("{came} {end}")>
                {balance}
            </Notice>
        </div>
    }
    .into_any()
}

/// What sellers gave back of an order, or are about to.
pub fn refunds(order: &Order, lang: Lang, offset_minutes: i32) -> AnyView {
    if order.refunds.is_empty() {
        return ().into_any();
    }
    let lines =
        order.refunds.iter().map(|refund| line(refund, lang, offset_minutes)).collect_view();
    view! {
        <section class="card stack stack-s" data-test="refunds">
            <h2>{phrases_of(lang).repay.refunds}</h2>
            <ul class="stack stack-s">{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(refund: &Refund, lang: Lang, offset_minutes: i32) -> AnyView {
    let words = &phrases_of(lang).repay;
    let state = match refund.state {
        RefundState::Asked => words.asked.to_owned(),
        RefundState::Refused { .. } => words.refused.to_owned(),
        RefundState::Done { at } => (words.done)(&format_date_time(at, offset_minutes, lang)),
    };
    let way = match &refund.way {
        RefundWay::Transfer { reference } => [(words.way)(&refund.way), " ", reference].concat(),
        way => (words.way)(way).to_owned(),
    };
    view! {
        <li data-test="refund" data-way=refund.way.name()>
            <p class="spread">
                <span>{way}</span>
                <strong class="price">{money(refund.amount)}</strong>
            </p>
            <p class="muted small">{refund.reason.clone()} " · " {state}</p>
        </li>
    }
    .into_any()
}
