import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// A user's own format with two versions: no Swift knows anything of it.
@Suite("Migrating any format")
struct AnyFormatMigrationTests {
  /// Big-endian; the second version has wider rows elsewhere, twice as many of them, checksums, a total and a time.
  static let ledger = """
    format: ledger
    endian: big
    license: MIT
    versions: {by: head.version, write: 1}
    units: {page: 512}
    flags:
      marks: {type: u8, unknown: refuse, bits: {closed: 0, audited: 3, signed: {bit: 1, versions: 2}}}
    features: {marks: head.marks}
    structures:
      head:
        size: 64
        fields:
          magic:   {at: 0, type: "bytes[4]", magic: LDGR}
          version: {at: 4, type: u16, in: [1, 2]}
          rows_v1: {at: 6, type: u16, versions: 1, range: ..= 4, new: 4}
          era:     {at: 6, type: u16, versions: 2, is: 7}
          title:   {at: 8, type: "text[15]"}
          marks:   {at: 23, type: marks}
          rest_v1: {at: 24, size: 40, versions: 1, unused: zero}
          rows:    {at: 24, type: u64, versions: 2, range: ..= 8}
          total:   {at: 32, type: u64, versions: 2}
          since:   {at: 40, type: u32, unit: unix_s, versions: 2, new: now}
          rest:    {at: 44, size: 16, versions: 2, unused: zero}
          sum:     {at: 60, type: u32, versions: 2, checksum: {algorithm: crc32, over: [0 .. offset(this)]}}
      row:
        size: 8
        versions: 1
        fields:
          amount:  {at: 0, type: u32}
          account: {at: 4, type: u16}
          rest:    {at: 6, size: 2, unused: zero}
      wide_row:
        size: 24
        versions: 2
        given: {number: u64}
        fields:
          amount:  {at: 0, type: u64}
          account: {at: 8, type: u32}
          note:    {at: 12, type: "text[8]"}
          sum:     {at: 20, type: u32, checksum: {algorithm: crc32, over: [u16be(number), 0 .. offset(this)]}}
    image:
      head:      {of: head, at: 0, owns: page}
      rows:      {of: row, versions: 1, at: 512 + index * 8, count: {is: head.rows_v1, max: 4}}
      wide_rows: {of: wide_row, versions: 2, at: 1024 + index * 24, count: {is: head.rows, max: 8}, given: {number: index}}
    rules:
      total: {versions: 2, valid: "head.total == sum(r in wide_rows: r.amount)"}
    migrations:
      - from: 1
        to: 2
        needs:
          large_enough: {valid: size(image) >= 2048}
          open: {valid: not old.features.closed, doc: A closed ledger stays as it is.}
        build: [wide_rows]
        set:
          head.rows: new.head.era + 1
          head.total: counted
          wide_rows.amount: "index < old.head.rows_v1 ? old.rows[index].amount : 0"
          wide_rows.account: "index < old.head.rows_v1 ? old.rows[index].account : 0"
        drop: {rows: they become wide_rows, head.rows_v1: it becomes rows}
        features: {set: [signed]}
        back:
          needs:
            narrow: {valid: "all(r in old.wide_rows: r.amount < 2^32 and r.account < 2^16 and zero(r.note))"}
            few: {valid: "all(r in old.wide_rows if index(r) >= 4: r.amount == 0 and r.account == 0)"}
          build: [rows]
          set:
            rows.amount: "old.wide_rows[index].amount"
            rows.account: "old.wide_rows[index].account"
            head.rows_v1: "4"
          features: {clear: [signed]}
          drop: {wide_rows: they become rows, head: totals and times are of version 2 alone}
    """

  private func ledger(_ text: String = Self.ledger) throws -> (Migrating, [UInt8]) {
    let migrating = try Migrating(text: text)
    var image = try migrating.fresh(2048, version: 1, settings: ["title": "petty cash"])
    image.replaceSubrange(512..<544, with: (0..<4).flatMap { row in [0, 1, 0, row, 0, 40 + row, 0, 0] as [UInt8] })
    image[23] = 1 << 3
    return (migrating, image)
  }

  private func big(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> UInt64 {
    bytes[offset..<offset + width].reduce(0) { $0 << 8 | UInt64($1) }
  }

  @Test("rows are widened, the table grows, checksums and a total come, and back again")
  func thereAndBack() throws {
    let (migrating, old) = try ledger()
    let new = try migrating.migrated(old, to: 2)
    let report = try migrating.report(new)
    #expect(report.verdict == .clean && report.version == 2, "\(report.findings.map(\.message))")
    #expect(big(new, 4, 2) == 2 && big(new, 6, 2) == 7 && new.text(8, 15) == "petty cash")
    #expect(new[23] == 1 << 3 | 1 << 1)
    #expect(big(new, 24, 8) == 8 && big(new, 32, 8) == 4 * 65_536 + 6 && big(new, 40, 4) == 1_700_000_000)
    #expect((0..<8).map { big(new, 1024 + $0 * 24, 8) } == [65_536, 65_537, 65_538, 65_539, 0, 0, 0, 0])
    #expect((0..<8).map { big(new, 1032 + $0 * 24, 4) } == [40, 41, 42, 43, 0, 0, 0, 0])
    let back = try migrating.migrated(new, to: 1)
    #expect(try migrating.report(back).verdict == .clean)
    #expect(back[0..<1024] == old[0..<1024])
    // The rows of version 2 are still there, and there is nothing new to say.
    #expect(try migrating.migrated(back, to: 2) == new)
  }

  @Test("every interruption leaves one version or the other")
  func interruptions() throws {
    let (migrating, old) = try ledger()
    var image = old
    for version in [2, 1] as [UInt64] {
      let before = try migrating.report(image).version
      for write in try migrating.plan(image, to: version).writes {
        let report = try migrating.report(image)
        #expect(report.verdict == .clean && report.version == before)
        image.make(write)
      }
      #expect(try migrating.report(image).version == version)
    }
  }

  @Test("what a version cannot hold is not lost")
  func needs() throws {
    let (migrating, old) = try ledger()
    var closed = old
    closed[23] |= 1
    #expect(migrating.broken(closed, to: 2) == ["ledger/1-2/open"])
    let new = try migrating.migrated(old, to: 2)
    var rich = new
    rich[1024] = 1
    rich[1024 + 5 * 24 + 8] = 1
    rich[32] = 1
    for row in [0, 5] {
      let place = 1024 + row * 24
      rich.putBig(([0, UInt8(row)] + rich[place..<place + 20]).crc32, at: place + 20)
    }
    rich.putBig(Array(rich[0..<60]).crc32, at: 60)
    #expect(try migrating.report(rich).verdict == .clean)
    #expect(migrating.broken(rich, to: 1) == ["ledger/2-1/narrow", "ledger/2-1/few"])
  }

  @Test("what is written before the commit may not lie over what is there")
  func room() throws {
    let (migrating, old) = try ledger(Self.ledger.replacing("at: 1024 + index", with: "at: 520 + index"))
    #expect(migrating.broken(old, to: 2).contains("ledger/1-2/room"))
  }

  @Test("an edge that makes no sound image is refused before anything is written")
  func unsound() throws {
    let (migrating, old) = try ledger(Self.ledger.replacing("head.total: counted", with: "head.total: \"3\""))
    let refusal = migrating.refusal(old, to: 2)
    guard case .unsound(let report)? = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(report.findings.map(\.rule) == ["ledger/image/total"])
    let (other, image) = try ledger(Self.ledger.replacing("head.rows: new.head.era + 1", with: "head.rows: \"9\""))
    let second = other.refusal(image, to: 2)
    guard case .make(let failure)? = second else {
      Issue.record("\(String(describing: second))")
      return
    }
    #expect(failure.subject == "ledger/head.rows/range", "\(failure)")
  }

  @Test("a value without a value is told with its line")
  func noValue() throws {
    let (migrating, old) = try ledger(Self.ledger.replacing("new.head.era + 1", with: "new.head.era - 9"))
    let refusal = migrating.refusal(old, to: 2)
    guard case .make(let failure)? = refusal else {
      Issue.record("\(String(describing: refusal))")
      return
    }
    #expect(failure.subject == "head.rows" && failure.reason.contains("7 - 9"), "\(failure)")
  }

  @Test("several edges are one plan, and versions without a way are refused")
  func ways() throws {
    let counter = """
      format: counter
      endian: little
      license: MIT
      versions: s.v
      structures:
        s:
          size: 16
          fields:
            magic: {at: 0, type: "bytes[4]", magic: CNTR}
            v: {at: 4, type: u32, in: [1, 2, 3, 4]}
            n: {at: 8, type: u64}
      image: {s: {of: s, at: 0}}
      migrations:
        - {from: 1, to: 2, set: {s.n: old.s.n + 1}}
        - {from: 2, to: 3, set: {s.n: old.s.n * 10}}
        - {from: 3, to: 1}
      """
    let migrating = try Migrating(text: counter)
    var image = Array("CNTR".utf8) + [1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]
    let plan = try migrating.plan(image, to: 3)
    #expect(plan.steps.map(\.to) == [2, 3])
    for write in plan.writes { image.make(write) }
    #expect(image[4] == 3 && image[8] == 50)
    let refusal = try #require(migrating.refusal(image, to: 4))
    #expect("\(refusal)" == "no way leads from version 3 to version 4; it can become version 1, 2")
    #expect(migrating.refusal(image, to: 5)?.kind == "version")
  }
}

extension [UInt8] {
  /// CRC-32 bit by bit, as a textbook has it.
  fileprivate var crc32: UInt32 {
    var register: UInt32 = 0xffff_ffff
    for byte in self {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xedb8_8320 : register >> 1 }
    }
    return ~register
  }

  fileprivate mutating func putBig(_ value: UInt32, at offset: Int) {
    for byte in 0..<4 { self[offset + byte] = UInt8(truncatingIfNeeded: value >> UInt32(24 - byte * 8)) }
  }
}
