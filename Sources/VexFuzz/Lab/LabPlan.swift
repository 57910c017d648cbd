import VexBytes
public import VexCodecs
import VexFormatSpec
import VexImage
public import VexPlugins

/// Everything that one run of the lab does, in order.
public struct LabPlan: Sendable {
  /// The groups; items are numbered through all of them, from 0.
  public var groups: [LabGroup]

  /// Makes a plan.
  public init(groups: [LabGroup]) { self.groups = groups }

  /// Number of items.
  public var count: Int { groups.reduce(0) { $0 + $1.items.count } }

  /// Size of the largest device, in bytes.
  public var largest: UInt64 { groups.map(\.size).max() ?? 0 }
}

/// Makes the plan of a format.
public struct LabPlanner {
  private let program: Program
  private let checksums: ChecksumRegistry
  private let seed: UInt64

  /// Makes a planner.
  ///
  /// - `seed`: everything random follows from it.
  public init(program: Program, checksums: ChecksumRegistry, seed: UInt64) {
    self.program = program
    self.checksums = checksums
    self.seed = seed
  }

  /// Steps, the corpus on every kind of device, devices of odd sizes and without sense, stopped migrations, and mutants.
  ///
  /// - `count`: so many mutants at least.
  public func plan(corpus: [CorpusCase], mutants count: Int) throws -> LabPlan {
    var groups: [LabGroup] = []
    let bases = try bases()
    for base in bases.small {
      for device in [LabDevice.loop, .disk] { groups.append(steps(on: device, base)) }
      groups.append(try facts(base))
    }
    for device in [LabDevice.ram, .loop, .disk] { groups += try self.corpus(corpus, on: device) }
    groups += devices(bases.small)
    groups += try LabMigrations(program: program, checksums: checksums).groups(bases.roomy)
    groups += mutantGroups(bases.small, bases.large, count)
    if let base = bases.small.last {
      for device in [LabDevice.brokenFirst, .brokenLast] {
        let item = LabItem(title: "reading fails with an I/O error", kind: .device)
        groups.append(LabGroup(device: device, size: base.size, base: base.source, items: [item]))
      }
      groups.append(last(base))
    }
    return LabPlan(groups: groups)
  }

  /// The smallest image of each version with each algorithm of checksums, the same with room to migrate, and a large one of
  /// the last version.
  private func bases() throws -> (small: [FreshImage], roomy: [FreshImage], large: [FreshImage]) {
    let versions: [UInt64?] = program.format.versions.map { $0.known.map { $0 } } ?? [nil]
    func images(_ sizes: [UInt64]) throws -> [FreshImage] {
      let usual = try versions.map { version in try image(version, sizes) }
      return usual.flatMap { [$0] + $0.withOtherChecksums(program, checksums: checksums) }
    }
    let small = try images(Self.smallest)
    let large = try small.last.map { [try image($0.version, [Self.large])] } ?? []
    return (small, try images([Self.roomy]), large)
  }

  /// Sizes that are tried in turn, in bytes, since only the format's rules know what is enough.
  private static let smallest = (1...16).map { UInt64($0) << 12 } + [1 << 20, 1 << 24]
  /// Any version has room in it for what another one needs.
  private static let roomy: UInt64 = 100 << 12
  /// Large enough that what describes an image's space takes more than one block, in any format.
  private static let large: UInt64 = 32 << 30

  private func image(_ version: UInt64?, _ sizes: [UInt64]) throws -> FreshImage {
    var failure: MakeError?
    for size in sizes {
      do { return try FreshImage(program, version: version, size: size, checksums: checksums) } catch {
        failure = error
      }
    }
    guard let failure else { throw CompiledC.Failure(description: "no size is tried") }
    throw failure
  }

  private func steps(on device: LabDevice, _ base: FreshImage) -> LabGroup {
    let names = [
      "busybox:10", device == .loop ? "cycles:2000" : "cycles:200", "status", "options", "validate", "readonly",
      "shared", "source",
    ]
    return LabGroup(device: device, size: base.size, base: base.source, items: names.map { step($0, base) })
  }

  /// What the kernel tells of an image of numbers that it cannot invent.
  private func facts(_ base: FreshImage) throws -> LabGroup {
    guard let facts = LabFacts(base, program, checksums) else {
      throw CompiledC.Failure(description: "a fresh image has not what a mount reads")
    }
    return LabGroup(device: .loop, size: base.size, base: facts.source, items: facts.steps.map { step($0, base) })
  }

  private func step(_ name: String, _ base: FreshImage) -> LabItem {
    LabItem(title: "\(name), \(base.title)", kind: .step, step: name)
  }

  /// What may leave nothing behind, on a sound image.
  private func last(_ base: FreshImage) -> LabGroup {
    LabGroup(
      device: .loop, size: base.size, base: base.source, items: ["reload", "health"].map { step($0, base) })
  }

  /// What cases have in common that lie on one device.
  private struct GroupKey: Hashable {
    var version: UInt64
    var settings: [String: String]
    var fresh: UInt64
    var size: UInt64
  }

  private func corpus(_ corpus: [CorpusCase], on device: LabDevice) throws -> [LabGroup] {
    var groups: [LabGroup] = []
    var positions: [GroupKey: Int] = [:]
    for corpusCase in corpus {
      let fresh = corpusCase.baseSize
      let size = corpusCase.size ?? fresh
      let item = LabItem(
        title: corpusCase.rule.isEmpty ? corpusCase.fileName : corpusCase.rule, kind: .corpus,
        patches: corpusCase.patches)
      let key = GroupKey(version: corpusCase.version, settings: corpusCase.settings, fresh: fresh, size: size)
      if let position = positions[key] {
        groups[position].items.append(item)
        continue
      }
      let base = try FreshImage(
        program, version: corpusCase.version, size: fresh, settings: corpusCase.settings, checksums: checksums)
      positions[key] = groups.count
      groups.append(LabGroup(device: device, size: size, base: base.source, items: [item]))
    }
    return groups.filter { $0.size > 0 }
  }

  /// Sound images on devices that are shorter or longer than they, bytes that are no image, and no bytes at all.
  private func devices(_ bases: [FreshImage]) -> [LabGroup] {
    var groups: [LabGroup] = []
    for device in [LabDevice.ram, .loop, .disk] {
      for base in bases {
        for size: UInt64 in [base.size, base.size / 2, base.size - 512, 1536, 512, base.size + 512, base.size * 3] {
          let item = LabItem(title: "\(base.title) on \(size) bytes", kind: .device)
          groups.append(LabGroup(device: device, size: size, base: base.source, items: [item]))
        }
      }
      var random = SeededGenerator(seed: seed)
      let noise = (0..<1 << 20).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let sources = [
        ("random bytes", noise), ("ones", [UInt8](repeating: 0xff, count: 1 << 20)), ("zeroes", [] as [UInt8]),
      ]
      for (name, bytes) in sources {
        let base = SparseSource(size: 1 << 20, pieces: [(UInt64(0), bytes)])
        let item = LabItem(title: "1 MiB of \(name)", kind: .device)
        groups.append(LabGroup(device: device, size: base.size, base: base, items: [item]))
      }
    }
    return groups
  }

  private func mutantGroups(_ small: [FreshImage], _ large: [FreshImage], _ count: Int) -> [LabGroup] {
    var groups: [LabGroup] = []
    var missing = count
    func add(_ device: LabDevice, _ base: FreshImage, _ size: UInt64, _ items: [LabItem]) {
      let items = items.map { item in
        var item = item
        item.title = "\(base.title) on \(size) bytes: \(item.title)"
        return item
      }
      missing -= items.count
      groups.append(LabGroup(device: device, size: size, base: base.source, items: items))
    }
    func mutants(_ base: FreshImage, _ size: UInt64) -> LabMutants {
      let group = LabGroup(device: .ram, size: size, base: base.source, items: [])
      return LabMutants(group, program: program, checksums: checksums, seed: seed)
    }
    let share = count / 10
    for base in large { add(.ram, base, base.size, mutants(base, base.size).random(count: share)) }
    // Other sizes move what rules compare with.
    for base in small { add(.ram, base, base.size * 2, mutants(base, base.size * 2).random(count: share)) }
    for (number, base) in small.enumerated() {
      let mutants = mutants(base, base.size)
      add(.ram, base, base.size, mutants.systematic())
      for device in [LabDevice.loop, .disk] { add(device, base, base.size, mutants.random(count: share / 20)) }
      // The last version has most rules.
      add(.ram, base, base.size, mutants.random(count: number == small.count - 1 ? missing : share))
    }
    return groups
  }
}
