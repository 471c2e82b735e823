//! Filling the balance: how much, by which way, and what that comes to. Saved on the
//! phone like an order, so it works without a line.

use crate::actions::{navigate, storage, top_up};
use crate::components::shop::money;
use crate::components::ui::{Choice, Choices, Notice, NoticeKind, Sheet, TextField};
use crate::i18n::{Phrases, TopUp, phrases};
use crate::pages::checkout::paying::Paying;
use crate::pages::checkout::payment::card;
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::catalog::{NoTopUp, TopUpTerms};
use warung_domain::locale::{format_money, read_money};
use warung_domain::money::Money;
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::PriceBreakdown;
use warung_domain::route::Route;

/// The element that the button at the foot sends off.
const FORM: &str = "top-up-form";

/// Suggested amounts, as multiples of the least one.
const SUGGESTED: [i64; 5] = [1, 2, 5, 10, 20];

/// What is typed and chosen.
#[derive(Clone, Copy)]
struct Form {
    text: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
    method: RwSignal<Option<String>>,
    no_method: RwSignal<Option<&'static str>>,
    is_saving: RwSignal<bool>,
}

impl Form {
    fn new() -> Self {
        Self {
            text: RwSignal::default(),
            wrong: RwSignal::default(),
            method: RwSignal::default(),
            no_method: RwSignal::default(),
            is_saving: RwSignal::default(),
        }
    }

    /// The amount as it is typed now. Tracks.
    fn amount(self, state: AppState) -> Option<Money> {
        let currency = state.catalog.currency();
        self.text.with(|text| read_money(text, currency, state.lang.get_untracked()))
    }
}

/// The button, and the form behind it; nothing where the shop fills no balances.
pub(super) fn fill(state: AppState) -> AnyView {
    let words = phrases();
    let terms = Memo::new(move |_| top_up::terms(state));
    let open = RwSignal::new(false);
    let content = move || {
        let Some(terms) = terms.get() else {
            return state
                .catalog
                .manifest
                .with(Option::is_some)
                .then(|| view! { <p class="muted small">{words.top_up.not_offered}</p> })
                .into_any();
        };
        view! {
            <button
                type="button"
                class="btn btn-primary btn-block"
                data-test="top-up"
                on:click=move |_| open.set(true)
            >
                {words.top_up.title}
            </button>
            {sheet(state, terms, open, words)}
        }
        .into_any()
    };
    view! { {content} }.into_any()
}

fn sheet(
    state: AppState,
    terms: TopUpTerms,
    open: RwSignal<bool>,
    words: &'static Phrases,
) -> AnyView {
    let form = Form::new();
    let t = &words.top_up;
    let lang = state.lang.get_untracked();
    let currency = state.catalog.currency();
    let said = move |minor| format_money(Money::new(minor, currency), lang);
    let options = Memo::new(move |_| ways(state, form, &terms, words));
    let choose = Callback::new(move |value: String| {
        form.no_method.set(None);
        form.method.set(Some(value));
    });
    let priced = Memo::new(move |_| chosen(state, form, options));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.is_saving.get_untracked() {
            return;
        }
        let wrong = untrack(|| amount_problem(state, form, &terms, t));
        let is_wrong = wrong.is_some();
        form.wrong.set(wrong);
        if is_wrong {
            navigate::focus("#top-up-amount");
        }
        let priced = priced.get_untracked();
        form.no_method.set(priced.is_none().then_some(t.way_first));
        if let (Some((method, seen)), false) = (priced, is_wrong) {
            save(state, form, method, seen, words.orders.not_saved);
        }
    };
    let is_down = Memo::new(move |_| state.line.get().is_down());
    let offline =
        move || is_down.get().then(|| view! { <Notice kind=NoticeKind::Info title=t.offline /> });
    let bill = move || priced.get().map(|(_, seen)| bill(&seen, words));
    // In sight however far the ways to pay are scrolled.
    let foot = view! {
        <button type="submit" form=FORM class="btn btn-primary" data-test="top-up-save">
            {move || match priced.get() {
                Some((_, seen)) => (t.submit_total)(&money(seen.total)),
                None => t.submit.to_owned(),
            }}
        </button>
    };
    view! {
        <Sheet open=open title=t.title foot=foot.into_any()>
            <form id=FORM class="stack" novalidate on:submit=submit>
                {chips(form, &terms, currency, lang, t)}
                <TextField
                    id="top-up-amount"
                    label=t.amount
                    value=form.text
                    on_input=Callback::new(move |text| {
                        form.wrong.set(None);
                        form.text.set(text);
                    })
                    hint=(t.hint)(&said(terms.minimum), &said(terms.maximum))
                    error=form.wrong
                    inputmode="numeric"
                />
                <Choices
                    name="top-up-way"
                    legend=t.way
                    options=options
                    chosen=form.method
                    on_choose=choose
                />
                <p class="error" role="alert">{move || form.no_method.get()}</p>
                {bill}
                {offline}
            </form>
        </Sheet>
    }
    .into_any()
}

/// Amounts at one tap.
fn chips(
    form: Form,
    terms: &TopUpTerms,
    currency: warung_domain::money::Currency,
    lang: warung_domain::lang::Lang,
    words: &'static TopUp,
) -> AnyView {
    let amounts = SUGGESTED.iter().map(|times| terms.minimum.saturating_mul(*times));
    let chips = amounts
        .filter(|amount| *amount <= terms.maximum)
        .map(|amount| {
            let text = format_money(Money::new(amount, currency), lang);
            let (typed, same) = (text.clone(), text.clone());
            let pressed = move || form.text.with(|now| *now == same).to_string();
            let press = move |_| {
                form.wrong.set(None);
                form.text.set(typed.clone());
            };
            view! {
                <button
                    type="button"
                    class="chip num"
                    data-test="top-up-chip"
                    aria-pressed=pressed
                    on:click=press
                >
                    {text}
                </button>
            }
            .into_any()
        })
        .collect_view();
    view! { <div class="chips" role="group" aria-label=words.suggestions>{chips}</div> }.into_any()
}

/// The ways to pay that fill balances, with what each costs for the amount; while none is
/// typed, for the least one.
fn ways(state: AppState, form: Form, terms: &TopUpTerms, words: &'static Phrases) -> Vec<Choice> {
    let least = Money::new(terms.minimum, state.catalog.currency());
    let amount = form.amount(state).filter(|amount| amount.minor() > 0).unwrap_or(least);
    let plain = PriceBreakdown::top_up(amount);
    let paying = Paying::top_up(state);
    state.catalog.manifest.with(|manifest| {
        let Some(manifest) = manifest else { return Vec::new() };
        let ways = manifest.terms.payment.iter().filter(|way| paying.fills_balances(way));
        ways.filter_map(|way| card(state, way, &plain, &paying, words)).collect()
    })
}

/// The chosen way, if it takes the amount, and what that comes to. Tracks.
fn chosen(
    state: AppState,
    form: Form,
    options: Memo<Vec<Choice>>,
) -> Option<(PaymentMethod, PriceBreakdown)> {
    let wanted = form.method.get()?;
    let is_possible = |card: &Choice| card.value == wanted && !card.disabled;
    let method = PaymentMethod::of_code(&wanted)?;
    if !options.with(|all| all.iter().any(is_possible)) {
        return None;
    }
    let amount = form.amount(state).filter(|amount| amount.minor() > 0)?;
    let fee = state.catalog.manifest.with(|manifest| {
        manifest.as_ref().and_then(|it| it.terms.payment_terms(method)).map(|terms| terms.fee)
    })?;
    Some((method, PriceBreakdown::top_up(amount).paid_by(&fee).ok()?))
}

/// What is wrong with the amount, in words.
fn amount_problem(
    state: AppState,
    form: Form,
    terms: &TopUpTerms,
    words: &'static TopUp,
) -> Option<String> {
    let Some(amount) = form.amount(state) else { return Some(words.amount_first.to_owned()) };
    // A phone that has not heard of the balance leaves its room to the shop.
    let room = top_up::room(state, terms).unwrap_or(amount);
    let why = terms.check(amount, room).err()?;
    Some(match why {
        NoTopUp::NotOffered => words.not_offered.to_owned(),
        NoTopUp::BelowMinimum { minimum } => (words.below)(&money(minimum)),
        NoTopUp::AboveMaximum { maximum } => (words.above)(&money(maximum)),
        NoTopUp::Full { room } if room.minor() < terms.minimum => words.no_room.to_owned(),
        NoTopUp::Full { room } => (words.full)(&money(room)),
    })
}

/// Amount, fee and total, before anything is asked for.
fn bill(seen: &PriceBreakdown, words: &'static Phrases) -> AnyView {
    let fee = seen.payment_fee().unwrap_or(seen.adjustments);
    view! {
        <dl class="totals" data-test="top-up-bill">
            <div>
                <dt>{words.top_up.amount}</dt>
                <dd>{money(seen.goods)}</dd>
            </div>
            <div>
                <dt>{words.offer.fee}</dt>
                <dd>{money(fee)}</dd>
            </div>
            <div class="total">
                <dt>{words.top_up.to_pay}</dt>
                <dd data-test="top-up-total">{money(seen.total)}</dd>
            </div>
        </dl>
    }
    .into_any()
}

fn save(
    state: AppState,
    form: Form,
    method: PaymentMethod,
    seen: PriceBreakdown,
    not_saved: &'static str,
) {
    form.is_saving.set(true);
    spawn_local(async move {
        match top_up::save(state, method, seen).await {
            Ok(id) => {
                storage::ask_to_keep();
                navigate::go(state, Route::Pay(id));
            }
            Err(_) => {
                form.is_saving.set(false);
                state.say(Toast::plain(not_saved));
            }
        }
    });
}
