//! Stock below nothing, by the shop's word: sold over the counter, and not on the
//! shelf by its record.

use super::name;
use crate::i18n::sale_words;
use crate::state::{AppState, SaleState};
use leptos::prelude::*;

pub fn owed(state: AppState, at: SaleState) -> AnyView {
    let words = sale_words();
    let is_some = Memo::new(move |_| at.owed.with(|owed| !owed.is_empty()));
    let rows = move || {
        at.owed
            .get()
            .into_iter()
            .map(|line| {
                let called = name(state, &line.product, &line.variant);
                view! {
                    <li data-test="to-settle" data-units=line.units.to_string()>
                        <div>
                            <span>
                                <strong>{called}</strong>
                                <br />
                                <span class="muted small">{line.product.to_string()}</span>
                            </span>
                            <span class="trail stock-note" data-low="">
                                {(words.to_settle)(line.units)}
                            </span>
                        </div>
                    </li>
                }
            })
            .collect_view()
    };
    let section = move || {
        is_some.get().then(|| {
            view! {
                <section class="stack stack-s" data-test="stock-to-settle">
                    <h2>{words.settle_title}</h2>
                    <p class="muted">{words.settle_text}</p>
                    <ul class="list">{rows}</ul>
                </section>
            }
            .into_any()
        })
    };
    view! { {section} }.into_any()
}
