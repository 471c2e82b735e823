//! A picture on its tile, or a parcel where the seller gave none.

use crate::components::ui::icon;
use leptos::prelude::*;

/// The picture of that stem. Decoration: the name beside it says what it is.
#[must_use]
pub fn picture(stem: Option<&str>) -> AnyView {
    let inner = match stem {
        Some(stem) => {
            let src = ["/pictures/", stem, ".svg"].concat();
            view! { <img src=src alt="" loading="lazy" decoding="async" width="96" height="96" /> }
                .into_any()
        }
        None => icon("package"),
    };
    view! { <div class="picture">{inner}</div> }.into_any()
}
