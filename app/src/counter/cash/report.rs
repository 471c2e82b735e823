//! What a shift came to, on paper: for whoever takes the drawer over, and for the folder.

use super::history::difference;
use crate::actions::here::offset_minutes;
use crate::components::shop::money;
use crate::components::shop::slip::Slip;
use crate::counter::paper::{shop_name, with_button};
use crate::i18n::{Cash, shift_report_words_of};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::locale::format_date_time;
use warung_domain::shift::Shift;

/// The elements that are printed: of the shift that just ended, and of an earlier one.
pub(super) const LAST: &str = "shift-report";
pub(super) const EARLIER: &str = "shift-report-earlier";

/// Room for a name, on the narrowest roll too.
const TO_SIGN: &str = "______________";

/// The report of a closed shift as the element `id`; nothing of an open one.
pub(super) fn report(
    state: AppState,
    id: &'static str,
    (shift, cashier): (&Shift, &str),
    cash: &'static Cash,
) -> AnyView {
    let lang = state.lang.get_untracked();
    let words = shift_report_words_of(lang);
    // Amounts beyond counting were refused when the shift was closed.
    let (Some(closing), Ok(Some(sums))) = (&shift.closed, shift.sums()) else {
        return ().into_any();
    };
    let when = |moment| format_date_time(moment, offset_minutes(), lang);
    let mut facts = vec![
        (cash.cashier, cashier.to_owned()),
        (words.opened, when(shift.opened_at)),
        (words.closed, when(closing.at)),
        (words.float, money(shift.float)),
        (words.taken, money(sums.taken)),
    ];
    let moved = [(words.put_in, sums.put_in), (words.taken_out, sums.taken_out)];
    let moved = moved.into_iter().filter(|(_, amount)| !amount.is_zero());
    facts.extend(moved.map(|(name, amount)| (name, money(amount))));
    facts.extend([
        (cash.expected, money(closing.expected)),
        (cash.counted, money(closing.counted)),
        (words.difference, difference(closing, cash)),
        (words.handed_over, TO_SIGN.to_owned()),
        (words.received, TO_SIGN.to_owned()),
    ]);
    let slip = Slip {
        id,
        shop: shop_name(state),
        title: words.title.to_owned(),
        facts,
        code: None,
        note: words.note.to_owned(),
    };
    with_button(state, slip, words.print, "shift-print")
}
