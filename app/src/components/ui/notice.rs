//! Telling the shopper something where it matters, and filling what is empty.

use super::icon;
use leptos::prelude::*;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    Info,
    Warn,
    Error,
    Ok,
}

impl NoticeKind {
    const fn class_and_icon(self) -> (&'static str, &'static str) {
        match self {
            Self::Info => ("notice notice-info", "info"),
            Self::Warn => ("notice notice-warn", "alert"),
            Self::Error => ("notice notice-error", "alert"),
            Self::Ok => ("notice notice-ok", "check-circle"),
        }
    }
}

/// A coloured box: what happened, and below it what can be done.
#[component]
pub fn Notice(
    kind: NoticeKind,
    #[prop(into)] title: String,
    #[prop(optional, into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (class, glyph) = kind.class_and_icon();
    let role = if kind == NoticeKind::Error { "alert" } else { "status" };
    let text = (!text.is_empty()).then(|| view! { <p>{text}</p> });
    let actions = children.map(|children| view! { <div class="row">{children()}</div> }.into_any());
    view! {
        <div class=class role=role>
            {icon(glyph)}
            <div><strong>{title}</strong>{text}{actions}</div>
        </div>
    }
    .into_any()
}

/// A place with nothing in it, why, and the way on.
#[component]
pub fn EmptyState(
    glyph: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon(glyph)}
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}
