/// A CRC by its parameters, computed bit by bit.
struct Crc {
    /// Bits of the register.
    width: u32,
    /// The polynomial as the register is shifted: reflected, or in the highest bits.
    polynomial: u64,
    reflected: bool,
    /// The register before the first byte, as it is shifted.
    initial: u64,
    xor_out: u64,
}

impl Crc {
    /// The digest of all pieces, fed in order.
    fn digest(&self, request: &Request<'_>) -> Option<Digest> {
        let unused = 64 - self.width;
        let mask = u64::MAX >> unused;
        let mut register = request.initial.unwrap_or(self.initial) & mask;
        if !self.reflected {
            register <<= unused;
        }
        for byte in request.pieces.iter().copied().flatten() {
            register ^= u64::from(*byte) << if self.reflected { 0 } else { 56 };
            for _ in 0..8 {
                let (out, shifted) = if self.reflected {
                    (register & 1, register >> 1)
                } else {
                    (register >> 63, register << 1)
                };
                register = if out == 1 { shifted ^ self.polynomial } else { shifted };
            }
        }
        if !self.reflected {
            register >>= unused;
        }
        let value = (register ^ request.xor_out.unwrap_or(self.xor_out)) & mask;
        Digest::from_integer(u128::from(value), (self.width as usize + 7) / 8)
    }
}
