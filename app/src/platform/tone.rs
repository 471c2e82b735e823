//! Tones out of the speaker (Web Audio), one after the other.

use super::scanner::method;
use super::{PlatformError, timer};
use js_sys::{Array, Reflect};
use std::cell::RefCell;
use wasm_bindgen::JsValue;

/// As loud as speech beside the machine.
const LOUDNESS: f64 = 0.15;

thread_local! {
    /// Browsers allow a page few of them.
    static CONTEXT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Plays tones of so many hertz and milliseconds. A browser that waits for a tap first stays silent.
pub async fn play(tones: &[(u32, u32)]) -> Result<(), PlatformError> {
    let context = context()?;
    let gain = method(&context, "createGain")?.call0(&context)?;
    set(&gain, "gain", LOUDNESS)?;
    let speaker = Reflect::get(&context, &"destination".into())?;
    method(&gain, "connect")?.call1(&gain, &speaker)?;
    for (hertz, millis) in tones {
        let source = method(&context, "createOscillator")?.call0(&context)?;
        set(&source, "frequency", f64::from(*hertz))?;
        method(&source, "connect")?.call1(&source, &gain)?;
        method(&source, "start")?.call0(&source)?;
        timer::after_millis(*millis).await;
        method(&source, "stop")?.call0(&source)?;
    }
    Ok(())
}

fn context() -> Result<JsValue, PlatformError> {
    if let Some(context) = CONTEXT.with_borrow(Clone::clone) {
        return Ok(context);
    }
    let constructor = method(&super::window(), "AudioContext")?;
    let context = Reflect::construct(&constructor, &Array::new())?;
    CONTEXT.set(Some(context.clone()));
    Ok(context)
}

/// Sets an `AudioParam` of a node.
fn set(node: &JsValue, name: &str, value: f64) -> Result<(), PlatformError> {
    let parameter = Reflect::get(node, &name.into())?;
    Reflect::set(&parameter, &"value".into(), &value.into())?;
    Ok(())
}
