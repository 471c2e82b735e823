//! Signed requests and answers: HTTP Message Signatures (RFC 9421) with a shared key
//! (`hmac-sha256`) over method, authority, path and the hash of the body (`Content-Digest`, RFC
//! 9530). The moment and a number used once stand in the signature too, so that what somebody
//! overheard is worth nothing a second time.
//!
//! An answer is signed over its status, its body and the signature of the request it answers:
//! nobody can answer for the partner, nor hand an old answer to a new question.
//!
//! Exactly one layout is written and accepted. A verifier that lets the sender choose what is
//! covered has to check that choice; this one compares.

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};
use thiserror::Error;

/// How far apart two clocks may be, in seconds, and how long a nonce has to be remembered.
pub const WINDOW_SECONDS: i64 = 300;

/// What a request's signature covers.
const OF_REQUEST: &str = r#"("@method" "@authority" "@path" "content-digest")"#;

/// What an answer's covers.
const OF_ANSWER: &str = r#"("@status" "content-digest" "signature";req;key="sig1")"#;

/// The only label.
const LABEL: &str = "sig1";

/// Names of the headers, in small letters.
pub const DIGEST: &str = "content-digest";
pub const INPUT: &str = "signature-input";
pub const SIGNATURE: &str = "signature";

/// Why a signature is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureError {
    #[error("content-digest, signature-input or signature is missing")]
    Missing,
    #[error("signature-input or signature is not written as agreed")]
    Shape,
    #[error("the body is not the one that was signed")]
    Digest,
    #[error("it is signed with a key of another name")]
    Key,
    #[error("it was signed more than {WINDOW_SECONDS} seconds ago, or as long ahead")]
    Clock,
    #[error("this signature was used before")]
    Replayed,
    #[error("the signature does not match")]
    Wrong,
}

/// A key that shop and partner share.
#[derive(Clone)]
pub struct SharedKey {
    /// Its name, which travels.
    pub id: String,
    key: hmac::Key,
}

impl SharedKey {
    #[must_use]
    pub fn new(id: &str, secret: &[u8]) -> Self {
        Self { id: id.to_owned(), key: hmac::Key::new(hmac::HMAC_SHA256, secret) }
    }
}

/// The three headers of a signed message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub digest: String,
    pub input: String,
    pub signature: String,
}

/// What is signed of a request.
#[derive(Debug, Clone, Copy)]
pub struct RequestParts<'a> {
    /// In capitals.
    pub method: &'a str,
    /// Host and, where it is not the scheme's own, port; in small letters.
    pub authority: &'a str,
    pub path: &'a str,
    pub body: &'a [u8],
}

/// What is signed of an answer.
#[derive(Debug, Clone, Copy)]
pub struct AnswerParts<'a> {
    pub status: u16,
    pub body: &'a [u8],
    /// The `signature` header of the request.
    pub to: &'a str,
}

/// When, and with which number used once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub created: i64,
    /// Of `[A-Za-z0-9_-]`.
    pub nonce: String,
}

/// `sha-256=:…:` of a body.
#[must_use]
pub fn content_digest(body: &[u8]) -> String {
    let hash = digest::digest(&digest::SHA256, body);
    format!("sha-256=:{}:", STANDARD.encode(hash))
}

impl RequestParts<'_> {
    fn lines(&self, digest: &str) -> [(&'static str, String); 4] {
        [
            ("\"@method\"", self.method.to_owned()),
            ("\"@authority\"", self.authority.to_owned()),
            ("\"@path\"", self.path.to_owned()),
            ("\"content-digest\"", digest.to_owned()),
        ]
    }
}

impl AnswerParts<'_> {
    fn lines(&self, digest: &str) -> Option<[(&'static str, String); 3]> {
        let request = self.to.strip_prefix(LABEL)?.strip_prefix('=')?;
        Some([
            ("\"@status\"", self.status.to_string()),
            ("\"content-digest\"", digest.to_owned()),
            (r#""signature";req;key="sig1""#, request.to_owned()),
        ])
    }
}

/// RFC 9421, 2.5: a line for each component, and one for the parameters.
fn base(lines: &[(&str, String)], parameters: &str) -> String {
    let mut base = String::new();
    for (name, value) in lines {
        base.push_str(name);
        base.push_str(": ");
        base.push_str(value);
        base.push('\n');
    }
    base.push_str("\"@signature-params\": ");
    base.push_str(parameters);
    base
}

fn seal(
    key: &SharedKey,
    covered: &str,
    lines: &[(&str, String)],
    digest: String,
    at: &Moment,
) -> Signed {
    let Moment { created, nonce } = at;
    let id = &key.id;
    let parameters =
        format!(r#"{covered};created={created};nonce="{nonce}";keyid="{id}";alg="hmac-sha256""#);
    let tag = hmac::sign(&key.key, base(lines, &parameters).as_bytes());
    Signed {
        digest,
        input: format!("{LABEL}={parameters}"),
        signature: format!("{LABEL}=:{}:", STANDARD.encode(tag)),
    }
}

/// Signs a request.
#[must_use]
pub fn sign_request(key: &SharedKey, parts: &RequestParts<'_>, at: &Moment) -> Signed {
    let digest = content_digest(parts.body);
    seal(key, OF_REQUEST, &parts.lines(&digest), digest, at)
}

/// Signs an answer; nothing where what it answers was not signed.
#[must_use]
pub fn sign_answer(key: &SharedKey, parts: &AnswerParts<'_>, at: &Moment) -> Option<Signed> {
    let digest = content_digest(parts.body);
    Some(seal(key, OF_ANSWER, &parts.lines(&digest)?, digest, at))
}

/// Checks a request. The moment it was signed at is given back, so that its nonce can be
/// remembered for as long as it would be believed again.
pub fn check_request(
    key: &SharedKey,
    parts: &RequestParts<'_>,
    signed: &Signed,
    now: i64,
) -> Result<Moment, SignatureError> {
    check(key, OF_REQUEST, &parts.lines(&signed.digest), parts.body, signed, now)
}

/// Checks an answer.
pub fn check_answer(
    key: &SharedKey,
    parts: &AnswerParts<'_>,
    signed: &Signed,
    now: i64,
) -> Result<Moment, SignatureError> {
    let lines = parts.lines(&signed.digest).ok_or(SignatureError::Shape)?;
    check(key, OF_ANSWER, &lines, parts.body, signed, now)
}

fn check(
    key: &SharedKey,
    covered: &str,
    lines: &[(&str, String)],
    body: &[u8],
    signed: &Signed,
    now: i64,
) -> Result<Moment, SignatureError> {
    let shape = SignatureError::Shape;
    let parameters = signed.input.strip_prefix(LABEL).and_then(|rest| rest.strip_prefix('='));
    let parameters = parameters.ok_or(shape)?;
    let (at, key_id) = read_parameters(parameters, covered).ok_or(shape)?;
    if key_id != key.id {
        return Err(SignatureError::Key);
    }
    let tag = signed.signature.strip_prefix(LABEL).and_then(|rest| rest.strip_prefix("=:"));
    let tag = tag.and_then(|rest| rest.strip_suffix(':')).ok_or(shape)?;
    let tag = STANDARD.decode(tag).map_err(|_| shape)?;
    // In a time that does not tell where they first differ.
    hmac::verify(&key.key, base(lines, parameters).as_bytes(), &tag)
        .map_err(|_| SignatureError::Wrong)?;
    if content_digest(body) != signed.digest {
        return Err(SignatureError::Digest);
    }
    if at.created.abs_diff(now) > WINDOW_SECONDS.unsigned_abs() {
        return Err(SignatureError::Clock);
    }
    Ok(at)
}

/// `(…);created=1;nonce="n";keyid="k";alg="hmac-sha256"`, in this order.
fn read_parameters<'a>(text: &'a str, covered: &str) -> Option<(Moment, &'a str)> {
    let rest = text.strip_prefix(covered)?.strip_prefix(";created=")?;
    let (created, rest) = rest.split_once(";nonce=\"")?;
    let (nonce, rest) = rest.split_once("\";keyid=\"")?;
    let key = rest.strip_suffix("\";alg=\"hmac-sha256\"")?;
    let plain = |text: &str| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        (1..=64).contains(&text.len()) && text.chars().all(is_plain)
    };
    if !plain(nonce) || !plain(key) {
        return None;
    }
    let moment = Moment { created: created.parse().ok()?, nonce: nonce.to_owned() };
    // One spelling for each moment: no sign, no zeros before it.
    (moment.created.to_string() == created).then_some((moment, key))
}
