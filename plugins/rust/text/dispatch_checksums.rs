#[repr(C)]
struct Piece {
    data: *const u8,
    len: usize,
}

extern "C" {
    fn vexfmt_checksum(
        algorithm: *const c_char,
        pieces: *const Piece,
        count: u32,
        initial: *const c_ulonglong,
        xorout: *const c_ulonglong,
        digest: *mut c_ulonglong,
    ) -> c_int;
}

/// The checksums of vexfmt_checksums.c.
struct FromC;

impl Checksums for FromC {
    fn digest(&self, algorithm: Algorithm, request: &Request<'_>) -> Option<Digest> {
        let pieces: Vec<Piece> = request
            .pieces
            .iter()
            .map(|piece| Piece {
                data: piece.as_ptr(),
                len: piece.len(),
            })
            .collect();
        let optional = |value: &Option<u64>| {
            value
                .as_ref()
                .map_or(std::ptr::null(), |value| value as *const u64)
        };
        let mut words = [0_u64; 4];
        // SAFETY: All pointers are to what lives until the function returns, and it keeps none.
        let width = unsafe {
            vexfmt_checksum(
                name(algorithm).as_ptr().cast(),
                pieces.as_ptr(),
                pieces.len() as u32,
                optional(&request.initial),
                optional(&request.xor_out),
                words.as_mut_ptr(),
            )
        };
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes
            .get(..usize::try_from(width).ok()?)
            .and_then(Digest::from_bytes)
    }
}

/// A case; not every format has parameters.
#[allow(dead_code)]
struct Job<'a> {
    structure: u32,
    place: u64,
    index: u64,
    parameters: Vec<u64>,
    sources: Vec<&'a [u8]>,
    buffer: &'a [u8],
}
