//! Telling the other tabs that something on this phone changed.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "warung";

/// What changed. Other tabs read it anew from the databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    Cart,
    Outbox,
    Orders,
    Session,
    Catalog,
}

impl News {
    const ALL: [Self; 5] = [Self::Cart, Self::Outbox, Self::Orders, Self::Session, Self::Catalog];

    const fn word(self) -> &'static str {
        match self {
            Self::Cart => "cart",
            Self::Outbox => "outbox",
            Self::Orders => "orders",
            Self::Session => "session",
            Self::Catalog => "catalog",
        }
    }
}

/// Tells the other tabs. Where channels are missing they find out at resume.
pub fn tell(news: News) {
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        let _ = channel.post_message(&news.word().into());
        channel.close();
    }
}

/// Calls `hear` for whatever other tabs tell, as long as the page lives.
pub fn listen(hear: impl Fn(News) + 'static) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let word = event.data().as_string().unwrap_or_default();
        if let Some(news) = News::ALL.into_iter().find(|news| news.word() == word) {
            hear(news);
        }
    });
    channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The page listens until it is gone.
    on_message.forget();
    std::mem::forget(channel);
}
