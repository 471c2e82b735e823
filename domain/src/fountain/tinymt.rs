//! TinyMT32 (RFC 8682): chance that two phones draw alike, from a number they both know.

const MAT1: u32 = 0x8f70_11ee;
const MAT2: u32 = 0xfc78_ff1f;
const TEMPER: u32 = 0x3793_fdff;

/// How often the seed is stirred in, and how often it is turned before the first draw.
const STIRS: u32 = 8;
const TURNS: usize = 8;

pub(super) struct TinyMt32 {
    state: [u32; 4],
}

/// All bits of `of` where a number is odd, none where it is even.
const fn if_odd(number: u32, of: u32) -> u32 {
    if number & 1 == 1 { of } else { 0 }
}

impl TinyMt32 {
    pub(super) fn new(seed: u32) -> Self {
        let mut state = [seed, MAT1, MAT2, TEMPER];
        for (i, at) in (1..STIRS).zip((0..4).cycle().skip(1)) {
            let before = state[(at + 3) % 4];
            let stirred = (before ^ (before >> 30)).wrapping_mul(1_812_433_253);
            state[at] ^= stirred.wrapping_add(i);
        }
        let mut made = Self { state };
        (0..TURNS).for_each(|_| made.turn());
        made
    }

    fn turn(&mut self) {
        let [a, b, c, d] = self.state;
        let mut x = (a & 0x7fff_ffff) ^ b ^ c;
        x ^= x << 1;
        let y = d ^ (d >> 1) ^ x;
        self.state = [b, c ^ if_odd(y, MAT1), x ^ (y << 10) ^ if_odd(y, MAT2), y];
    }

    pub(super) fn next(&mut self) -> u32 {
        self.turn();
        let [a, _, c, d] = self.state;
        let sum = a.wrapping_add(c >> 8);
        d ^ sum ^ if_odd(sum, TEMPER)
    }

    /// The lowest byte of the next number.
    pub(super) fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8682, figure 2: the first numbers of seed 1.
    #[test]
    fn it_draws_what_the_standard_draws() {
        let mut chance = TinyMt32::new(1);
        let drawn: Vec<u32> = (0..10).map(|_| chance.next()).collect();
        assert_eq!(
            drawn,
            [
                2_545_341_989,
                981_918_433,
                3_715_302_833,
                2_387_538_352,
                3_591_001_365,
                3_820_442_102,
                2_114_400_566,
                2_196_103_051,
                2_783_359_912,
                764_534_509
            ]
        );
    }
}
