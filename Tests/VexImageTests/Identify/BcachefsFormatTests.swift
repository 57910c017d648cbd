import Testing
import VexBytes
import VexCodecs

@testable import VexImage

/// bcachefs from bytes put together by its header, since Debian 12 has no tools that make one.
@Suite struct BcachefsFormatTests {
  private static let size = 8 << 20
  private static let sectors: [UInt64] = [8, 2056, 14336]

  private func image() throws -> [UInt8] {
    let signature = try #require(Identifying.library.specifications.first { $0.name == "bcachefs" }?.signature)
    let magic = try #require(signature.magic.first)
    var image = ImageBytes(count: Self.size)
    for sector in Self.sectors {
      let at = Int(sector) * 512
      image.set(1 << 10 | 28, at: at + 16, width: 2)
      image.set(1 << 10, at: at + 18, width: 2)
      image.set(magic.bytes, at: at + Int(magic.offset))
      image.set((0..<16).map { 0xA0 + $0 }, at: at + 40)
      image.set((1...16).map { $0 }, at: at + 56)
      image.set("data", at: at + 72)
      image.set(sector, at: at + 104, width: 8)
      image.set(8, at: at + 120, width: 2)
      image.set(1, at: at + 123, width: 1)
      image.set(1, at: at + 140, width: 4)
      // No checksum, nodes of 512 sectors, 8 per cent in reserve, one copy of everything.
      image.set(512 << 12 | 8 << 28 | 1 << 48 | 1 << 52, at: at + 144, width: 8)
      image.set(1 << 20 | 1 << 24, at: at + 152, width: 8)
      image.set(magic.bytes, at: at + 240)
      image.set(11, at: at + 240 + 17, width: 1)
      image.set(UInt64(Self.sectors.count), at: at + 240 + 18, width: 1)
      for (index, place) in Self.sectors.enumerated() { image.set(place, at: at + 264 + index * 8, width: 8) }
    }
    return image.bytes
  }

  @Test func recognised() throws {
    let findings = try Identifying.identify(try image()).findings
    #expect(findings.map(\.offset) == [4096, 1_052_672, 7_340_032])
    #expect(findings.map(\.role) == [.primary, .backup, .backup])
    for finding in findings {
      #expect(finding.id == "bcachefs" && finding.version == "1.28" && finding.label == "data")
      #expect(finding.uuid == "01020304-0506-0708-090a-0b0c0d0e0f10")
      #expect(finding.certainty == .structure && finding.checksum == .unverified)
    }
  }

  /// The last one is a bucket from the end, and is found without the layout.
  @Test func firstMegabytesZeroed() throws {
    var bytes = try image()
    bytes.replaceSubrange(0..<2 << 20, with: [UInt8](repeating: 0, count: 2 << 20))
    let found = try Identifying.identify(bytes)
    #expect(found.findings.map(\.offset) == [7_340_032])
    let assessment = try #require(RecoveryAssessment(found, target: "a.img"))
    #expect(assessment.remains.map(\.state) == [.backup])
  }
}
