//! Frozen commands in as few bytes as a code on a screen asks for, and back, word for word.
//!
//! Of a compact JWS the header is the same in every command but for the name of the key,
//! the signature is random bytes, and the payload is JSON of which most is known
//! beforehand. So what travels is: how many commands; of each the key, the signature and
//! the payload's length; and all payloads in one stretch of raw DEFLATE
//! ([`crate::deflate`]), with [`DICTIONARY`] and the names of the keys before it. The
//! first bytes are of the SHA-256 of all others: what a camera misread is no command.
//!
//! Whatever would not come back word for word is not packed; the file takes it (F1).

use crate::command::envelope::{MAX_ENVELOPE_BYTES, header};
use crate::deflate;
use crate::ids::DeviceId;
use crate::jws::{b64, split_compact, unb64};
use sha2::{Digest as _, Sha256};

/// A text that every command resembles, in the order in which a phone writes it; what is
/// most usual stands last, and what nearly every order has stands nearest.
pub const DICTIONARY: &str = concat!(
    r#""change-payment":{"order":"01a","method":"","#,
    r#""confirm-order":{"order":"01a","total":{"minor":,"currency":"IDR"}}}"#,
    r#""record-sale":{"seller":"","lines":[{"cancel-order":{"order":"01a"}}"#,
    r#"-biru-hitam-merah-putih-hijau-susu-kopi-teh-air-garam-minyak-sabun-bubuk-rasa-isi-"#,
    r#"beras-gula-mi-ayam-daging-ikan-sambal-kecap-kerupuk-botol-kaleng-bungkus-pak-lembar-"#,
    r#"-100-g-250-g-500-g-1-kg-5-kg-500-ml-1-l-1-liter-"#,
    r#"pos-hemat","kurir-toko","reguler","ambil","address":null,"address":{"recipient":"Ibu ","#,
    r#""phone":"+628","street":"Jalan Jl. Gang No.  RT 01/RW 01 Blok Perumahan Kampung Desa ","#,
    r#""city":"Jakarta Surabaya Yogyakarta Bandung","postcode":"40000","note":"Rumah pagar warna "},"#,
    r#""payment":"cash-on-delivery","payment":"balance","payment":"alfamart","payment":"va-bni","#,
    r#""payment":"va-bri","payment":"va-bca","payment":"gopay","payment":"qris","#,
    r#""payment":"indomaret","total":{"minor":000,"currency":"IDR"},"epoch":"","rev":1,"#,
    r#""note":"tolong jangan terima kasih"}}}"#,
    "\"},\"note\":\"\"}}}",
    r#"{"v":1,"shop":"warung","id":"01a","device":"","seq":1,"at":179,"#,
    r#""body":{"place-order":{"lines":[{"p":"","t":"default","n":1,"u":000},"#,
    r#"{"p":"","t":"default","n":2,"u":500},{"p":"","t":"default","n":1,"u":000}],"delivery":""#,
);

/// Most commands that are shown together.
pub const MAX_SHOWN: usize = 50;

/// The longest packed commands, in bytes: what the most pieces hold (`super::moving`).
pub const MAX_PACKED_BYTES: usize = 64 * 1024;

/// The most that packed commands unpack to, in bytes.
const MAX_UNPACKED_BYTES: usize = 512 * 1024;

const SIGNATURE_BYTES: usize = 64;

/// The first bytes of the SHA-256 of all others.
pub(super) const CHECK_BYTES: usize = 4;

/// How the name of a key begins: 32 bytes in base64url, the key of the command before,
/// or a text of that many bytes.
const THUMBPRINT: u8 = 0;
const SAME_KEY: u8 = 255;
const THUMBPRINT_BYTES: usize = 32;

pub(super) fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let hash = Sha256::digest(bytes);
    std::array::from_fn(|at| hash[at])
}

/// Packs commands, unless they are too many, too long, or would not come back as they are.
#[must_use]
pub fn pack(commands: &[&str]) -> Option<Vec<u8>> {
    let mut head = vec![u8::try_from(commands.len()).ok()?];
    let (mut payloads, mut keys) = (Vec::new(), Vec::new());
    for command in commands {
        let parts = split_compact(command).ok()?;
        let read: serde_json::Value = serde_json::from_slice(&unb64(parts.header).ok()?).ok()?;
        let key = read.get("kid")?.as_str()?.to_owned();
        let payload = unb64(parts.payload).ok()?;
        match unb64(&key).ok().filter(|bytes| bytes.len() == THUMBPRINT_BYTES) {
            _ if keys.last() == Some(&key) => head.push(SAME_KEY),
            Some(bytes) => {
                head.push(THUMBPRINT);
                head.extend(bytes);
            }
            None => {
                head.push(u8::try_from(key.len()).ok()?);
                head.extend(key.as_bytes());
            }
        }
        let signature = unb64(parts.signature).ok()?;
        if signature.len() != SIGNATURE_BYTES {
            return None;
        }
        head.extend(signature);
        head.extend(u32::try_from(payload.len()).ok()?.to_be_bytes().get(1..)?);
        keys.push(key);
        payloads.extend(payload);
    }
    head.extend(deflate::pack(&payloads, &dictionary(&keys)));
    let packed = [check(&head).as_slice(), &head].concat();
    let comes_back =
        packed.len() <= MAX_PACKED_BYTES && unpack(&packed).is_some_and(|read| read == commands);
    comes_back.then_some(packed)
}

/// The commands behind packed bytes; nothing if they are not what [`pack`] packs. Whether
/// they are genuine is not asked here.
#[must_use]
pub fn unpack(packed: &[u8]) -> Option<Vec<String>> {
    if packed.len() > MAX_PACKED_BYTES {
        return None;
    }
    let (checked, rest) = packed.split_at_checked(CHECK_BYTES)?;
    if checked != check(rest) {
        return None;
    }
    let (count, mut rest) = rest.split_first()?;
    if !(1..=MAX_SHOWN).contains(&usize::from(*count)) {
        return None;
    }
    let mut take = |length: usize| {
        let (taken, after) = rest.split_at_checked(length)?;
        rest = after;
        Some(taken)
    };
    let mut heads = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    for _ in 0..*count {
        let key = match take(1)?[0] {
            THUMBPRINT => b64(take(THUMBPRINT_BYTES)?),
            SAME_KEY => keys.last()?.clone(),
            length => str::from_utf8(take(length.into())?).ok()?.to_owned(),
        };
        let signature = b64(take(SIGNATURE_BYTES)?);
        let length = take(3)?.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        if length > MAX_ENVELOPE_BYTES {
            return None;
        }
        let device: DeviceId = key.parse().ok()?;
        keys.push(key);
        heads.push((device, signature, length));
    }
    let whole: usize = heads.iter().map(|(_, _, length)| length).sum();
    if whole > MAX_UNPACKED_BYTES {
        return None;
    }
    let payloads = deflate::unpack(rest, &dictionary(&keys), whole).ok()?;
    let mut left = payloads.as_slice();
    let mut commands = Vec::new();
    for (device, signature, length) in heads {
        let (payload, after) = left.split_at_checked(length)?;
        left = after;
        commands.push(format!("{}.{}.{signature}", b64(&header(&device)), b64(payload)));
    }
    left.is_empty().then_some(commands)
}

/// The names of the keys stand in the payloads as well.
fn dictionary(keys: &[String]) -> Vec<u8> {
    let mut whole = DICTIONARY.as_bytes().to_vec();
    let mut before = None;
    for key in keys.iter().filter(|key| before.replace(*key) != Some(*key)) {
        // Before what is nearest, and so cheapest.
        whole.splice(0..0, key.bytes());
    }
    whole
}
