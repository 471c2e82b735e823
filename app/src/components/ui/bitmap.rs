//! A black and white picture as a PNG (ISO/IEC 15948), made on the phone: one that can
//! be kept among the photos, which a drawing in the page cannot.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Longest stretch of a stored block.
const STORED_AT_ONCE: usize = 65_535;

/// A `data:` address of a square picture: `side` points of `scale` pixels each, black
/// where `is_dark(x, y)`.
pub fn square_png(side: usize, scale: usize, is_dark: impl Fn(usize, usize) -> bool) -> String {
    let pixels = side * scale;
    let mut rows = Vec::with_capacity(pixels * (pixels / 8 + 2));
    for y in 0..side {
        let mut row = vec![0xff_u8; pixels.div_ceil(8)];
        for x in (0..pixels).filter(|x| is_dark(x / scale, y)) {
            row[x / 8] &= !(0x80 >> (x % 8));
        }
        for _ in 0..scale {
            // Each line begins with how it was filtered: not at all.
            rows.push(0);
            rows.extend(&row);
        }
    }
    let length = u32::try_from(pixels).unwrap_or(0).to_be_bytes();
    // One bit of grey a pixel.
    let header = [length.as_slice(), &length, &[1, 0, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [(b"IHDR", header), (b"IDAT", stored(&rows)), (b"IEND", Vec::new())] {
        png.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
        let named = [name.as_slice(), &data].concat();
        png.extend(&named);
        png.extend(crc32(&named).to_be_bytes());
    }
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}

/// A zlib stream (RFC 1950) that packs nothing.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut left = bytes.chunks(STORED_AT_ONCE).peekable();
    while let Some(block) = left.next() {
        stream.push(u8::from(left.peek().is_none()));
        let length = u16::try_from(block.len()).unwrap_or(0);
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    stream.extend(((b << 16) | a).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            let carries = sum & 1 == 1;
            if carries { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_the_published_ones() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(stored(b"Wikipedia")[16..], 0x11e6_0398_u32.to_be_bytes());
    }

    /// Two by two points, the first and the last black, of four pixels each.
    #[test]
    fn points_become_pixels() {
        let address = square_png(2, 4, |x, y| x == y);
        let png = STANDARD.decode(address.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
        assert_eq!(&png[16..24], [0, 0, 0, 8, 0, 0, 0, 8]);
        let rows = &png[png.len() - 12 - 4 - 4 - 16..][..16];
        assert_eq!(&rows[..4], [0, 0x0f, 0, 0x0f]);
        assert_eq!(&rows[12..], [0, 0xf0, 0, 0xf0]);
    }
}
