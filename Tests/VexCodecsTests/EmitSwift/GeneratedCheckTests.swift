import Testing
import VexBytes
import VexCodecsGeneratedFixture
import VexPlugins

/// A header of version 2 that breaks no rule.
func goodHeader() throws -> Tiny.Header.Builder {
  var header = Tiny.Header.Builder()
  header.version = 2
  header.kind = .default
  header.os = .other(77)
  header.flags = [.small]
  header.blockSizeLog = 12
  header.totalLo = 100
  header.modePermissions = 0o644
  header.modeKind = .plain
  header.uuid = try #require(UUIDValue(bytes: Array(0..<16)))
  header.label = "tiny"
  header.delta = -8
  header.count = 1
  header.setSlots(3, to: true)
  header.extents = [Tiny.Extent.Builder(bytes: [5, 0, 0, 0, 6, 0, 0, 0])]
  header.point.start = 9
  header.point.length = 10
  header.extra = 0x0102_0304_0506_0708
  return header
}

let tinyContext = Tiny.Context(imageSize: 1 << 20, checksums: .builtIn)

@Suite struct GeneratedCheckTests {
  func check(_ bytes: [UInt8], _ context: Tiny.Context = tinyContext, place: UInt64 = 1000) -> Finding {
    bytes.withBytes { Tiny.Header.check($0, in: context, place: place, index: 0) }
  }

  @Test func sealedIsClean() throws {
    let header = try goodHeader().sealed(in: tinyContext, place: 0)
    #expect(header.finding == .clean)
    #expect(check(header.bytes) == .clean)
  }

  /// Changes a good header, seals only its checksum, and checks it.
  func finding(_ change: (inout Tiny.Header.Builder) -> Void) throws -> Finding {
    var header = try goodHeader()
    change(&header)
    let patches = try header.bytes.withBytes { bytes in
      Result { () throws(Finding) in try Tiny.Header.digests(of: bytes, in: tinyContext, place: 0, index: 0) }
    }.get()
    for patch in patches { header.store(patch) }
    return check(header.bytes)
  }

  @Test func eachRuleNamesItselfAndItsPlace() throws {
    #expect(try finding { $0.blockSizeLog = 16 } == Finding(rule: 13, severity: .error, offset: 1016))
    #expect(
      try finding { $0.flags = Tiny.Features(rawValue: 4) } == Finding(rule: 7, severity: .readonly, offset: 1008))
    #expect(
      try finding { $0.label = String(repeating: "x", count: 16) } == Finding(rule: 8, severity: .warning, offset: 1040)
    )
    #expect(try finding { $0.setSlots(15, to: true) } == Finding(rule: 9, severity: .error, offset: 1062))
    #expect(try finding { header in (0..<9).forEach { header.setSlots($0, to: true) } }.rule == 9)
    #expect(try finding { $0.point.length = 0 } == Finding(rule: 11, severity: .warning, offset: 1084))
    #expect(try finding { $0.extents[0].length = 995 } == Finding(rule: 12, severity: .error, offset: 1068))
    #expect(try finding { $0.delta = 8 } == Finding(rule: 14, severity: .warning, offset: 1056))
    #expect(try finding { $0.delta = -9 } == Finding(rule: 14, severity: .warning, offset: 1056))
    #expect(try finding { $0.delta = 7 } == .clean)
    // 2 is no square, 4 is one; the second extent then counts too.
    #expect(try finding { $0.count = 2 } == Finding(rule: 15, severity: .warning, offset: 1060))
    #expect(try finding { $0.count = 4 } == .clean)
    #expect(
      try finding {
        $0.count = 4; $0.extents[1].start = 1000
      } == Finding(rule: 12, severity: .error, offset: 1076))
    #expect(try finding { $0.extents[1].start = 1000 } == .clean)
    #expect(try finding { $0.store(.init(view: 0, offset: 13, 1 as UInt8, .little)) }.rule == 10)
  }

  @Test func earlyStagesEndTheCheck() throws {
    let good = try goodHeader().sealed(in: tinyContext, place: 0).bytes
    #expect(check([]) == Finding(rule: 1, severity: .error, offset: 1000))
    #expect(check(Array(good.prefix(95))).rule == 1)
    #expect(check(Array(good.prefix(103))).rule == 5)
    for (offset, rule) in [(0, 2), (3, 2), (4, 3), (12, 4), (88, 6), (103, 6), (30, 6)] as [(Int, UInt32)] {
      var bytes = good
      bytes[offset] ^= 0x80
      #expect(check(bytes).rule == rule, "byte \(offset)")
    }
  }

  @Test func theFirstOfTheGreatestSeverityStays() throws {
    let both = try finding {
      $0.delta = 8; $0.flags = Tiny.Features(rawValue: 4); $0.point.length = 0
    }
    #expect(both == Finding(rule: 7, severity: .readonly, offset: 1008))
    let warnings = try finding {
      $0.delta = 8; $0.point.length = 0
    }
    #expect(warnings.rule == 11)
    let error = try finding {
      $0.flags = Tiny.Features(rawValue: 4); $0.setSlots(15, to: true)
    }
    #expect(error == Finding(rule: 9, severity: .error, offset: 1062))
  }

  @Test func withoutTheAlgorithmNothingIsVerified() throws {
    let bytes = try goodHeader().sealed(in: tinyContext, place: 0).bytes
    let poor = Tiny.Context(imageSize: 1 << 20, checksums: ChecksumRegistry())
    #expect(check(bytes, poor) == Finding(rule: 6, severity: .warning, offset: 1088))
    #expect(throws: Finding(rule: 6, severity: .error, offset: 88)) { try goodHeader().sealed(in: poor, place: 0) }
  }

  @Test func versionOneIsShorter() throws {
    var header = try goodHeader()
    header.version = 1
    header.resize(to: 96)
    let sealed = try header.sealed(in: tinyContext, place: 0)
    #expect(sealed.bytes.count == 96)
    #expect(sealed.extra == nil)
    #expect(sealed.byteCount == 96)
    // Rule 15 takes the version less one and asks for a power of two.
    #expect(sealed.finding == .clean)
  }

  /// No byte string whatever may trap, and none but the good one may pass.
  @Test func damageIsFoundOrHarmless() throws {
    let good = try goodHeader().sealed(in: tinyContext, place: 0).bytes
    for offset in good.indices {
      for mask in [0x01, 0x80, 0xff] as [UInt8] {
        var bytes = good
        bytes[offset] ^= mask
        #expect(check(bytes).severity == .error, "byte \(offset)")
      }
    }
    for count in 0...good.count {
      _ = check([UInt8](repeating: 0xff, count: count))
      _ = check(Array(good.prefix(count)))
    }
  }
}
