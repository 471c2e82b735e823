//! Where a parcel goes, as a few lines of text.

use leptos::prelude::*;
use warung_domain::address::Address;

/// The address the way it is written on a parcel.
#[must_use]
pub fn address_lines(address: &Address) -> AnyView {
    let place = format!("{} {}", address.city, address.postcode);
    let note = (!address.note.is_empty())
        .then(|| view! { <p class="muted">{address.note.clone()}</p> }.into_any());
    view! {
        <div data-test="order-address">
            <p class="strong">{address.recipient.clone()}</p>
            <p>{address.phone.to_string()}</p>
            <p>{address.street.clone()}</p>
            <p>{place}</p>
            {note}
        </div>
    }
    .into_any()
}
