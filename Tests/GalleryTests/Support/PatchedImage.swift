import Foundation
import VexBytes

/// An image in memory, of which some bytes are changed without copying it.
struct PatchedImage: ByteSource {
  private let base: MemorySource
  private let patches: [UInt64: UInt8]

  init(_ bytes: [UInt8]) {
    base = MemorySource(bytes, name: "image")
    patches = [:]
  }

  init(_ file: URL) throws { self.init(Array(try Data(contentsOf: file))) }

  private init(_ base: MemorySource, _ patches: [UInt64: UInt8]) {
    self.base = base
    self.patches = patches
  }

  var name: String { base.name }
  var size: UInt64 { base.size }
  var bytes: [UInt8] { base.bytes }

  /// The same with some bits of a byte turned round.
  func turning(_ bits: UInt8, at offset: UInt64) -> PatchedImage {
    PatchedImage(base, patches.merging([offset: base.bytes[Int(offset)] ^ bits]) { $0 ^ $1 })
  }

  /// The same with other bytes at a place.
  func replacing(at offset: UInt64, _ bytes: [UInt8]) -> PatchedImage {
    let new = bytes.enumerated().map { (offset + UInt64($0.offset), $0.element) }
    return PatchedImage(base, patches.merging(new) { $1 })
  }

  /// A byte.
  func byte(at place: UInt64) -> UInt8 { patches[place] ?? base.bytes[Int(place)] }

  /// The places of bytes that this image or another one has changed, of one image.
  func places(differingFrom other: PatchedImage) -> [UInt64] {
    Set(patches.keys).union(other.patches.keys).filter { byte(at: $0) != other.byte(at: $0) }.sorted()
  }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try base.read(at: offset, into: &target)
    let length = UInt64(target.byteCount)
    for (place, byte) in patches where place >= offset && place - offset < length {
      target.storeBytes(of: byte, toByteOffset: Int(place - offset), as: UInt8.self)
    }
  }
}
