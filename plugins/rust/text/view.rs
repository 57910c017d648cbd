/// Some of the bytes that a check looks at, and where they lie.
///
/// What is not there reads as 0. The steps of a check prove that all is there before they read it, so
/// that this only spares the kernel a panic.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    bytes: &'a [u8],
    place: u64,
    is_own: bool,
}

impl<'a> View<'a> {
    /// The bytes under test, which lie at a place of the image.
    pub(super) fn own(bytes: &'a [u8], place: u64) -> Self {
        Self {
            bytes,
            place,
            is_own: true,
        }
    }

    /// Bytes of another structure, whose findings are told at the place of the one under test.
    pub(super) fn other(bytes: &'a [u8], place: u64) -> Self {
        Self {
            bytes,
            place,
            is_own: false,
        }
    }

    /// An element: `size` bytes, or as many of them as there are.
    pub(super) fn part(self, base: u64, index: u64, stride: u64, size: usize) -> Self {
        let start = index.wrapping_mul(stride).wrapping_add(base);
        let bytes = usize::try_from(start)
            .ok()
            .and_then(|start| self.bytes.get(start..));
        let bytes = bytes.unwrap_or_default();
        Self {
            bytes: bytes.get(..size).unwrap_or(bytes),
            place: self.place(start),
            ..self
        }
    }

    /// Where a byte lies in the image.
    pub(super) fn place(self, offset: u64) -> u64 {
        if self.is_own {
            self.place.wrapping_add(offset)
        } else {
            self.place
        }
    }

    /// How many bytes there are.
    pub(super) fn len(self) -> u64 {
        self.bytes.len() as u64
    }

    /// So many bytes from an offset on.
    pub(super) fn run(self, offset: usize, count: usize) -> &'a [u8] {
        self.bytes
            .get(offset..)
            .and_then(|bytes| bytes.get(..count))
            .unwrap_or_default()
    }

    /// The bytes between two offsets.
    pub(super) fn range(self, from: u64, end: u64) -> &'a [u8] {
        match (usize::try_from(from), usize::try_from(end)) {
            (Ok(from), Ok(end)) => self.bytes.get(from..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// All bytes from an offset on.
    pub(super) fn rest(self, offset: usize) -> &'a [u8] {
        self.bytes.get(offset..).unwrap_or_default()
    }

    fn array<const N: usize>(self, offset: usize) -> [u8; N] {
        let mut array = [0; N];
        for (target, byte) in array.iter_mut().zip(self.rest(offset)) {
            *target = *byte;
        }
        array
    }

    /// A byte.
    pub(super) fn u8(self, offset: usize) -> u64 {
        u8::from_le_bytes(self.array(offset)).into()
    }

    /// A little-endian integer of two bytes.
    pub(super) fn le16(self, offset: usize) -> u64 {
        u16::from_le_bytes(self.array(offset)).into()
    }

    /// A little-endian integer of four bytes.
    pub(super) fn le32(self, offset: usize) -> u64 {
        u32::from_le_bytes(self.array(offset)).into()
    }

    /// A little-endian integer of eight bytes.
    pub(super) fn le64(self, offset: usize) -> u64 {
        u64::from_le_bytes(self.array(offset))
    }

    /// A big-endian integer of two bytes.
    pub(super) fn be16(self, offset: usize) -> u64 {
        u16::from_be_bytes(self.array(offset)).into()
    }

    /// A big-endian integer of four bytes.
    pub(super) fn be32(self, offset: usize) -> u64 {
        u32::from_be_bytes(self.array(offset)).into()
    }

    /// A big-endian integer of eight bytes.
    pub(super) fn be64(self, offset: usize) -> u64 {
        u64::from_be_bytes(self.array(offset))
    }
}

/// Whether all bytes are zero.
pub(super) fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// Whether some byte is zero.
pub(super) fn has_nul(bytes: &[u8]) -> bool {
    bytes.contains(&0)
}

/// The number of 1 bits.
pub(super) fn ones(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(byte.count_ones())).sum()
}

/// The number of 1 bits from one bit to another, bit 0 lowest in the first byte.
pub(super) fn ones_in(bytes: &[u8], from: u64, end: u64) -> u64 {
    let mut ones = 0;
    let mut next = from;
    while next < end {
        let count = (8 - (next & 7)).min(end - next);
        let bits = byte(bytes, next >> 3) >> (next & 7);
        ones += u64::from((bits & ((1 << count) - 1)).count_ones());
        next += count;
    }
    ones
}

/// Whether a bit is set, bit 0 lowest in the first byte.
pub(super) fn bit(bytes: &[u8], index: u64) -> bool {
    byte(bytes, index >> 3) >> (index & 7) & 1 != 0
}

fn byte(bytes: &[u8], index: u64) -> u16 {
    let byte = usize::try_from(index)
        .ok()
        .and_then(|index| bytes.get(index));
    byte.copied().unwrap_or_default().into()
}
