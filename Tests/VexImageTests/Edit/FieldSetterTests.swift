import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// Single fields get values, and their checksums and copies are right afterwards.
@Suite("Setting fields")
struct FieldSetterTests {
  private let vexfs: Migrating
  private let setter: FieldSetter
  private let image: [UInt8]

  init() throws {
    vexfs = try Migrating(VexFS.program)
    setter = FieldSetter(program: VexFS.program, checksums: .builtIn)
    image = try vexfs.fresh(100 * 4096, version: 3)
  }

  private func value(_ path: String, _ image: [UInt8]) throws -> String? {
    let decoder = ImageDecoder(program: VexFS.program, source: MemorySource(image))
    guard case .field(let field, _) = try decoder.select(path) else { return nil }
    return field.value.plain
  }

  private func set(_ settings: [(String, String)], _ options: FieldSetter.Options = .init()) throws -> [UInt8] {
    try setter.plan(MemorySource(image), settings: settings, options: options).plan.writes
      .reduce(into: image) { $0.make($1) }
  }

  /// A field, what it is set to, and what it reads as then.
  static let values: [(path: String, value: String, reads: String)] = [
    ("superblock.label", "another label", "another label"), ("superblock.label", "", ""),
    ("superblock.uuid", "00112233-4455-6677-8899-aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff"),
    ("superblock.error_count", "0x10", "16"), ("superblock.created", "-5", "-5"),
    ("superblock.hash_seed", "0x000102030405060708090a0b0c0d0e0f", "0x000102030405060708090a0b0c0d0e0f"),
    ("superblock.compat", "packed", "packed"), ("superblock.compat", "journal|packed", "journal|packed"),
    ("superblock.compat", "0", "0"), ("superblock.state", "+errors", "clean|errors"),
    ("superblock.state", "-clean|+errors", "errors"), ("inodes[1].uid", "1000", "1000"),
    ("inodes[1].mode.permissions", "493", "493"), ("inodes[1].flags", "noatime|nodump", "noatime|nodump"),
    ("superblock.migration.v1_free_blocks", "7", "7"), ("superblock.regions[1].first", "0", "0"),
    ("superblock.inode_table.atime", "12", "12"),
  ]

  @Test("a value of each kind is set, and the image is clean but for what the value breaks", arguments: values)
  func sets(_ path: String, _ text: String, _ reads: String) throws {
    let new = try set([(path, text)])
    #expect(try value(path, new) == reads)
    let report = try vexfs.report(new)
    // Every checksum is right, and the copies agree.
    #expect(
      !report.findings.contains { $0.rule.hasSuffix("/checksum") || $0.rule.hasSuffix("/copies") }, "\(report.findings)"
    )
  }

  @Test("bits of a map are set, with the checksum that another structure keeps, and that one's own")
  func elsewhere() throws {
    let free = try #require(try value("space_map[0].records[0].free", image).flatMap(Int.init))
    let new = try set([("bitmap[0].map[50]", "1"), ("space_map[0].records[0].free", "\(free - 1)")])
    #expect(try value("bitmap[0].map[50]", new) == "true")
    #expect(try vexfs.report(new).findings.map(\.rule).contains { $0.hasSuffix("bitmap_matches") })
    #expect(try !vexfs.report(new).findings.contains { $0.rule.hasSuffix("checksum") })
    #expect(try value("space_map[0].records[0].checksum", new) != value("space_map[0].records[0].checksum", image))
  }

  @Test("several fields are set at once, everything else first and the superblock last")
  func several() throws {
    let plan = try setter.plan(
      MemorySource(image), settings: [("superblock.label", "x"), ("inodes[1].gid", "4"), ("inodes[1].uid", "5")])
    #expect(plan.plan.stages.map(\.name) == ["elements", "superblock[1]", "superblock[0]"])
    #expect(plan.plan.stages.map(\.role) == [.preparation, .preparation, .commit])
    #expect(plan.changes.map(\.new) == ["x", "4", "5"] && plan.changes.map(\.old) == ["", "0", "0"])
    #expect(try vexfs.report(plan.plan.writes.reduce(into: image) { $0.make($1) }).verdict == .clean)
  }

  @Test("what is left wrong on request is wrong, and nothing else")
  func leftWrong() throws {
    var options = FieldSetter.Options()
    options.keepsChecksums = true
    let stale = try set([("inodes[1].uid", "1000")], options)
    #expect(try vexfs.report(stale).findings.map(\.rule) == ["vexfs/inode.checksum/checksum"])
    #expect(zip(stale, image).count { $0 != $1 } == 2)
    options = FieldSetter.Options()
    options.changesOneCopy = true
    let one = try set([("superblock[1].label", "x")], options)
    #expect(try value("superblock[1].label", one) == "x" && value("superblock[0].label", one) == "")
    #expect(try vexfs.report(one).findings.map(\.rule) == ["vexfs/image.superblock/copies"])
    // A field in which copies differ is each one's own.
    let own = try set([("superblock[1].block", "3")])
    #expect(try value("superblock[0].block", own) == "0" && value("superblock[1].block", own) == "3")
  }

  @Test("checksums are stored where the copies are, and not where they would be", arguments: ["5", "99", "101", "200"])
  func places(_ blocks: String) throws {
    let new = try set([("superblock.total_blocks", blocks)])
    for copy in 0..<2 {
      let at = copy * 99 * 4096
      #expect(new.number(at + 4092, 4) == new.crc32c(at..<at + 4092) && new.number(at + 16, 8) == UInt64(blocks))
    }
  }

  @Test("an element that is damaged does not get a right checksum")
  func damaged() throws {
    var image = image
    image[3 * 4096 + 256 + 20] ^= 1
    #expect {
      try setter.plan(MemorySource(image), settings: [("inodes[1].uid", "3")])
    } throws: {
      "\($0)".hasPrefix("inodes[1]: its checksum is wrong already")
    }
  }

  /// Settings that are refused, and words of the message.
  static let refusals: [(path: String, value: String, words: String)] = [
    ("superblock.lable", "x", "'lable'"), ("superblok.label", "x", "has no region 'superblok'"),
    ("superblock", "x", "is no field"), ("inodes.uid", "3", "has many elements"), ("inodes[9].uid", "3", "free"),
    ("inodes[4000].uid", "3", "inodes[4000]"), ("superblock.bitmap_blocks", "3", "which is computed"),
    ("superblock.reserved1", "3", "reserved"), ("superblock.regions", "3", "cannot be set like that"),
    ("superblock.regions[32].start", "3", "element 32 of 32"), ("superblock.label[3]", "x", "element 3"),
    ("superblock.label.x", "x", "'x'"), ("superblock.checksum", "5", "--keep-checksums"),
    ("space_map[0].seal.checksum", "1", "--keep-checksums"), ("superblock.version", "three", "is no number"),
    ("superblock.version", "-1", "does not fit"), ("superblock.version", "4294967296", "does not fit"),
    ("superblock.label", String(repeating: "a", count: 65), "room for 64"), ("superblock.uuid", "1234", "is no UUID"),
    ("superblock.hash_seed", "0x123", "half a byte"), ("superblock.hash_seed", "0xzz", "hexadecimal digits"),
    ("superblock.hash_seed", "0x" + String(repeating: "00", count: 17), "do not fit"),
    ("superblock.checksum_kind", "md5", "crc32c, xxh64"), ("superblock.state", "cleen", "clean, errors"),
    ("superblock.state", "+clean|errors", "is no number"), ("inodes[1].mode.kind", "16", "does not fit into 4 bits"),
    ("inodes[1].mode.sort", "1", "'sort'"), ("bitmap[0].map[32768]", "1", "bit 32768"),
    ("bitmap[0].map[1]", "2", "does not fit into 1 bits"), ("a..b", "1", "not a path"),
    ("inodes[1].body", "1", "'body'"),
  ]

  @Test("what leads nowhere or does not fit is refused by name", arguments: refusals)
  func refuses(_ path: String, _ text: String, _ words: String) throws {
    #expect {
      try setter.plan(MemorySource(image), settings: [(path, text)])
    } throws: {
      "\($0)".contains(words)
    }
  }

  @Test("what get prints, set takes, and nothing changes")
  func thereAndBack() throws {
    let decoder = ImageDecoder(program: VexFS.program, source: MemorySource(image))
    for path in ["superblock", "inodes[1]", "space_map[0].seal", "superblock.migration"] {
      let object: DecodedObject
      switch try decoder.select(path) {
      case .image(let image): object = try #require(image.regions.first?.elements.first?.object)
      case .field(let field, _):
        guard case .object(let found) = field.value else { continue }
        object = found
      }
      for field in object.fields where field.offset != nil {
        guard let plain = field.value.plain, !field.name.hasPrefix("reserved") else { continue }
        if case .array = field.value { continue }
        if case .bits = field.value { continue }
        let plan = try setter.plan(MemorySource(image), settings: [("\(path).\(field.name)", plain)]).plan
        #expect(plan.writes.isEmpty, "\(path).\(field.name) = \(plain)")
      }
    }
  }
}
