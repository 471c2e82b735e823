//! Giving money back: how much, by which way, and why the buyer gets it.

use crate::actions::counter;
use crate::components::shop::money;
use crate::components::ui::{Choice, Choices, Sheet, SubmitButton, TextField};
use crate::i18n::{Repay, phrases};
use crate::state::{AppState, CounterState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::command::RefundOrder;
use warung_domain::ids::{OrderId, SellerId};
use warung_domain::lang::Lang;
use warung_domain::locale::read_money;
use warung_domain::money::Money;
use warung_domain::payment::{MAX_TEXT, PaymentMethod, RefundWay};
use warung_domain::protocol::SellerOrder;

/// What is about to be given back, as it is on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundAsk {
    order: (OrderId, u64),
    number: String,
    buyer: String,
    seller: SellerId,
    method: PaymentMethod,
    most: Money,
}

impl RefundAsk {
    /// Nothing where the seller has nothing left to give back.
    #[must_use]
    pub fn of(view: &SellerOrder, seller: &SellerId) -> Option<Self> {
        let order = &view.order;
        Some(Self {
            order: (order.id, view.rev),
            number: order.number.clone(),
            buyer: view.buyer_name.clone(),
            seller: seller.clone(),
            method: order.payment_method,
            most: order.refundable(seller).filter(|most| most.minor() > 0)?,
        })
    }
}

/// What was typed.
#[derive(Debug, Clone, Copy)]
struct Form {
    amount: RwSignal<String>,
    way: RwSignal<Option<String>>,
    reference: RwSignal<String>,
    reason: RwSignal<String>,
    wrong: Wrong,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy)]
struct Wrong {
    amount: RwSignal<Option<String>>,
    reference: RwSignal<Option<String>>,
    reason: RwSignal<Option<String>>,
}

impl Form {
    fn new() -> Self {
        let wrong = Wrong {
            amount: RwSignal::new(None),
            reference: RwSignal::new(None),
            reason: RwSignal::new(None),
        };
        let text = || RwSignal::new(String::new());
        Self { amount: text(), way: RwSignal::new(None), reference: text(), reason: text(), wrong }
    }

    fn clear(self, ask: &RefundAsk) {
        self.amount.set(String::new());
        self.reference.set(String::new());
        self.reason.set(String::new());
        self.way.set(Some(ways(ask.method)[0].name().to_owned()));
        self.wrong.amount.set(None);
        self.wrong.reference.set(None);
        self.wrong.reason.set(None);
    }

    /// The wish, or none with what is wrong beside each field.
    fn read(self, ask: &RefundAsk, lang: Lang, words: &Repay) -> Option<RefundOrder> {
        let amount = read_money(&self.amount.get_untracked(), ask.most.currency(), lang);
        let amount = amount.filter(|it| it.minor() > 0 && it.minor() <= ask.most.minor());
        let missing = amount.is_none().then(|| (words.amount_wrong)(&money(ask.most)));
        self.wrong.amount.set(missing);
        let said = |text: RwSignal<String>| {
            let text = text.get_untracked().trim().to_owned();
            (1..=MAX_TEXT).contains(&text.chars().count()).then_some(text)
        };
        let reason = said(self.reason);
        self.wrong.reason.set(reason.is_none().then(|| words.reason_missing.to_owned()));
        let chosen = self.way.get_untracked();
        let way = ways(ask.method).into_iter().find(|way| Some(way.name()) == chosen.as_deref());
        let way = match way {
            Some(RefundWay::Transfer { .. }) => {
                let reference = said(self.reference);
                let missing = reference.is_none().then(|| words.reference_missing.to_owned());
                self.wrong.reference.set(missing);
                reference.map(|reference| RefundWay::Transfer { reference })
            }
            way => way,
        };
        let (order, seller) = (ask.order.0, ask.seller.clone());
        Some(RefundOrder { order, seller, amount: amount?, way: way?, reason: reason? })
    }
}

/// The ways that are open, the one that suits best first.
fn ways(method: PaymentMethod) -> Vec<RefundWay> {
    let channel = method.can_refund().then_some(RefundWay::Channel);
    let by_hand =
        [RefundWay::Balance, RefundWay::Cash, RefundWay::Transfer { reference: String::new() }];
    channel.into_iter().chain(by_hand).collect()
}

/// The form, for whichever order is asked about.
pub fn refund_sheet(
    state: AppState,
    at: CounterState,
    ask: RwSignal<Option<RefundAsk>>,
) -> AnyView {
    // Read here: there is no context in what happens later.
    let (words, told) = (&phrases().repay, &phrases().counter);
    let open = RwSignal::new(false);
    let form = Form::new();
    Effect::new(move |_| {
        ask.with(|ask| {
            if let Some(ask) = ask {
                form.clear(ask);
            }
            open.set(ask.is_some());
        });
    });
    Effect::new(move |_| {
        if !open.get() && ask.with_untracked(Option::is_some) {
            ask.set(None);
        }
    });
    let give = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(asked) = ask.get_untracked() else { return };
        let Some(wish) = form.read(&asked, state.lang.get_untracked(), words) else { return };
        ask.set(None);
        spawn_local(async move {
            let saved = counter::refund(state, at, asked.order, wish).await.is_ok();
            state.say(Toast::plain(if saved { told.saved } else { told.not_saved }));
        });
    };
    let whose = move || {
        ask.with(|ask| ask.as_ref().map(|ask| (words.refund_text)(&ask.buyer, &ask.number)))
    };
    let most =
        move || ask.with(|ask| ask.as_ref().map(|ask| (words.amount_hint)(&money(ask.most))));
    let fields = fields(ask, form, words);
    view! {
        <Sheet open=open title=words.refund_title>
            <form class="stack" novalidate on:submit=give>
                <p>{whose}</p>
                <p class="muted small">{most}</p>
                {fields}
                <SubmitButton label=words.give_back test="refund-yes" />
            </form>
        </Sheet>
    }
    .into_any()
}

fn fields(ask: RwSignal<Option<RefundAsk>>, form: Form, words: &'static Repay) -> AnyView {
    let options = Memo::new(move |_| {
        let method = ask.with(|ask| ask.as_ref().map(|ask| ask.method));
        let card = |way: RefundWay| Choice {
            value: way.name().to_owned(),
            title: (words.way)(&way).to_owned(),
            note: (words.way_note)(&way).to_owned(),
            ..Choice::default()
        };
        method.map_or(Vec::new(), |method| ways(method).into_iter().map(card).collect())
    });
    let by_transfer = move || form.way.with(|way| way.as_deref() == Some("transfer"));
    let reference = move || {
        by_transfer().then(|| {
            view! {
                <TextField
                    id="refund-reference"
                    label=words.reference
                    hint=words.reference_hint
                    value=form.reference
                    on_input=Callback::new(move |text| form.reference.set(text))
                    error=form.wrong.reference
                />
            }
        })
    };
    view! {
        <TextField
            id="refund-amount"
            label=words.amount
            value=form.amount
            on_input=Callback::new(move |text| form.amount.set(text))
            error=form.wrong.amount
            inputmode="decimal"
        />
        <Choices
            name="refund-way"
            legend=words.way_legend
            options=options
            chosen=form.way
            on_choose=Callback::new(move |way| form.way.set(Some(way)))
        />
        {reference}
        <TextField
            id="refund-reason"
            label=words.reason
            hint=words.reason_hint
            value=form.reason
            on_input=Callback::new(move |text| form.reason.set(text))
            error=form.wrong.reason
        />
    }
    .into_any()
}
