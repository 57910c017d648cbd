import Foundation
import TestSupport
import Testing
import VexBytes
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// An image of version 2 whose version says 1 is refused, and not only because a checksum is wrong.
@Suite("A version byte set to 1") struct VersionByteTests {
  private static let rule = "vexfs/superblock.reserved_v1/zero"

  /// An image of version 2 that says it is of version 1, and the bytes that were changed for that.
  private func image() throws -> (bytes: [UInt8], changed: [Int]) {
    let shipped = try EditedFormat.shipped.get()
    let sound = try shipped.image(version: 2, blocks: 256, settings: ["label": "two"])
    #expect(try shipped.report(on: sound).verdict == .clean)
    var bytes = sound
    let place = try field("version").offset
    for copy in [0, bytes.count - 4096] { bytes[copy + place] = 1 }
    return (bytes, bytes.indices.filter { bytes[$0] != sound[$0] })
  }

  private func field(_ name: String) throws -> (offset: Int, count: Int) {
    let format = try EditedFormat.shipped.get().format
    let superblock = try #require(format.structure(named: "superblock"))
    let index = try #require(superblock.field(named: name))
    let offset = try #require(superblock.fields[index].offset)
    let count = try #require(superblock.fields[index].byteCount)
    return (offset, count)
  }

  @Test("is one byte of each copy")
  func change() throws {
    let (bytes, changed) = try image()
    let place = try field("version").offset
    #expect(changed == [place, bytes.count - 4096 + place])
  }

  @Test("is refused by the rule on version 1's reserved bytes")
  func refused() throws {
    let report = try EditedFormat.shipped.get().report(on: try image().bytes)
    #expect(report.verdict == .damaged)
    #expect(report.mount == .refuse)
    #expect(report.version == 1)
    let first = try #require(report.findings.first { $0.severity == .error })
    #expect(first.rule == Self.rule)
    #expect(!report.findings.contains { $0.rule.contains("checksum") })
    #expect(report.findings.allSatisfy { !$0.restsOnUnverified })
  }

  @Test("is refused with a checksum that was computed again")
  func repaired() throws {
    var bytes = try image().bytes
    let place = try field("checksum").offset
    let algorithm = try #require(ChecksumRegistry.builtIn.algorithm(named: "crc32c"))
    for copy in [0, bytes.count - 4096] {
      let digest = bytes.withBytes { algorithm.digest(of: $0.extracting(copy..<copy + place), ChecksumParameters()) }
      for index in 0..<4 { bytes[copy + place + index] = UInt8(truncatingIfNeeded: digest.low >> UInt64(index * 8)) }
    }
    #expect(bytes[place..<place + 4] != (try image().bytes)[place..<place + 4])
    let report = try EditedFormat.shipped.get().report(on: bytes)
    #expect(report.findings.first { $0.severity == .error }?.rule == Self.rule)
  }

  @Test("is refused while all reserved bytes but one are zero")
  func oneByte() throws {
    let shipped = try EditedFormat.shipped.get()
    var bytes = try shipped.image(version: 1, blocks: 8)
    #expect(try shipped.report(on: bytes).verdict == .clean)
    let (start, count) = try field("reserved_v1")
    for index in [start, start + count / 2, start + count - 1] {
      bytes[index] = 0x80
      #expect(try shipped.report(on: bytes).findings.map(\.rule) == [Self.rule], "byte \(index)")
      bytes[index] = 0
    }
  }

  @Test("ends vexfmt validate with 4 and the rule's name")
  func program() throws {
    let scratch = try Scratch()
    try scratch.write(try image().bytes, to: "two.img")
    let result = try Command.run(PackageFolder.vexfmt, ["validate", "two.img"], in: scratch)
    #expect(result.status == 4, "\(result.errors)")
    #expect((result.text + result.errors).contains("superblock.reserved_v1/zero"))
    let json = try Command.run(PackageFolder.vexfmt, ["validate", "--json", "two.img"], in: scratch)
    #expect(json.status == 4)
    let object = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
    let findings = try #require(object["findings"] as? [[String: Any]])
    #expect(findings.first?["rule"] as? String == Self.rule)
    #expect(!findings.contains { ($0["rule"] as? String)?.contains("checksum") ?? true })
  }
}
