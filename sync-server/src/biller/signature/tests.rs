//! The standards' own examples, and every way to be refused.

use super::*;
use proptest::prelude::*;

const NOW: i64 = 1_795_320_000;

fn key() -> SharedKey {
    SharedKey::new("warung", b"a secret of at least thirty-two bytes")
}

fn at(created: i64) -> Moment {
    Moment { created, nonce: "n-1".to_owned() }
}

const fn asked(body: &[u8]) -> RequestParts<'_> {
    RequestParts { method: "POST", authority: "partner.example", path: "/v1/payments", body }
}

/// RFC 9421, appendix B.2.5: a minimal signature with a shared secret.
#[test]
fn the_mac_is_that_of_the_standards_own_example() {
    let secret =
        "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";
    let key = SharedKey::new("test-shared-secret", &STANDARD.decode(secret).unwrap());
    let lines = [
        ("\"date\"", "Tue, 20 Apr 2021 02:07:55 GMT".to_owned()),
        ("\"@authority\"", "example.com".to_owned()),
        ("\"content-type\"", "application/json".to_owned()),
    ];
    let parameters =
        r#"("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret""#;
    let tag = hmac::sign(&key.key, base(&lines, parameters).as_bytes());
    assert_eq!(STANDARD.encode(tag), "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=");
}

/// RFC 9530, appendix B.1 and D: the hash of `{"hello": "world"}` and a line feed.
#[test]
fn the_digest_is_that_of_the_standards_own_example() {
    assert_eq!(
        content_digest(b"{\"hello\": \"world\"}\n"),
        "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    );
}

/// The example of `docs/billers.md`, which was computed by other means.
#[test]
fn the_document_tells_what_is_done() {
    let key = SharedKey::new("warung-1", b"SHARED SECRET OF AT LEAST 32 BYTES");
    let parts = RequestParts {
        method: "POST",
        authority: "partner.example",
        path: "/warung/v1/advices",
        body: br#"{"reference":"r-1"}"#,
    };
    let at = Moment { created: 1_795_320_000, nonce: "b3d9".to_owned() };
    let signed = sign_request(&key, &parts, &at);
    let document = include_str!("../../../../docs/billers.md");
    assert!(document.contains(&format!("content-digest: {}", signed.digest)));
    assert!(document.contains(&format!("signature: {}", signed.signature)));
}

// Holds T4.
#[test]
fn what_was_signed_is_believed_once_it_is_read_with_the_same_key() {
    let signed = sign_request(&key(), &asked(b"{}"), &at(NOW));
    assert_eq!(check_request(&key(), &asked(b"{}"), &signed, NOW), Ok(at(NOW)));
    let answer = AnswerParts { status: 200, body: b"{}", to: &signed.signature };
    let told = sign_answer(&key(), &answer, &at(NOW)).unwrap();
    assert_eq!(check_answer(&key(), &answer, &told, NOW), Ok(at(NOW)));
    // An answer to another question, or with another status, is none.
    let other = sign_request(&key(), &asked(b"[]"), &at(NOW));
    let other = AnswerParts { to: &other.signature, ..answer };
    assert_eq!(check_answer(&key(), &other, &told, NOW), Err(SignatureError::Wrong));
    let refused = AnswerParts { status: 201, ..answer };
    assert_eq!(check_answer(&key(), &refused, &told, NOW), Err(SignatureError::Wrong));
    // A request is no answer.
    assert_eq!(check_answer(&key(), &answer, &signed, NOW), Err(SignatureError::Shape));
}

// Holds T4.
#[test]
fn what_is_old_or_of_somebody_else_is_told_apart() {
    let signed = sign_request(&key(), &asked(b"{}"), &at(NOW));
    let check =
        |key: &SharedKey, signed: &Signed, now| check_request(key, &asked(b"{}"), signed, now);
    assert!(check(&key(), &signed, NOW + WINDOW_SECONDS).is_ok());
    assert!(check(&key(), &signed, NOW - WINDOW_SECONDS).is_ok());
    for now in [NOW + WINDOW_SECONDS + 1, NOW - WINDOW_SECONDS - 1, i64::MIN, i64::MAX] {
        assert_eq!(check(&key(), &signed, now), Err(SignatureError::Clock));
    }
    let stranger = SharedKey::new("stranger", b"a secret of at least thirty-two bytes");
    assert_eq!(check(&stranger, &signed, NOW), Err(SignatureError::Key));
    let wrong = SharedKey::new("warung", b"another secret of thirty-two bytes..");
    assert_eq!(check(&wrong, &signed, NOW), Err(SignatureError::Wrong));
    assert_eq!(check_request(&key(), &asked(b"{ }"), &signed, NOW), Err(SignatureError::Digest));
    let unsigned = Signed { input: String::new(), ..signed };
    assert_eq!(check(&key(), &unsigned, NOW), Err(SignatureError::Shape));
}

proptest! {
    // Holds T4.
    #[test]
    fn any_altered_byte_is_refused(
        body in prop::collection::vec(any::<u8>(), 0..60),
        part in 0..7_usize,
        place in any::<prop::sample::Index>(),
        by in 1..=127_u8,
    ) {
        let path = "/v1/payments".to_owned();
        let signed = sign_request(&key(), &asked(&body), &at(NOW));
        let mut parts = [
            b"POST".to_vec(),
            b"partner.example".to_vec(),
            path.into_bytes(),
            body,
            signed.digest.into_bytes(),
            signed.input.into_bytes(),
            signed.signature.into_bytes(),
        ];
        prop_assume!(!parts[part].is_empty());
        let at = place.index(parts[part].len());
        // Another letter of ASCII, so that it still is a text; of the body any other byte.
        parts[part][at] = if part == 3 { parts[part][at] ^ by } else { (parts[part][at] ^ by) & 0x7f };
        let text = |part: usize| String::from_utf8(parts[part].clone()).unwrap();
        let (method, authority, path) = (text(0), text(1), text(2));
        let altered = RequestParts {
            method: &method, authority: &authority, path: &path, body: &parts[3],
        };
        let signed = Signed { digest: text(4), input: text(5), signature: text(6) };
        prop_assert!(check_request(&key(), &altered, &signed, NOW).is_err());
    }

    #[test]
    fn no_text_makes_the_reader_fall(input in ".{0,200}", signature in ".{0,80}") {
        let signed = Signed { digest: String::new(), input, signature };
        prop_assert!(check_request(&key(), &asked(b""), &signed, NOW).is_err());
    }
}
