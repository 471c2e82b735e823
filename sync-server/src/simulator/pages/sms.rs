//! The board with the text messages nobody's phone received.

use super::super::sms::Message;
use super::BASE;
use super::layout::Page;
use super::writing::{both, escape, moment};

pub(super) fn board(messages: &[Message]) -> Page {
    let list = if messages.is_empty() {
        format!("<p class=\"empty\">{}</p>", both("Belum ada pesan.", "No messages yet."))
    } else {
        let items: String = messages.iter().map(item).collect();
        format!("<ol class=\"messages\">{items}</ol>")
    };
    let content = format!(
        "<h1>{title}</h1><p class=\"lead\">{lead}</p>{list}\
<p><a class=\"button quiet\" href=\"{BASE}/sms\">{again}</a></p>",
        title = both("Pesan SMS", "Text messages"),
        lead = both(
            "Pesan ini tidak dikirim ke telepon mana pun.",
            "These were sent to nobody's phone."
        ),
        again = both("Muat ulang", "Refresh"),
    );
    Page::new("SMS", content)
}

fn item(message: &Message) -> String {
    format!(
        "<li class=\"card\"><p class=\"spread\"><strong class=\"number\">{}</strong>{}</p>\
<p class=\"text\">{}</p></li>",
        escape(&message.to),
        moment(message.at),
        escape(&message.text),
    )
}
