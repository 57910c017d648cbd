import Testing
import VexBytes
import VexCodecsGeneratedFixture
import VexPlugins

@Suite struct GeneratedAccessTests {
  @Test func whatIsWrittenIsRead() throws {
    let header = try goodHeader().sealed(in: tinyContext, place: 0)
    #expect(header.magic == Array("TINY".utf8))
    #expect(header.version == 2)
    #expect(header.kind == .default)
    #expect(header.os == .other(77))
    #expect(header.flags == .small)
    #expect(header.blockSize == 4096)
    #expect(header.mode == 0x11a4)
    #expect(header.modePermissions == 0o644)
    #expect(header.modeKind == .plain)
    #expect(header.uuid.description == "00010203-0405-0607-0809-0a0b0c0d0e0f")
    #expect(header.label == "tiny")
    #expect(header.delta == -8)
    #expect(Array(header.slots.enumerated().filter(\.element).map(\.offset)) == [3])
    #expect(header.extents?.count == 1)
    #expect(header.extents?.first?.start == 5)
    #expect(header.extents?.first?.length == 6)
    #expect(header.point.start == 9)
    #expect(header.extra == 0x0102_0304_0506_0708)
  }

  /// The bytes themselves, against offsets that a person wrote down.
  @Test func bytesAreWhereTheFormatSays() throws {
    let bytes = try goodHeader().sealed(in: tinyContext, place: 0).bytes
    #expect(bytes.count == 104)
    #expect(Array(bytes[4..<14]) == [2, 0, 2, 77, 0, 0, 0, 1, 12, 0])
    #expect(Array(bytes[56..<72]) == [0xf8, 0xff, 0xff, 0xff, 1, 0, 8, 0, 5, 0, 0, 0, 6, 0, 0, 0])
    #expect(Array(bytes[96..<104]) == [8, 7, 6, 5, 4, 3, 2, 1])
    var zeroed = bytes
    for offset in 88..<92 { zeroed[offset] = 0 }
    let crc = try #require(ChecksumRegistry.builtIn.algorithm(named: "crc32c"))
    let digest = zeroed.withBytes { crc.digest(of: $0, ChecksumParameters()) }
    #expect(digest.bytes == Array(bytes[88..<92]))
  }

  @Test func conditionsDecideAboutPresence() throws {
    var header = try goodHeader()
    header.totalHi = 3
    #expect(try header.sealed(in: tinyContext, place: 0).totalHi == nil)
    #expect(try header.sealed(in: tinyContext, place: 0).total == 100)
    header.flags.insert(._64bit)
    #expect(try header.sealed(in: tinyContext, place: 0).totalHi == 3)
    #expect(try header.sealed(in: tinyContext, place: 0).total == 3 << 32 | 100)
    header.total = 0x5_0000_0007
    #expect(header.totalHi == 5)
    #expect(header.totalLo == 7)
  }

  @Test func bitsWithoutANameStay() {
    var header = Tiny.Header.Builder()
    header.mode = 0xffff
    header.modePermissions = 0
    #expect(header.mode == 0xfe00)
    header.modeKind = .default
    #expect(header.mode == 0x2e00)
    header.modeKind = nil
    #expect(header.mode == 0x2e00)
    header.setSlots(16, to: true)
    header.setSlots(-1, to: true)
    #expect(!header.slots.contains(true))
  }

  @Test func longValuesAreCutToTheirField() {
    var header = Tiny.Header.Builder()
    header.delta = 1
    header.label = String(repeating: "é", count: 9) + "x"
    #expect(header.label == String(repeating: "é", count: 8))
    header.label = "x" + String(repeating: "é", count: 9)
    #expect(header.label == "x" + String(repeating: "é", count: 7))
    #expect(header.delta == 1)
    header.`class` = [1, 2, 3]
    #expect(header.`class` == [1, 2])
    #expect(header.extra == 0)
  }

  @Test func copyingIsTheIdentity() throws {
    let header = try goodHeader().sealed(in: tinyContext, place: 0)
    #expect(Tiny.Header.Builder(copying: header).bytes == header.bytes)
    #expect(try Tiny.Header.Builder(copying: header).sealed(in: tinyContext, place: 0).bytes == header.bytes)
    #expect(try Tiny.Unverified<Tiny.Header>(header.bytes).verify(in: tinyContext, place: 0).bytes == header.bytes)
    var noise = [UInt8](repeating: 0, count: 104)
    for index in noise.indices { noise[index] = UInt8(truncatingIfNeeded: index &* 37 &+ 11) }
    #expect(Tiny.Header.Builder(bytes: noise).bytes == noise)
  }

  /// One digest covers the other, is stored in two halves, and needs a source and what the caller supplies.
  @Test func digestsAreSealedInnermostFirst() throws {
    let header = try goodHeader().sealed(in: tinyContext, place: 0)
    var record = Tiny.Record.Builder()
    record.value = 42
    record.owner = 7
    let sealed = try record.sealed(in: tinyContext, place: 500, index: 3, header: header, owner: 7)
    #expect(sealed.finding == .clean)
    #expect(sealed.late(header: header) == 0)
    #expect(sealed.digest != [UInt8](repeating: 0, count: 8))

    // The other digest that may be stored there verifies too, and is never written.
    var second = Tiny.Record.Builder(copying: sealed)
    let crc = Array(sealed.bytes[0..<8]).withBytes { CRC32C().digest(of: $0, ChecksumParameters()) }
    second.store(DigestPatch(view: 0, offset: 8, crc))
    let patches = try second.bytes.withBytes { bytes in
      header.bytes.withBytes { header in
        Result { () throws(Finding) in
          try Tiny.Record.digests(of: bytes, in: tinyContext, place: 500, index: 3, header: header, owner: 7)
        }
      }
    }.get()
    #expect(patches.contains { $0.offset == 8 && $0.bytes == sealed.digest })
    for patch in patches where patch.offset != 8 { second.store(patch) }
    let other = try Tiny.Unverified<Tiny.Record>(second.bytes).verify(
      in: tinyContext, place: 500, index: 3, header: header, owner: 7)
    #expect(other.finding == .clean && other.bytes != sealed.bytes)

    let again = Tiny.Unverified<Tiny.Record>(sealed.bytes)
    #expect(throws: Finding(rule: 21, severity: .error, offset: 508)) {
      try again.verify(in: tinyContext, place: 500, index: 4, header: header, owner: 7)
    }
    #expect(throws: Finding(rule: 23, severity: .error, offset: 520)) {
      try again.verify(in: tinyContext, place: 500, index: 3, header: header, owner: 8)
    }
    var seed = Tiny.Header.Builder(copying: header)
    seed.uuid = .zero
    let reseeded = try seed.sealed(in: tinyContext, place: 0)
    #expect(throws: Finding(rule: 21, severity: .error, offset: 508)) {
      try again.verify(in: tinyContext, place: 500, index: 3, header: reseeded, owner: 7)
    }
    var bytes = sealed.bytes
    bytes[19] ^= 1
    #expect(throws: Finding(rule: 22, severity: .error, offset: 516)) {
      try Tiny.Unverified<Tiny.Record>(bytes).verify(in: tinyContext, place: 500, index: 3, header: header, owner: 7)
    }
  }

  @Test func rulesAndValuesHaveNames() {
    #expect(Tiny.ruleName(13) == "tiny/header/fits")
    #expect(Tiny.ruleName(99) == nil)
    #expect(Tiny.slotsPerWord == 65536)
    #expect(Tiny.System(rawValue: 0) == .linux)
    #expect(Tiny.System(rawValue: 1) == .other_)
    #expect(Tiny.System.other(1) == .other_)
    #expect(Tiny.Kind(rawValue: 3) == nil)
    #expect(Tiny.Features(rawValue: 7).unknown.rawValue == 4)
  }
}
