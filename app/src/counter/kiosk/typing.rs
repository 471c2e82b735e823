//! Number, code and amount on a large keypad. A keyboard and a scanner type into the same fields.

use crate::actions::{kiosk, kiosk_carried};
use crate::components::ui::icon;
use crate::i18n::Kiosk;
use crate::state::{AppState, Entry, KioskState, entries, most_digits};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use warung_domain::protocol::KioskBiller;

const DIGITS: [char; 9] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

pub(super) fn typing(
    state: AppState,
    at: KioskState,
    biller: KioskBiller,
    words: &'static Kiosk,
) -> AnyView {
    let fields =
        entries(biller).iter().map(|entry| field(at, biller, *entry, words)).collect_view();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        kiosk::next(state, at, biller);
    };
    let wrong = move || {
        at.wrong.get().map(|(_, text)| {
            view! { <p class="error" role="alert" data-test="kiosk-wrong">{text}</p> }
        })
    };
    let title = match biller {
        KioskBiller::Order => words.pay_order,
        KioskBiller::Balance => words.fill_balance,
    };
    view! {
        <h1>{title}</h1>
        <form class="kiosk-typing" novalidate on:submit=submit>
            <div class="stack">
                <button
                    type="button"
                    class="btn btn-block"
                    data-test="kiosk-scan"
                    on:click=move |_| kiosk_carried::scan(at, Some(biller))
                >
                    {icon("qr-code")}
                    <span>{words.scan}</span>
                </button>
                {fields}
                {wrong}
            </div>
            <div class="stack">
                {keypad(at, words)}
                <button type="submit" class="btn btn-primary btn-block" data-test="kiosk-next">
                    {words.next}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// A field with its own words.
pub(super) fn plain_field(
    at: KioskState,
    entry: Entry,
    id: &'static str,
    label: String,
    hint: String,
) -> AnyView {
    let hint_id = [id, "-hint"].concat();
    let described = hint_id.clone();
    let is_here = Memo::new(move |_| at.entry.get() == entry);
    let input = NodeRef::<leptos::html::Input>::new();
    // The keypad fills the field that has the focus.
    Effect::new(move |_| {
        if is_here.get()
            && let Some(input) = input.get()
        {
            // A field that cannot be focused is filled all the same.
            let _ = input.focus();
        }
    });
    // The screen's own keypad is larger than the device's.
    view! {
        <label class="kiosk-field" data-here=move || is_here.get().then_some("")>
            <span>{label}</span>
            <input
                id=id
                data-test=id
                node_ref=input
                type="text"
                inputmode="none"
                autocomplete="off"
                maxlength=most_digits(entry).to_string()
                aria-describedby=described
                prop:value=move || at.typed.with(|typed| typed.of(entry).to_owned())
                on:focus=move |_| at.entry.set(entry)
                on:input=move |event| kiosk::put(at, entry, &event_target_value(&event))
            />
            <span class="muted small" id=hint_id>{hint}</span>
        </label>
    }
    .into_any()
}

fn field(at: KioskState, biller: KioskBiller, entry: Entry, words: &'static Kiosk) -> AnyView {
    let (id, label, hint) = match (entry, biller) {
        (Entry::Phone, _) => ("kiosk-phone", words.phone, words.phone_hint),
        (Entry::Code, KioskBiller::Order) => {
            ("kiosk-code", words.order_code, words.order_code_hint)
        }
        (Entry::Code, KioskBiller::Balance) => {
            ("kiosk-code", words.balance_code, words.balance_code_hint)
        }
        (Entry::Amount | Entry::Customer, _) => ("kiosk-amount", words.amount, words.amount_hint),
    };
    plain_field(at, entry, id, label.to_owned(), hint.to_owned())
}

pub(super) fn keypad(at: KioskState, words: &'static Kiosk) -> AnyView {
    let key = move |digit: char| {
        let name = digit.to_string();
        view! {
            <button type="button" class="kiosk-key" on:click=move |_| kiosk::press(at, digit)>
                {name}
            </button>
        }
        .into_any()
    };
    let clear = move |_| kiosk::put(at, at.entry.get_untracked(), "");
    view! {
        <div class="kiosk-keys" role="group" aria-label=words.keypad>
            {DIGITS.into_iter().map(key).collect_view()}
            <button type="button" class="kiosk-key" aria-label=words.clear on:click=clear>
                {icon("trash")}
            </button>
            {key('0')}
            <button
                type="button"
                class="kiosk-key"
                aria-label=words.erase
                on:click=move |_| kiosk::erase(at)
            >
                {icon("arrow-left")}
            </button>
        </div>
    }
    .into_any()
}
