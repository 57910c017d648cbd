/// What a digest is computed of.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Bytes that are fed, in order.
    pub pieces: &'a [&'a [u8]],
    /// Replaces the initial register of a CRC, as it is shifted; the seed of other algorithms.
    pub initial: Option<u64>,
    /// Replaces the final xor of a CRC; other algorithms xor the low 64 bits with it.
    pub xor_out: Option<u64>,
}

/// A digest of 1 to 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest {
    bytes: [u8; 32],
    width: usize,
}

impl Digest {
    /// A digest that is an integer of so many bytes; none unless there are 1 to 16.
    pub fn from_integer(value: u128, width: usize) -> Option<Self> {
        value.to_le_bytes().get(..width).and_then(Self::from_bytes)
    }

    /// A digest that is a string of bytes; none unless there are 1 to 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() || bytes.len() > 32 {
            return None;
        }
        let mut digest = Self {
            bytes: [0; 32],
            width: bytes.len(),
        };
        for (target, byte) in digest.bytes.iter_mut().zip(bytes) {
            *target = *byte;
        }
        Some(digest)
    }

    /// The low 64 bits of an integer.
    pub(super) fn low(&self) -> u64 {
        View::own(&self.bytes, 0).le64(0)
    }

    /// Whether stored bytes begin with the digest's; what follows them is not compared.
    pub(super) fn begins(&self, stored: &[u8]) -> bool {
        let count = self.width.min(stored.len());
        count != 0 && self.bytes.get(..count) == stored.get(..count)
    }
}

/// Computes checksums, as the kernel's code or a program does.
pub trait Checksums {
    /// The digest of all pieces, fed in order.
    ///
    /// None if it cannot be computed: what it protects is then not verified, and never good.
    fn digest(&self, algorithm: Algorithm, request: &Request<'_>) -> Option<Digest>;
}
