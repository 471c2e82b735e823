//! The seller's receipts: looked for, each checked on this device, and taken home.

use crate::actions::{archive, receipt};
use crate::components::shop::money;
use crate::components::ui::{
    EmptyState, Notice, NoticeKind, Page, TextField, icon, skeleton_lines,
};
use crate::i18n::{Archive, Phrases, archive_words, phrases, statement_words};
use crate::state::{AppState, ArchiveState, CounterPage, CounterState, Sought};
use leptos::prelude::*;
use warung_domain::locale::format_date_time;
use warung_domain::protocol::SellerReceipt;
use warung_domain::receipt::Kind;

pub fn archive_page(state: AppState, at: CounterState) -> AnyView {
    let words = phrases();
    let own = archive_words();
    // What was fetched before may be old by now, and stays until there is news.
    archive::refresh(state, at.archive);
    view! {
        <Page title=words.counter.receipts narrow=true>
            <div class="stack">
                <a
                    class="btn btn-block"
                    href=CounterPage::Statement.path()
                    data-test="open-statement"
                >
                    {statement_words().open}
                </a>
                {search(state, at.archive, own)}
                {no_answer(state, at.archive, own)}
                <div aria-live="polite">{list(state, at, words)}</div>
                {more(state, at.archive, own)}
                {take_home(at.archive, own)}
            </div>
        </Page>
    }
    .into_any()
}

/// What is looked for. Nothing is asked while somebody types.
fn search(state: AppState, at: ArchiveState, words: &'static Archive) -> AnyView {
    let typed = RwSignal::new(at.sought.get_untracked());
    let field = move |set: fn(&mut Sought, String)| {
        Callback::new(move |text| typed.update(|sought| set(sought, text)))
    };
    // Top-ups are the shop's own, and no seller's.
    let theirs = Kind::ALL.into_iter().filter(|kind| *kind != Kind::TopUp);
    let kinds = theirs.map(|kind| {
        let is_chosen = move || typed.with(|sought| sought.kind == Some(kind));
        view! {
            <option value=kind.code() selected=is_chosen>
                {(words.a_kind)(kind)}
            </option>
        }
        .into_any()
    });
    let kinds = kinds.collect_view();
    let is_narrowed = typed.with_untracked(|sought| {
        !(sought.from.is_empty() && sought.to.is_empty() && sought.kind.is_none())
    });
    let on_kind = move |event| {
        let code = event_target_value(&event);
        let kind = Kind::ALL.into_iter().find(|kind| kind.code() == code);
        typed.update(|sought| sought.kind = kind);
    };
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        archive::search(state, at, typed.get_untracked());
    };
    let on_clear = move |_| {
        typed.set(Sought::default());
        archive::search(state, at, Sought::default());
    };
    let clear = move || {
        at.sought.with(|sought| !sought.is_nothing()).then(|| {
            view! {
                <button type="button" class="btn" data-test="archive-clear" on:click=on_clear>
                    {words.clear}
                </button>
            }
        })
    };
    view! {
        <form class="card stack stack-s no-print" role="search" aria-label=words.search on:submit=on_submit>
            <TextField
                id="archive-q"
                label=words.words
                value=Signal::derive(move || typed.with(|sought| sought.words.clone()))
                on_input=field(|sought, text| sought.words = text)
                hint=words.words_hint
                kind="search"
            />
            <details open=is_narrowed>
                <summary class="btn btn-small btn-quiet" data-test="archive-narrow">{icon("sliders")} <span>{words.narrow}</span></summary>
                <div class="stack stack-s">
                    <div class="row">
                        <TextField
                            id="archive-from"
                            label=words.from
                            value=Signal::derive(move || typed.with(|sought| sought.from.clone()))
                            on_input=field(|sought, text| sought.from = text)
                            kind="date"
                        />
                        <TextField
                            id="archive-to"
                            label=words.to
                            value=Signal::derive(move || typed.with(|sought| sought.to.clone()))
                            on_input=field(|sought, text| sought.to = text)
                            kind="date"
                        />
                    </div>
                    <div class="field">
                        <label for="archive-kind">{words.kind}</label>
                        <select
                            id="archive-kind"
                            class="select"
                            data-test="archive-kind"
                            on:change=on_kind
                        >
                            <option value="" selected=move || typed.with(|sought| sought.kind.is_none())>
                                {words.every_kind}
                            </option>
                            {kinds}
                        </select>
                    </div>
                </div>
            </details>
            <div class="row">
                <button type="submit" class="btn btn-primary" data-test="archive-find">
                    {icon("search")}
                    <span>{words.find}</span>
                </button>
                {clear}
            </div>
        </form>
    }
    .into_any()
}

fn no_answer(state: AppState, at: ArchiveState, words: &'static Archive) -> AnyView {
    let notice = move || {
        at.trouble.get().map(|text| {
            let again = move |_| archive::refresh(state, at);
            view! {
                <div data-test="archive-trouble">
                    <Notice
                        kind=NoticeKind::Warn
                        title=words.trouble
                        text=format!("{text} {}", words.kept_only)
                    >
                        <button type="button" class="btn btn-small" on:click=again>
                            {words.again}
                        </button>
                    </Notice>
                </div>
            }
        })
    };
    view! { {notice} }.into_any()
}

/// What fits, newest first: from the shop, and from this device where that is newer or
/// the shop does not answer.
fn list(state: AppState, at: CounterState, words: &'static Phrases) -> AnyView {
    let content = move || {
        let sought = at.archive.sought.get();
        let found = at.archive.found.get();
        let is_cut_off = at.archive.trouble.with(Option::is_some);
        let mut receipts = Vec::new();
        if sought.is_nothing() || (found.is_none() && is_cut_off) {
            receipts = at.receipts.get();
            receipts.retain(|receipt| archive::fits(&sought, receipt));
        }
        let is_here = found.is_some() || is_cut_off || at.heard_at.get().is_some();
        for receipt in found.into_iter().flat_map(|page| page.receipts) {
            if receipts.iter().all(|shown| shown.number != receipt.number) {
                receipts.push(receipt);
            }
        }
        let is_waiting = at.archive.is_asking.get() && !sought.is_nothing();
        if receipts.is_empty() && (!is_here || is_waiting) {
            return skeleton_lines(5);
        }
        if receipts.is_empty() {
            let own = archive_words();
            let (title, text) = match sought.is_nothing() {
                true => (words.counter.receipts_empty_title, words.counter.receipts_empty_text),
                false => (own.none_title, own.none_text),
            };
            return view! { <EmptyState glyph="receipt" title=title text=text /> }.into_any();
        }
        let rows = receipts.iter().map(|kept| row(state, kept, words)).collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! { {content} }.into_any()
}

fn more(state: AppState, at: ArchiveState, words: &'static Archive) -> AnyView {
    let button = move || {
        let next = at.found.with(|found| found.as_ref().and_then(|found| found.next));
        next.map(|_| {
            view! {
                <button
                    type="button"
                    class="btn btn-block"
                    data-test="archive-more"
                    disabled=move || at.is_asking.get()
                    on:click=move |_| archive::older(state, at)
                >
                    {words.more}
                </button>
            }
        })
    };
    view! { {button} }.into_any()
}

/// Everything that fits, as files.
fn take_home(at: ArchiveState, words: &'static Archive) -> AnyView {
    let link = move |format: &'static str, label: &'static str, test: &'static str| {
        view! {
            <a
                class="btn btn-block"
                href=move || at.sought.with(|sought| archive::whole(sought, format))
                download=""
                data-test=test
            >
                {icon("download")}
                <span>{label}</span>
            </a>
        }
    };
    view! {
        <section class="stack stack-s no-print">
            <h2>{words.take_home}</h2>
            <p class="muted small">{words.take_home_text}</p>
            {link("csv", words.spreadsheet, "archive-csv")}
            {link("jsonl", words.documents, "archive-jsonl")}
        </section>
    }
    .into_any()
}

fn row(state: AppState, kept: &SellerReceipt, words: &'static Phrases) -> AnyView {
    let lang = state.lang.get_untracked();
    let outcome = receipt::check(state, &kept.evidence());
    let facts = outcome.as_ref().and_then(|outcome| outcome.as_ref().ok()).map(|found| {
        let receipt = &found.receipt;
        let when = format_date_time(receipt.issued_at, receipt.offset_minutes, lang);
        let what = match receipt.kind {
            Kind::Receipt | Kind::TopUp => format!("{} · {when}", receipt.buyer_name),
            kind => format!("{} · {} · {when}", (words.receipt.paper)(kind), receipt.buyer_name),
        };
        (what, money(receipt.total))
    });
    let (what, total) = facts.unwrap_or_default();
    let verdict = outcome.map(|outcome| match outcome {
        Ok(_) => ("pill pill-paid", words.counter.genuine, "true"),
        Err(_) => ("pill pill-problem", words.counter.not_genuine, "false"),
    });
    let verdict = verdict.map(|(class, text, is_valid)| {
        view! { <span class=class data-test="receipt-verdict" data-valid=is_valid>{text}</span> }
    });
    let href = CounterPage::Receipt(kept.number.clone()).path();
    view! {
        <li>
            <a href=href data-test="counter-receipt">
                {icon("receipt")}
                <span>
                    <strong data-test="receipt-number">{kept.number.clone()}</strong>
                    <br />
                    <span class="muted small">{what}</span>
                    <br />
                    {verdict}
                </span>
                <span class="trail num">{total}</span>
            </a>
        </li>
    }
    .into_any()
}
