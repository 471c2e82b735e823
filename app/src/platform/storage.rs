//! How much room this phone gives the shop, and whether it may take it back.
//!
//! Engines differ: where an answer is missing there is nothing to say.

use super::window;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// The worker's cache of pictures, see `public/sw.js`.
const PICTURES: &str = "warung-pictures";

/// Bytes used by the shop and bytes the browser would let it use, as far as the
/// browser says.
pub async fn estimate() -> Option<(u64, u64)> {
    let estimate = ask(&manager()?, "estimate", None).await?;
    let bytes = |name: &str| {
        let value = Reflect::get(&estimate, &name.into()).ok()?.as_f64()?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts of bytes are whole and not negative"
        )]
        Some(value as u64)
    };
    Some((bytes("usage")?, bytes("quota")?))
}

/// Whether the browser has promised not to clear the shop on its own account;
/// nothing if it does not make such promises.
pub async fn is_kept() -> Option<bool> {
    ask(&manager()?, "persisted", None).await?.as_bool()
}

/// Asks for that promise. Some browsers ask the person.
pub async fn ask_to_keep() {
    if let Some(manager) = manager()
        && is_kept().await == Some(false)
    {
        // A refusal changes nothing: everything works, as long as nobody clears it.
        ask(&manager, "persist", None).await;
    }
}

/// Bytes of pictures the worker keeps.
pub async fn picture_bytes() -> u64 {
    let kept = async {
        let cache = ask(&caches()?, "open", Some(PICTURES)).await?;
        ask(&cache, "matchAll", None).await?.dyn_into::<Array>().ok()
    };
    let length = |kept: JsValue| {
        let response: Response = kept.dyn_into().ok()?;
        response.headers().get("content-length").ok()??.parse::<u64>().ok()
    };
    kept.await.map_or(0, |kept| kept.iter().filter_map(length).sum())
}

/// Whether the worker keeps a cache of that name.
pub async fn has_cache(name: &str) -> bool {
    match caches() {
        Some(caches) => {
            ask(&caches, "has", Some(name)).await.and_then(|has| has.as_bool()) == Some(true)
        }
        None => false,
    }
}

/// Lets the kept pictures go; they come again when they are looked at.
pub async fn drop_pictures() {
    if let Some(caches) = caches() {
        ask(&caches, "delete", Some(PICTURES)).await;
    }
}

fn manager() -> Option<JsValue> {
    let navigator = window().navigator();
    Reflect::get(&navigator, &"storage".into()).ok().filter(JsValue::is_object)
}

fn caches() -> Option<JsValue> {
    Reflect::get(&window(), &"caches".into()).ok().filter(JsValue::is_object)
}

/// Calls a method that may not be there, and waits for what it promises.
async fn ask(owner: &JsValue, method: &str, argument: Option<&str>) -> Option<JsValue> {
    let method: Function = Reflect::get(owner, &method.into()).ok()?.dyn_into().ok()?;
    let promised = match argument {
        Some(argument) => method.call1(owner, &argument.into()),
        None => method.call0(owner),
    };
    let promise: Promise = promised.ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}
