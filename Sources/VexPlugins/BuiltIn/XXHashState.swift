import CXXHash

/// A digest of libxxhash in progress.
///
/// The library's states live on its own heap, because their size belongs to the library and not to its interface.
/// Copies of this value share one until either is fed.
struct XXHashState<Storage: XXHashStorage>: ChecksumState {
  private var storage: Storage
  private let xorOut: UInt64

  init(_ storage: Storage, xorOut: UInt64) {
    self.storage = storage
    self.xorOut = xorOut
  }

  mutating func update(_ bytes: RawSpan) {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
    // A null pointer is an error to some versions of the library, and an empty span may have one.
    guard !bytes.isEmpty else { return }
    storage.update(bytes)
  }

  func finish() -> Digest {
    var digest = storage.digest()
    digest.words.w0 ^= digest.width == 4 ? xorOut & 0xffff_ffff : xorOut
    return digest
  }
}

/// One state of libxxhash, freed with the last reference.
protocol XXHashStorage: AnyObject {
  func copy() -> Self
  func update(_ bytes: RawSpan)
  func digest() -> Digest
}

@safe final class XXH32Storage: XXHashStorage {
  private let state: OpaquePointer

  init(seed: UInt64) {
    unsafe state = allocated(XXH32_createState())
    unsafe XXH32_reset(state, UInt32(truncatingIfNeeded: seed))
  }

  private init(of other: XXH32Storage) {
    unsafe state = allocated(XXH32_createState())
    unsafe XXH32_copyState(state, other.state)
  }

  deinit { unsafe XXH32_freeState(state) }

  func copy() -> XXH32Storage { XXH32Storage(of: self) }
  func update(_ bytes: RawSpan) {
    _ = unsafe bytes.withUnsafeBytes { unsafe XXH32_update(state, $0.baseAddress, $0.count) }
  }
  func digest() -> Digest { Digest(low: UInt64(unsafe XXH32_digest(state)), width: 4) }
}

@safe final class XXH64Storage: XXHashStorage {
  private let state: OpaquePointer

  init(seed: UInt64) {
    unsafe state = allocated(XXH64_createState())
    unsafe XXH64_reset(state, seed)
  }

  private init(of other: XXH64Storage) {
    unsafe state = allocated(XXH64_createState())
    unsafe XXH64_copyState(state, other.state)
  }

  deinit { unsafe XXH64_freeState(state) }

  func copy() -> XXH64Storage { XXH64Storage(of: self) }
  func update(_ bytes: RawSpan) {
    _ = unsafe bytes.withUnsafeBytes { unsafe XXH64_update(state, $0.baseAddress, $0.count) }
  }
  func digest() -> Digest { Digest(low: unsafe XXH64_digest(state), width: 8) }
}

/// Of both widths: the library feeds them alike and differs only in the end.
@safe final class XXH3Storage: XXHashStorage {
  private let state: OpaquePointer
  private let width: Int

  init(seed: UInt64, width: Int) {
    self.width = width
    unsafe state = allocated(XXH3_createState())
    if width == 16 {
      unsafe XXH3_128bits_reset_withSeed(state, seed)
    } else {
      unsafe XXH3_64bits_reset_withSeed(state, seed)
    }
  }

  private init(of other: XXH3Storage) {
    width = other.width
    unsafe state = allocated(XXH3_createState())
    unsafe XXH3_copyState(state, other.state)
  }

  deinit { unsafe XXH3_freeState(state) }

  func copy() -> XXH3Storage { XXH3Storage(of: self) }

  func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { buffer in
      if width == 16 {
        _ = unsafe XXH3_128bits_update(state, buffer.baseAddress, buffer.count)
      } else {
        _ = unsafe XXH3_64bits_update(state, buffer.baseAddress, buffer.count)
      }
    }
  }

  func digest() -> Digest {
    if width == 16 {
      let hash = unsafe XXH3_128bits_digest(state)
      return Digest(low: hash.low64, high: hash.high64, width: 16)
    }
    return Digest(low: unsafe XXH3_64bits_digest(state), width: 8)
  }
}

/// The state, or the end of the program: without memory Swift's own allocations end it likewise.
private func allocated(_ state: OpaquePointer?) -> OpaquePointer {
  guard let state = unsafe state else { fatalError("out of memory") }
  return unsafe state
}
