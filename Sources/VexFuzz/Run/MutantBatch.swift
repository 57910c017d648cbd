public import VexBytes
public import VexFormatSpec

/// Mutants of one structure, put one behind the other in memory that is used again for the next batch.
public struct MutantBatch: Sendable {
  /// The structure.
  public let structure: StructureID
  /// The region whose element it is.
  public let region: RegionID
  /// Bytes of all mutants.
  public private(set) var bytes: [UInt8] = []
  /// The mutants.
  public private(set) var entries: [Entry] = []
  /// What surrounds mutants; entries name one by its position.
  ///
  /// The first is the baseline's.
  public private(set) var contexts: [CaseContext]

  /// One mutant.
  public struct Entry: Sendable {
    /// Its number in the run.
    public var number: UInt64
    /// Where its bytes begin.
    public var start: Int
    /// How many bytes it has.
    public var count: Int
    /// What surrounds it.
    public var context: Int
    /// What was changed.
    var mutant: Mutant
    /// The rule that the mutant was searched for, instead of changed in a known way.
    var aim: UInt32?
  }

  private let baseline: StructureCase
  private var used = 0

  /// Makes an empty batch for mutants of `baseline`.
  public init(_ baseline: StructureCase) {
    self.baseline = baseline
    structure = baseline.structure
    region = baseline.region
    contexts = [baseline.context]
  }

  /// Forgets the mutants and keeps the memory.
  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    if contexts.count > 1 { contexts.removeLast(contexts.count - 1) }
    used = 0
  }

  /// Makes a mutant.
  mutating func append(
    _ mutant: Mutant, number: UInt64, _ repair: ChecksumRepair, _ format: Format, _ reader: ChecksumReader
  ) {
    var count = baseline.bytes.count
    if case .length(let length)? = mutant.surroundings { count = min(length, count) }
    let start = used
    used += count
    // An array of zeroes is copied at once, where a debug build takes a repeated element one by one.
    if bytes.count < used { bytes += [UInt8](repeating: 0, count: used - bytes.count) }
    var isSimple = mutant.surroundings == nil && !repair.reachesSources
    baseline.bytes.withBytes { source in
      bytes.withMutableBytes { target in
        _ = target.copy(from: source.extracting(first: count), to: start)
        var own = target._mutatingExtracting(start..<start + count)
        for edit in [mutant.edits.first, mutant.edits.second, mutant.edits.third] {
          guard let edit else { break }
          edit.apply(to: &own)
          if mutant.isRepaired && !repair.survives(edit.range) { isSimple = false }
        }
        if isSimple && mutant.isRepaired { repair.apply(to: &own, except: mutant.excluded) }
      }
    }
    var entry = Entry(number: number, start: start, count: count, context: 0, mutant: mutant)
    if !isSimple { settle(&entry, format, reader) }
    entries.append(entry)
  }

  /// Adds a structure as it is; it must be of the batch's structure.
  ///
  /// - `aim`: number of the rule that it shall break.
  public mutating func append(_ subject: StructureCase, number: UInt64 = 0, aim: UInt32? = nil) {
    let start = used
    used += subject.bytes.count
    if bytes.count > start { bytes.removeLast(bytes.count - start) }
    bytes += subject.bytes
    contexts.append(subject.context)
    entries.append(
      Entry(
        number: number, start: start, count: subject.bytes.count, context: contexts.count - 1, mutant: Mutant(),
        aim: aim))
  }

  /// Repairs a mutant that changed how checksums are computed, or where they are kept.
  private mutating func settle(_ entry: inout Entry, _ format: Format, _ reader: ChecksumReader) {
    var subject = StructureCase(
      structure: structure, region: region, bytes: Array(bytes[entry.start..<entry.start + entry.count]),
      context: baseline.context)
    if let change = entry.mutant.surroundings { subject.context.apply(change) }
    if entry.mutant.isRepaired { subject.repair(format, reader, except: entry.mutant.excluded) }
    contexts.append(subject.context)
    entry.context = contexts.count - 1
    let repaired = subject.bytes
    bytes.withMutableBytes { target in _ = repaired.withBytes { target.copy(from: $0, to: entry.start) } }
  }

  /// Some of the mutants.
  func part(_ range: Range<Int>) -> MutantBatch {
    var result = MutantBatch(baseline)
    for index in range { result.append(subject(entries[index]), number: entries[index].number) }
    return result
  }

  /// A mutant by itself.
  public func subject(_ entry: Entry) -> StructureCase {
    StructureCase(
      structure: structure, region: region, bytes: Array(bytes[entry.start..<entry.start + entry.count]),
      context: contexts[entry.context])
  }

  /// Calls `body` with the bytes of each mutant and what surrounds it, in order.
  @inlinable
  public func forEach(_ body: (RawSpan, CaseContext) -> Void) {
    bytes.withBytes { all in
      for entry in entries { body(all.extracting(entry.start..<entry.start + entry.count), contexts[entry.context]) }
    }
  }
}
