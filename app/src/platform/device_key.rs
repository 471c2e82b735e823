//! The phone's signing key: ECDSA P-256, made by WebCrypto, not extractable.
//! The private half never exists as bytes this program could read.

use super::PlatformError;
use super::db::outbox::{Keys, StoredDevice};
use js_sys::{Array, Object, Reflect, Uint8Array};
use warung_domain::jws::Jwk;
use warung_phone::device::{Device, KeyedDevice};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

fn subtle() -> Result<SubtleCrypto, PlatformError> {
    Ok(super::window().crypto()?.subtle())
}

fn object(members: &[(&str, JsValue)]) -> Result<Object, PlatformError> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

fn member(keys: &JsValue, name: &str) -> Result<CryptoKey, PlatformError> {
    Reflect::get(keys, &name.into())?
        .dyn_into()
        .map_err(|_| PlatformError::Codec("not a key pair".to_owned()))
}

/// Makes a key pair for a device that nobody is bound to yet.
pub async fn generate() -> Result<StoredDevice, PlatformError> {
    let algorithm = object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())])?;
    let usages = Array::of2(&"sign".into(), &"verify".into());
    let promise = subtle()?.generate_key_with_object(&algorithm, false, &usages)?;
    let keys: JsValue = JsFuture::from(promise).await?;
    let exported =
        JsFuture::from(subtle()?.export_key("jwk", &member(&keys, "publicKey")?)?).await?;
    let text =
        |name: &str| Reflect::get(&exported, &name.into()).ok().and_then(|value| value.as_string());
    let (Some(x), y) = (text("x"), text("y")) else {
        return Err(PlatformError::Missing("P-256 keys"));
    };
    let public_key = Jwk { kty: "EC".into(), crv: "P-256".into(), x, y, kid: None };
    let id = public_key.thumbprint().map_err(|e| PlatformError::Codec(e.to_string()))?;
    Ok(KeyedDevice { device: Device::fresh(id, public_key), keys: Keys(keys) })
}

/// Signs with ES256; 64 bytes `r || s`, as JWS wants them.
pub async fn sign(keys: &Keys, message: &str) -> Result<Vec<u8>, PlatformError> {
    let hash = object(&[("name", "SHA-256".into())])?;
    let algorithm = object(&[("name", "ECDSA".into()), ("hash", hash.into())])?;
    let key = member(&keys.0, "privateKey")?;
    let promise = subtle()?.sign_with_object_and_u8_array(&algorithm, &key, message.as_bytes())?;
    Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
}
