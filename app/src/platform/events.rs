//! The server's whisper: an event stream that only ever says "pull now".

use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent};

struct Stream {
    source: EventSource,
    _on_pull: Closure<dyn Fn(MessageEvent)>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

thread_local! {
    static STREAM: RefCell<Option<Stream>> = const { RefCell::new(None) };
}

/// Opens the stream, replacing an earlier one. The browser reconnects by itself.
pub fn open(path: &str, on_pull: impl Fn() + 'static) {
    let Ok(source) = EventSource::new(path) else { return };
    let on_pull = Closure::<dyn Fn(MessageEvent)>::new(move |_: MessageEvent| on_pull());
    let listening =
        source.add_event_listener_with_callback("pull", on_pull.as_ref().unchecked_ref());
    if listening.is_ok() {
        STREAM.with_borrow_mut(|slot| *slot = Some(Stream { source, _on_pull: on_pull }));
    }
}

/// Closes the stream, at sign-out and when the page is hidden.
pub fn close() {
    STREAM.with_borrow_mut(|slot| *slot = None);
}
