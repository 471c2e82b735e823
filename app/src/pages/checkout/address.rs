//! First step: where it goes, or that it is picked up.

use crate::actions::checkout::{chosen_delivery, edit};
use crate::actions::here::show_first_mistake;
use crate::actions::navigate;
use crate::components::ui::{
    Choice, Choices, Notice, NoticeKind, SubmitButton, TextArea, TextField,
};
use crate::i18n::{Checkout, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::address::{Address, AddressError, MAX_FIELD};
use warung_domain::ids::DeliveryId;
use warung_domain::phone::PhoneNumber;
use warung_domain::route::{CheckoutStep, Route};

/// One thing to fill in, and what is wrong with it.
#[derive(Clone, Copy)]
struct Field {
    value: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl Field {
    fn with(value: &str) -> Self {
        Self { value: RwSignal::new(value.to_owned()), error: RwSignal::new(None) }
    }

    fn trimmed(self) -> String {
        self.value.with_untracked(|value| value.trim().to_owned())
    }

    /// Says what is wrong with a text a courier reads, if anything.
    fn check_text(self, label: &str, required: bool, words: &Checkout) -> bool {
        let text = self.trimmed();
        let error = if required && text.is_empty() {
            Some((words.missing)(label))
        } else if text.chars().count() > MAX_FIELD {
            Some((words.too_long)(label))
        } else {
            None
        };
        let is_fine = error.is_none();
        self.error.set(error);
        is_fine
    }
}

#[derive(Clone, Copy)]
struct Form {
    recipient: Field,
    phone: Field,
    street: Field,
    city: Field,
    postcode: Field,
    note: Field,
}

impl Form {
    /// What was filled in before, or the last address used, or who is signed in.
    fn begin(state: AppState) -> Self {
        let known = state
            .checkout
            .with_untracked(|draft| draft.address.clone())
            .or_else(|| state.addresses.with_untracked(|known| known.first().cloned()));
        if let Some(address) = known {
            let form = Self::of("", "");
            form.fill(&address);
            return form;
        }
        state.session.with_untracked(|session| match session.account() {
            Some(account) => Self::of(&account.name, account.phone.as_str()),
            None => Self::of("", ""),
        })
    }

    fn of(recipient: &str, phone: &str) -> Self {
        Self {
            recipient: Field::with(recipient),
            phone: Field::with(phone),
            street: Field::with(""),
            city: Field::with(""),
            postcode: Field::with(""),
            note: Field::with(""),
        }
    }

    fn fill(self, address: &Address) {
        let values = [
            (self.recipient, &address.recipient),
            (self.phone, &String::from(address.phone.clone())),
            (self.street, &address.street),
            (self.city, &address.city),
            (self.postcode, &address.postcode),
            (self.note, &address.note),
        ];
        for (field, value) in values {
            field.value.set(value.clone());
            field.error.set(None);
        }
    }

    /// The address as it stands, usable or not; none without a phone number.
    fn address(self) -> Option<Address> {
        let phone: PhoneNumber = self.phone.trimmed().parse().ok()?;
        Some(Address {
            recipient: self.recipient.trimmed(),
            phone,
            street: self.street.trimmed(),
            city: self.city.trimmed(),
            postcode: self.postcode.trimmed(),
            note: self.note.trimmed(),
        })
    }

    /// The address if it can be delivered to; otherwise each field says why not.
    fn check(self, words: &Checkout) -> Option<Address> {
        let mut is_fine = self.recipient.check_text(words.recipient, true, words);
        is_fine &= self.street.check_text(words.street, true, words);
        is_fine &= self.city.check_text(words.city, true, words);
        is_fine &= self.postcode.check_text(words.postcode, true, words);
        is_fine &= self.note.check_text(words.door_note, false, words);
        let phone = self.phone.trimmed().parse::<PhoneNumber>();
        let phone_error = match &phone {
            Ok(_) => None,
            Err(_) if self.phone.trimmed().is_empty() => Some((words.missing)(words.phone)),
            Err(error) => Some((words.bad_phone)(*error).to_owned()),
        };
        self.phone.error.set(phone_error);
        let address = self.address()?;
        match address.check() {
            Ok(()) if is_fine => Some(address),
            Err(AddressError::Postcode) if !address.postcode.is_empty() => {
                self.postcode.error.set(Some(words.bad_postcode.to_owned()));
                None
            }
            _ => None,
        }
    }
}

pub fn address_step(state: AppState) -> AnyView {
    let words = &phrases().checkout;
    let is_picked_up =
        Memo::new(move |_| chosen_delivery(state).is_some_and(|chosen| !chosen.needs_address));
    let pick_up = Memo::new(move |_| pick_up_method(state));
    let options = Signal::derive(move || {
        let mut options = vec![Choice {
            value: "deliver".into(),
            title: words.to_my_address.into(),
            ..Choice::default()
        }];
        if let Some((_, name)) = pick_up.get() {
            options.push(Choice { value: "pick-up".into(), title: name, ..Choice::default() });
        }
        options
    });
    let chosen = Signal::derive(move || {
        Some(if is_picked_up.get() { "pick-up" } else { "deliver" }.to_owned())
    });
    let choose = Callback::new(move |value: String| {
        let delivery = match value.as_str() {
            "pick-up" => pick_up.get_untracked().map(|(id, _)| id),
            _ => None,
        };
        edit(state, |draft| draft.delivery = delivery);
    });
    let how = move || {
        pick_up.with(Option::is_some).then(|| {
            view! {
                <Choices name="how" legend=words.how_title options=options chosen=chosen on_choose=choose />
            }
        })
    };
    let form = Form::begin(state);
    let rest = move || {
        if is_picked_up.get() { picked_up(words) } else { address_form(state, form, words) }
    };
    view! { <div class="stack">{how} {rest}</div> }.into_any()
}

/// The first way to get the goods that needs no address, and its name.
fn pick_up_method(state: AppState) -> Option<(DeliveryId, String)> {
    let lang = state.lang.get();
    state.catalog.manifest.with(|manifest| {
        let methods = &manifest.as_ref()?.terms.delivery;
        let method = methods.iter().find(|method| !method.needs_address)?;
        Some((method.id.clone(), method.name.get(lang).to_owned()))
    })
}

fn picked_up(words: &'static Checkout) -> AnyView {
    view! {
        <Notice kind=NoticeKind::Info title=words.pick_up text=words.pick_up_note />
        <div class="action-bar">
        <a
            class="btn btn-primary btn-block"
            data-test="address-continue"
            href=Route::Checkout(CheckoutStep::Delivery).to_string()
        >
            {words.to_delivery}
        </a>
        </div>
    }
    .into_any()
}

fn address_form(state: AppState, form: Form, words: &'static Checkout) -> AnyView {
    let chosen = RwSignal::new(None::<String>);
    let saved = Signal::derive(move || {
        state.addresses.with(|known| {
            let card = |(at, address): (usize, &Address)| Choice {
                value: at.to_string(),
                title: address.recipient.clone(),
                note: format!("{}, {} {}", address.street, address.city, address.postcode),
                ..Choice::default()
            };
            known.iter().enumerate().map(card).collect::<Vec<_>>()
        })
    });
    let keep = move || {
        if let Some(address) = form.address() {
            edit(state, |draft| draft.address = Some(address));
        }
    };
    let choose = Callback::new(move |value: String| {
        let known = state.addresses.get_untracked();
        if let Some(address) = value.parse().ok().and_then(|at: usize| known.get(at)) {
            form.fill(address);
            chosen.set(Some(value));
            keep();
        }
    });
    let typed = move |field: Field| {
        Callback::new(move |text: String| {
            field.value.set(text);
            field.error.set(None);
            chosen.set(None);
            keep();
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(address) = form.check(words) {
            edit(state, |draft| draft.address = Some(address));
            navigate::go(state, Route::Checkout(CheckoutStep::Delivery));
        } else {
            show_first_mistake();
        }
    };
    let saved_choices = (!saved.with_untracked(Vec::is_empty)).then(|| {
        view! {
            <Choices
                name="saved-address"
                legend=words.saved_addresses
                options=saved
                chosen=chosen
                on_choose=choose
            />
            <h2>{words.other_address}</h2>
        }
    });
    let Form { recipient, phone, street, city, postcode, note } = form;
    view! {
        <form class="stack" novalidate on:submit=submit>
            {saved_choices}
            <TextField
                id="address-recipient"
                label=words.recipient
                value=recipient.value
                error=recipient.error
                on_input=typed(recipient)
                autocomplete="name"
            />
            <TextField
                id="address-phone"
                label=words.phone
                value=phone.value
                error=phone.error
                on_input=typed(phone)
                hint=words.phone_hint
                kind="tel"
                inputmode="tel"
                autocomplete="tel"
            />
            <TextArea
                id="address-street"
                label=words.street
                value=street.value
                error=street.error
                on_input=typed(street)
                hint=words.street_hint
                autocomplete="street-address"
                rows=2
            />
            <TextField
                id="address-city"
                label=words.city
                value=city.value
                error=city.error
                on_input=typed(city)
                autocomplete="address-level2"
            />
            <TextField
                id="address-postcode"
                label=words.postcode
                value=postcode.value
                error=postcode.error
                on_input=typed(postcode)
                inputmode="numeric"
                autocomplete="postal-code"
            />
            <TextField
                id="address-note"
                label=words.door_note
                value=note.value
                error=note.error
                on_input=typed(note)
                hint=words.door_note_hint
            />
            <div class="action-bar"><SubmitButton label=words.to_delivery test="address-continue" /></div>
        </form>
    }
    .into_any()
}
