import CXXHash

// The four of libxxhash. `initial` is the seed, 0 by default; there is no final xor of their own, so `xorOut` is xored
// into the lowest 64 bits. xxhash publishes no digests of `123456789`: the check values are those of libxxhash 0.8.1,
// after it passed the vectors that xxhash does publish (cli/xsum_sanity_check.c), which the tests repeat.
//
// One-shot digests are inlined into their witnesses, which otherwise copy the digest once more; that shows on small
// structures.

/// xxh32: 32 bits, with a seed of 32 bits.
public struct XXH32: ChecksumAlgorithm {
  /// Makes the algorithm.
  public init() {}

  /// The registered name.
  public var name: String { "xxh32" }
  /// Four bytes.
  public var width: Int { 4 }
  /// The digest of `123456789`.
  public var checkValue: Digest { Digest(low: 0x937b_ad67, width: 4) }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    XXHashState(XXH32Storage(seed: parameters.seed), xorOut: parameters.mask)
  }

  /// The digest of one run of bytes.
  @inline(__always)
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    unsafe bytes.withUnsafeBytes { buffer in
      let hash = unsafe CXXHash.XXH32(buffer.baseAddress, buffer.count, UInt32(truncatingIfNeeded: parameters.seed))
      return Digest(low: UInt64(hash ^ UInt32(truncatingIfNeeded: parameters.mask)), width: 4)
    }
  }
}

/// xxh64: 64 bits, with a seed of 64 bits.
public struct XXH64: ChecksumAlgorithm {
  /// Makes the algorithm.
  public init() {}

  /// The registered name.
  public var name: String { "xxh64" }
  /// Eight bytes.
  public var width: Int { 8 }
  /// The digest of `123456789`.
  public var checkValue: Digest { Digest(low: 0x8cb8_41db_40e6_ae83, width: 8) }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    XXHashState(XXH64Storage(seed: parameters.seed), xorOut: parameters.mask)
  }

  /// The digest of one run of bytes.
  @inline(__always)
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    unsafe bytes.withUnsafeBytes { buffer in
      let hash = unsafe CXXHash.XXH64(buffer.baseAddress, buffer.count, parameters.seed)
      return Digest(low: hash ^ parameters.mask, width: 8)
    }
  }
}

/// xxh3-64: 64 bits, with a seed of 64 bits.
public struct XXH3_64: ChecksumAlgorithm {
  /// Makes the algorithm.
  public init() {}

  /// The registered name.
  public var name: String { "xxh3-64" }
  /// Eight bytes.
  public var width: Int { 8 }
  /// The digest of `123456789`.
  public var checkValue: Digest { Digest(low: 0x72dc_b18b_67a1_7dff, width: 8) }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    XXHashState(XXH3Storage(seed: parameters.seed, width: 8), xorOut: parameters.mask)
  }

  /// The digest of one run of bytes.
  @inline(__always)
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    unsafe bytes.withUnsafeBytes { buffer in
      let hash =
        if let seed = parameters.initial {
          unsafe XXH3_64bits_withSeed(buffer.baseAddress, buffer.count, seed)
        } else {
          unsafe XXH3_64bits(buffer.baseAddress, buffer.count)
        }
      return Digest(low: hash ^ parameters.mask, width: 8)
    }
  }
}

/// xxh3-128: 128 bits, with a seed of 64 bits.
public struct XXH3_128: ChecksumAlgorithm {
  /// Makes the algorithm.
  public init() {}

  /// The registered name.
  public var name: String { "xxh3-128" }
  /// Sixteen bytes.
  public var width: Int { 16 }
  /// The digest of `123456789`.
  public var checkValue: Digest {
    Digest(low: 0xe971_6427_681d_5860, high: 0x3311_9477_ede5_dcd5, width: 16)
  }

  /// Begins a digest that is fed in pieces.
  public func begin(_ parameters: ChecksumParameters) -> any ChecksumState {
    XXHashState(XXH3Storage(seed: parameters.seed, width: 16), xorOut: parameters.mask)
  }

  /// The digest of one run of bytes.
  @inline(__always)
  public func digest(of bytes: RawSpan, _ parameters: ChecksumParameters) -> Digest {
    unsafe bytes.withUnsafeBytes { buffer in
      let hash = unsafe XXH3_128bits_withSeed(buffer.baseAddress, buffer.count, parameters.seed)
      return Digest(low: hash.low64 ^ parameters.mask, high: hash.high64, width: 16)
    }
  }
}

extension ChecksumParameters {
  /// The seed of an xxhash.
  @inline(__always)
  fileprivate var seed: UInt64 { initial ?? 0 }

  /// What is xored into the lowest 64 bits of an xxhash.
  @inline(__always)
  fileprivate var mask: UInt64 { xorOut ?? 0 }
}
