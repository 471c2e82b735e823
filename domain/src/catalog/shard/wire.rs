//! Numbers and bytes of a block, written and read back.
//!
//! What is read is never believed: a count is refused when the bytes that are
//! left could not hold so many, so that no block makes a phone allocate more
//! than a small multiple of its own size.

use super::ShardError;

#[derive(Debug, Default)]
pub(super) struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    /// LEB128: seven bits a byte, the lowest first.
    pub fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    pub fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    pub fn numbers(&mut self, numbers: impl IntoIterator<Item = u32>) {
        numbers.into_iter().for_each(|number| self.number(u64::from(number)));
    }

    /// Zigzag: small numbers of either sign are short.
    pub fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }
}

#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn number(&mut self) -> Result<u64, ShardError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first().ok_or(ShardError::Columns)?;
            self.bytes = rest;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(ShardError::Columns)
    }

    pub fn small(&mut self) -> Result<u32, ShardError> {
        // Most numbers of a block are a byte long.
        if let [byte @ 0..0x80, rest @ ..] = self.bytes {
            self.bytes = rest;
            return Ok(u32::from(*byte));
        }
        u32::try_from(self.number()?).map_err(|_| ShardError::Columns)
    }

    /// How many things follow, each at least a byte long.
    pub fn count(&mut self) -> Result<usize, ShardError> {
        let count = self.small()? as usize;
        if count > self.bytes.len() { Err(ShardError::Columns) } else { Ok(count) }
    }

    pub fn numbers(&mut self, count: usize) -> Result<Vec<u32>, ShardError> {
        if count > self.bytes.len() {
            return Err(ShardError::Columns);
        }
        // Not collected: a fallible iterator hides how many there will be.
        let mut numbers = Vec::with_capacity(count);
        for _ in 0..count {
            numbers.push(self.small()?);
        }
        Ok(numbers)
    }

    /// As many numbers, each below the bound.
    pub fn numbers_below(&mut self, bound: usize, count: usize) -> Result<Vec<u32>, ShardError> {
        let numbers = self.numbers(count)?;
        let is_below = numbers.iter().all(|number| (*number as usize) < bound);
        if is_below { Ok(numbers) } else { Err(ShardError::Columns) }
    }

    pub fn signed(&mut self) -> Result<i64, ShardError> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub fn slice(&mut self, count: usize) -> Result<&'a [u8], ShardError> {
        let (slice, rest) = self.bytes.split_at_checked(count).ok_or(ShardError::Columns)?;
        self.bytes = rest;
        Ok(slice)
    }
}
