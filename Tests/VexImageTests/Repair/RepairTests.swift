import Testing
import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexImage

/// What the rest of an image determines is repaired to the same bytes, and nothing else is touched.
@Suite("Repairs")
struct RepairTests {
  private static let blocks = 200
  private let vexfs: Migrating
  private let repairer: ImageRepairer

  init() throws {
    vexfs = try Migrating(VexFS.program)
    repairer = try ImageRepairer(program: VexFS.program, checksums: .builtIn)
  }

  /// Version 3 with xxh64 for odd numbers, version 2 for even ones.
  private func image(_ number: Int = 0) throws -> [UInt8] {
    let settings: [String: MakeOptions.Setting] = ["label": .text("the-label"), "checksum_kind": .text("xxh64")]
    return try vexfs.fresh(
      UInt64(Self.blocks * 4096), version: number % 2 == 0 ? 2 : 3,
      settings: number % 2 == 0 ? ["label": .text("the-label")] : settings)
  }

  /// Damage to an image, by name.
  static let damages: [(name: String, make: @Sendable (inout [UInt8]) -> Void)] = [
    ("superblock zero", { $0.zero(0..<4096) }), ("superblock cut", { $0.zero(100..<4096) }),
    ("superblock bit", { $0[40] ^= 1 }), ("superblock version", { $0[4] = 1 }), ("superblock size", { $0[20] = 9 }),
    ("backup zero", { $0.zero((blocks - 1) * 4096..<blocks * 4096) }),
    ("backup bit", { $0[(blocks - 1) * 4096 + 3000] ^= 4 }), ("space map", { $0.zero(4096..<8192) }),
    ("space map record", { $0[4096 + 9] ^= 1 }), ("bitmap", { $0.zero(8192..<12288) }),
    ("bitmap bit", { $0[8192 + 77] ^= 1 }), ("all of it", { $0.zero(0..<12288) }),
    (
      "backup and bitmap",
      {
        $0[8192 + 77] ^= 1
        $0[(blocks - 1) * 4096] = 0
      }
    ),
  ]

  @Test("what is determined comes back to the byte", arguments: damages.map(\.name))
  func repairs(_ name: String) throws {
    let damage = try #require(Self.damages.first { $0.name == name })
    for number in 0..<2 {
      let old = try image(number)
      var image = old
      damage.make(&image)
      let plan = try repairer.plan(MemorySource(image), name: "image")
      #expect(plan.isComplete && !plan.actions.isEmpty && plan.obstacle == nil, "\(plan.after.findings.map(\.message))")
      let writes = try #require(plan.writes)
      #expect(writes.stages.last?.role == .commit)
      #expect(writes.writes.reduce(into: image) { $0.make($1) } == old)
    }
  }

  @Test("counters are counted again, with all copies")
  func counters() throws {
    let old = try image()
    let setter = FieldSetter(program: VexFS.program, checksums: .builtIn)
    for (field, value) in [("free_blocks", "5"), ("inodes_used", "9"), ("free_blocks", "300000")] {
      let wrong = try setter.plan(MemorySource(old), settings: [("superblock.\(field)", value)])
      let image = wrong.plan.writes.reduce(into: old) { $0.make($1) }
      #expect(try vexfs.report(image).verdict == .damaged)
      let plan = try repairer.plan(MemorySource(image), name: "image")
      #expect(plan.writes?.stages.map(\.name) == ["superblock[1]", "superblock[0]"])
      #expect(plan.writes?.writes.reduce(into: image) { $0.make($1) } == old)
    }
  }

  @Test("the first copy counts where both are sound, unless the user says otherwise")
  func copies() throws {
    let old = try image()
    var options = FieldSetter.Options()
    options.changesOneCopy = true
    let setter = FieldSetter(program: VexFS.program, checksums: .builtIn)
    let change = try setter.plan(MemorySource(old), settings: [("superblock.label", "other")], options: options).plan
    #expect(change.writes.map(\.name) == ["superblock[0]"])
    let image = change.writes.reduce(into: old) { $0.make($1) }
    let plan = try repairer.plan(MemorySource(image), name: "image")
    #expect(plan.writes?.writes.map(\.name) == ["superblock[1]"] && plan.after.verdict == .clean)
    let back = try repairer.plan(MemorySource(image), name: "image", from: 1)
    #expect(back.writes?.writes.reduce(into: image) { $0.make($1) } == old)
  }

  @Test("what the incident's tool wrote over a superblock is taken back by its backup, when asked")
  func incident() throws {
    let old = try image()
    var image = old
    let first = try vexfs.fresh(UInt64(Self.blocks * 4096), version: 1)
    image.replaceSubrange(0..<544, with: first[0..<544])
    #expect(try vexfs.report(image).version == 1 && vexfs.report(image).verdict == .clean)
    // It is a sound image of version 1 now; nobody guesses that it should be another one.
    #expect(try repairer.plan(MemorySource(image), name: "image").writes == nil)
    let plan = try repairer.plan(MemorySource(image), name: "image", from: 1)
    #expect(plan.writes?.writes.reduce(into: image) { $0.make($1) } == old)
  }

  @Test("a backup of another filesystem is not taken, and the right one is, where the superblock says")
  func strangers() throws {
    // A small image written onto a larger one: the old one's backup is at the end.
    var image = try vexfs.fresh(
      300 * 4096, version: 2, settings: ["label": .text("old"), "uuid": .text("00112233-4455-6677-8899-aabbccddeeff")])
    let small = try vexfs.fresh(200 * 4096, version: 2, settings: ["label": .text("new")])
    image.replaceSubrange(0..<small.count, with: small)
    let whole = image
    image[200] ^= 1
    let plan = try repairer.plan(MemorySource(image), name: "image")
    #expect(plan.writes?.writes.reduce(into: image) { $0.make($1) } == whole && plan.after.verdict == .clean)
    // Without the right backup, the other one is not guessed.
    image.zero(199 * 4096..<200 * 4096)
    #expect(refusal(image).contains("may be of what was there before"))
    // Nor is it for an image of version 1 with a damaged field.
    var first = try self.image()
    first.replaceSubrange(0..<544, with: try vexfs.fresh(UInt64(first.count), version: 1)[0..<544])
    first[9] ^= 2
    #expect(refusal(first).contains("may be of what was there before"))
  }

  @Test("what is computed from damage is not computed, however much there is")
  func hostile() throws {
    let setter = FieldSetter(program: VexFS.program, checksums: .builtIn)
    let size: UInt64 = 1 << 40
    let made = try ImageMaker(program: VexFS.program, checksums: .builtIn).plan(
      MakeOptions(size: size, random: .seeded(3), clock: .fixed(0)), on: Ground(size: size, isBlank: true))
    let image = PlannedSource.after(made, HugeZeroes(size: size))
    let table: UInt64 = 1 << 27
    let hostile = try setter.plan(
      image,
      settings: [
        ("superblock.inode_table.extents[0].length", "\(table)"),
        ("superblock.inode_table.extents[0].start.block", "1000000"),
        ("superblock.inode_table.size", "\(table * 4096)"), ("superblock.inode_table.blocks", "\(table)"),
      ]
    ).plan
    let plan = try repairer.plan(PlannedSource.after(hostile, image), name: "image")
    #expect(plan.writes == nil && !plan.isComplete)
  }

  @Test("a sound image is left alone")
  func sound() throws {
    for number in 0..<2 {
      let plan = try repairer.plan(MemorySource(try image(number)), name: "image")
      #expect(plan.writes == nil && plan.actions.isEmpty && plan.isComplete)
    }
  }

  @Test("what nothing determines is not guessed")
  func refusals() throws {
    let old = try image()
    let root = 3 * 4096 + 256
    for (place, value) in [(root + 16, 7), (root + 248, 1), (3 * 4096, 0)] as [(Int, UInt8)] {
      var image = old
      image[place] ^= value == 0 ? 0xff : value
      let plan = try repairer.plan(MemorySource(image), name: "image")
      #expect(plan.writes == nil && !plan.isComplete && plan.obstacle != nil)
    }
    // Damage that is determined beside damage that is not.
    var both = old
    both[root + 16] ^= 7
    both.zero((Self.blocks - 1) * 4096..<Self.blocks * 4096)
    let half = try repairer.plan(MemorySource(both), name: "image")
    #expect(half.writes?.writes.map(\.name) == ["superblock[1]"] && !half.isComplete)
    both = old
    both[100] ^= 1
    both[(Self.blocks - 1) * 4096 + 100] ^= 1
    #expect(refusal(both).contains("no copy of what it is known by is sound (superblock[0]: vexfs/superblock.checksum"))
    let marked = try vexfs.plan(old, to: 3).writes.prefix(2).reduce(into: old) { $0.make($1) }
    #expect(refusal(marked).contains("a migration of it was begun and not ended"))
    let setter = FieldSetter(program: VexFS.program, checksums: .builtIn)
    let unknown = try setter.plan(MemorySource(old), settings: [("superblock.incompat", "0x100")]).plan
    #expect(refusal(unknown.writes.reduce(into: old) { $0.make($1) }).contains("are not known"))
  }

  private func refusal(_ image: [UInt8], trusting: [String] = []) -> String {
    do {
      _ = try repairer.plan(MemorySource(image), name: "image", trusting: trusting)
      return ""
    } catch { return "\(error)" }
  }

  @Test("an element that the user trusts gets its checksum, and only if it is sound besides")
  func trust() throws {
    var image = try image()
    image[3 * 4096 + 256 + 16] ^= 7
    let plan = try repairer.plan(MemorySource(image), name: "image", trusting: ["inodes[1]"])
    #expect(plan.isComplete && plan.writes?.writes.map(\.name) == ["inodes[1]"])
    #expect(refusal(image, trusting: ["inode_chunks[0]"]).contains("its checksums are right already"))
    for path in ["inodes", "inodes[1].uid", "nodes[1]", "inodes[7]", "inodes[99999999]"] {
      #expect(refusal(image, trusting: [path]).contains("cannot be trusted"), "\(path)")
    }
    image[3 * 4096 + 256] ^= 1
    let wrong = try repairer.plan(MemorySource(image), name: "image", trusting: ["inodes[1]"])
    #expect(!wrong.isComplete)
  }

  @Test("no bit flip leads to a repair that is not what it was, or sound")
  func flips() throws {
    let old = try vexfs.fresh(64 * 4096, version: 3)
    var generator = SeededGenerator(seed: 5)
    var repaired = 0
    for _ in 0..<100 {
      var image = old
      // Metadata is at both ends.
      let place = Int(generator.next() % (5 * 4096))
      image[place < 4 * 4096 ? place : 63 * 4096 + place % 4096] ^= 1 << UInt8(generator.next() % 8)
      guard let plan = try? repairer.plan(MemorySource(image), name: "image"), let writes = plan.writes else {
        continue
      }
      let after = writes.writes.reduce(into: image) { $0.make($1) }
      if plan.isComplete {
        #expect(try vexfs.report(after).verdict == .clean)
        repaired += 1
      }
    }
    #expect(repaired > 60)
  }
}

/// So many zeroes.
private struct HugeZeroes: ByteSource {
  let size: UInt64
  var name: String { "image" }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try requireInside(offset: offset, length: UInt64(target.byteCount))
    _ = target.fill(from: 0, to: target.byteCount, value: 0)
  }
}

extension [UInt8] {
  /// Makes bytes zero.
  fileprivate mutating func zero(_ range: Range<Int>) { for index in range { self[index] = 0 } }
}
