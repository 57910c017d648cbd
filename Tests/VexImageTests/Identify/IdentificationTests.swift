import Testing
import VexBytes

@testable import VexImage

/// What an identification says as a whole: blank or not, its fingerprint, what it accepts.
@Suite struct IdentificationTests {
  @Test func blank() throws {
    let large = try Identifying.identify([UInt8](repeating: 0, count: (1 << 20) + 1))
    #expect(large.isBlank && !large.isWhole && large.findings.isEmpty)
    for count in [1000, 1 << 20] {
      let small = try Identifying.identify([UInt8](repeating: 0, count: count))
      #expect(small.isBlank && small.isWhole)
    }
    var bytes = [UInt8](repeating: 0, count: 8 << 20)
    bytes[try FingerprintTests.unsampled(of: bytes.count)] = 1
    // Nobody looked there, and whoever did says so.
    #expect(try Identifying.identify(bytes).isBlank)
    let known = try Identifying.identify(bytes, isKnownZero: false)
    #expect(!known.isBlank && known.isWhole)
    bytes[bytes.count - 1] = 1
    #expect(try !Identifying.identify(bytes).isBlank)
  }

  @Test func accepts() throws {
    let image = try Identifying.identify(VexFSImage(totalBlocks: 5).bytes)
    let uuid = try #require(image.findings.first?.uuid)
    #expect(uuid == "01020304-0506-0708-090a-0b0c0d0e0f10")
    for id in [image.fingerprint, image.fingerprint.uppercased(), uuid, uuid.uppercased()] {
      #expect(image.accepts(id), "\(id)")
    }
    for id in ["", "yes", "0", String(image.fingerprint.dropLast()), "01020304-0506-0708-090a-0b0c0d0e0f11"] {
      #expect(!image.accepts(id), "\(id)")
    }
    // A backup's UUID is as good; nothing else is when nothing is recognised.
    var bytes = VexFSImage(totalBlocks: 5).bytes
    bytes.replaceSubrange(0..<4096, with: [UInt8](repeating: 0, count: 4096))
    #expect(try Identifying.identify(bytes).accepts(uuid))
    #expect(try !Identifying.identify([UInt8](repeating: 0, count: 20480)).accepts(uuid))
  }

  @Test func losses() throws {
    let image = try Identifying.identify(VexFSImage(totalBlocks: 5).bytes)
    let uuid = "UUID 01020304-0506-0708-090a-0b0c0d0e0f10"
    #expect(
      image.losses == [
        "VexFS 2, label \"test\", \(uuid), at offset 0, checksum valid",
        "VexFS 2, backup superblock, label \"test\", \(uuid), at offset 16384, checksum valid",
      ])
  }

  @Test func damagedSuperblock() throws {
    var bytes = VexFSImage(totalBlocks: 5).bytes
    bytes[40] ^= 1
    let image = try Identifying.identify(bytes)
    let primary = try #require(image.findings.first { $0.role == .primary })
    #expect(primary.certainty == .magic && primary.checksum == .wrong)
    #expect(image.findings.contains { $0.role == .backup && $0.certainty == .checksum })
  }

  /// A place that cannot be read hides what is there and nothing else.
  @Test func unreadablePlaces() throws {
    let image = VexFSImage(totalBlocks: 5)
    let found = try Identifying.identifier.identify(BrokenSource(base: image.source, from: 16384))
    #expect(found.findings.map(\.role) == [.primary])
    #expect(!found.unread.isEmpty && !found.isBlank)
    #expect(found.unread.allSatisfy { if case .io = $0.kind { true } else { false } })
  }
}

/// A source of which no byte from some place on can be read.
private struct BrokenSource: ByteSource {
  let base: SparseSource
  let from: UInt64
  var name: String { base.name }
  var size: UInt64 { base.size }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    guard offset + UInt64(target.byteCount) <= from else {
      throw ImageError(path: name, kind: .io(errno: 5, offset: offset))
    }
    try base.read(at: offset, into: &target)
  }
}
