//! A question before something that cannot be undone.

use super::Sheet;
use leptos::prelude::*;

/// What is asked, and how it is answered.
pub struct Question {
    pub title: &'static str,
    pub text: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    /// The mark of the button that says yes.
    pub test: &'static str,
}

/// Asks while `open` is true; `on_yes` runs after it has closed.
pub fn confirm(open: RwSignal<bool>, question: Question, on_yes: Callback<()>) -> AnyView {
    let Question { title, text, yes, no, test } = question;
    let agree = move |_| {
        open.set(false);
        on_yes.run(());
    };
    let foot = view! {
        <button type="button" class="btn" on:click=move |_| open.set(false)>{no}</button>
        <button type="button" class="btn btn-danger" data-test=test on:click=agree>{yes}</button>
    }
    .into_any();
    view! {
        <Sheet open=open title=title foot=foot>
            <p>{text}</p>
        </Sheet>
    }
    .into_any()
}
