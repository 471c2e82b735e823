//! Bytes as decimal digits, for which a QR has a denser code than for letters: twelve
//! bytes are twenty-nine digits, fewer at the end are as few as hold them.

/// Twelve bytes are twenty-nine digits.
const BLOCK: usize = 12;

/// How many digits hold so many bytes: the first power of ten above their numbers.
fn digits_of(bytes: usize) -> usize {
    let most = u128::MAX >> (128 - 8 * bytes.clamp(1, BLOCK));
    most.ilog10() as usize + 1
}

#[must_use]
pub fn write(bytes: &[u8]) -> String {
    let blocks = bytes.chunks(BLOCK).map(|block| {
        let number = block.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        format!("{number:0width$}", width = digits_of(block.len()))
    });
    blocks.collect()
}

/// The bytes behind digits; nothing if they are not what [`write()`] writes.
#[must_use]
pub fn read(digits: &str) -> Option<Vec<u8>> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for block in digits.as_bytes().chunks(digits_of(BLOCK)) {
        let length = (1..=BLOCK).find(|length| digits_of(*length) == block.len())?;
        let number: u128 = str::from_utf8(block).ok()?.parse().ok()?;
        let whole = number.to_be_bytes();
        let (above, value) = whole.split_at(whole.len() - length);
        if above.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend(value);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_digits_and_back(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let digits = write(&bytes);
            prop_assert_eq!(read(&digits), Some(bytes));
        }

        #[test]
        fn other_digits_are_none_or_their_own(digits in "[0-9]{0,90}") {
            if let Some(bytes) = read(&digits) {
                prop_assert_eq!(write(&bytes), digits);
            }
        }
    }
}
