//! Arithmetic of 256 numbers, each a byte: adding is `^`, and multiplying is that of
//! polynomials modulo x⁸ + x⁴ + x³ + x² + 1 (RFC 8681, section 4.1).

/// The polynomial, without its highest bit.
const POLYNOMIAL: u8 = 0x1d;

/// Every number but nought is a power of two; powers repeat after so many.
const POWERS: usize = 255;

struct Tables {
    /// Twice over, so that the sum of two logarithms is looked up as it is.
    power: [u8; 2 * POWERS],
    logarithm: [u8; 256],
}

static TABLES: Tables = tables();

const fn tables() -> Tables {
    let mut made = Tables { power: [0; 2 * POWERS], logarithm: [0; 256] };
    let mut value = 1_u8;
    let mut exponent = 0_u8;
    while exponent < 255 {
        made.power[exponent as usize] = value;
        made.power[exponent as usize + POWERS] = value;
        made.logarithm[value as usize] = exponent;
        let carry = value & 0x80;
        value <<= 1;
        if carry != 0 {
            value ^= POLYNOMIAL;
        }
        exponent += 1;
    }
    made
}

fn logarithm(of: u8) -> usize {
    usize::from(TABLES.logarithm[usize::from(of)])
}

pub(super) fn times(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    TABLES.power[logarithm(a) + logarithm(b)]
}

/// One divided by a number; nought for nought, which is never asked.
pub(super) fn inverse(of: u8) -> u8 {
    if of == 0 { 0 } else { TABLES.power[POWERS - logarithm(of)] }
}

/// Adds `factor` times a row of numbers to another.
pub(super) fn add_times(to: &mut [u8], row: &[u8], factor: u8) {
    if factor != 0 {
        to.iter_mut().zip(row).for_each(|(to, from)| *to ^= times(*from, factor));
    }
}

pub(super) fn scale(row: &mut [u8], factor: u8) {
    row.iter_mut().for_each(|value| *value = times(*value, factor));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As on paper: shift, and take the polynomial off.
    fn long_hand(a: u8, b: u8) -> u8 {
        let (mut a, mut product) = (u16::from(a), 0_u16);
        for bit in 0..8 {
            if (b >> bit) & 1 == 1 {
                product ^= a;
            }
            a <<= 1;
            if a & 0x100 != 0 {
                a ^= 0x11d;
            }
        }
        product.to_le_bytes()[0]
    }

    #[test]
    fn the_tables_say_what_long_hand_says() {
        for a in 0..=255_u8 {
            for b in 0..=255_u8 {
                assert_eq!(times(a, b), long_hand(a, b), "{a} times {b}");
            }
            assert_eq!(times(a, inverse(a)), u8::from(a != 0), "one through {a}");
        }
    }
}
