import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// What a change writes in one go, before it is marked.
struct WorkStage {
  var stage: WritePlan.Stage
  /// The region that is written.
  var region: RegionID
  /// The first element that it does not leave behind it.
  var cursor: UInt64 = 0
}

/// Lets an image say of itself that a change is under way, as its format has it: from before the first byte is changed until
/// what commits is written, so that no kernel and no tool takes it for either side.
struct ChangeMarker {
  let program: Program
  let checksums: ChecksumRegistry
  let marking: Marking
  /// When the change is begun, in nanoseconds since 1970.
  let started: Int64

  private var format: Format { program.format }

  /// The stages of a change with the mark before them, and its phases between them.
  func marked(
    _ work: [WorkStage], before: any ByteSource, after: any ByteSource
  ) throws -> [WritePlan.Stage] {
    guard let first = marking.phases.first, let last = marking.phases.last else { return work.map(\.stage) }
    let mark = try Mark(self, before, after, digest: digest(work))
    var stages = try mark.stages(first, cursor: 0)
    var phase = 0
    var cursor: UInt64 = 0
    for item in work {
      if let next = marking.phases.firstIndex(where: { $0.regions.contains(item.region) }) {
        if next != phase || item.cursor > cursor {
          stages += try mark.stages(marking.phases[next], cursor: item.cursor)
        }
        (phase, cursor) = (next, item.cursor)
      } else if item.region == 0, phase > 0, phase < marking.phases.count - 1 {
        phase = marking.phases.count - 1
        stages += try mark.stages(last, cursor: 0)
      }
      stages.append(item.stage)
    }
    return stages
  }

  /// Tells the change from all others.
  private func digest(_ work: [WorkStage]) -> Digest {
    var state = XXH3_128().begin(ChecksumParameters())
    func feed(_ number: UInt64) {
      (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64($0 * 8)) }.withBytes { state.update($0) }
    }
    for write in work.flatMap(\.stage.writes) {
      feed(write.offset)
      feed(write.content.count)
      if case .bytes(let bytes) = write.content { bytes.withBytes { state.update($0) } }
    }
    feed(UInt64(bitPattern: started))
    return state.finish()
  }
}

/// The mark of one change.
private struct Mark {
  let marker: ChangeMarker
  /// The image whose first structure is marked: of the version that has more, since one without the fields cannot tell.
  let image: any ByteSource
  /// What the mark says in all phases.
  let record: [Marking.Entry: [UInt8]]

  init(_ marker: ChangeMarker, _ before: any ByteSource, _ after: any ByteSource, digest: Digest) throws {
    self.marker = marker
    let ends = [before, after].map { source in
      RegionWalker(program: marker.program, source: ImageElements(source))
    }
    let versions = try ends.map { try $0.evaluator.version() }
    image = versions[0] > versions[1] ? before : after
    var record: [Marking.Entry: [UInt8]] = [:]
    let kinds = try ends.map { try Self.kind($0, marker.program.format) }
    for (entry, place) in marker.marking.record {
      switch entry {
      case .from: record[entry] = try Self.encode(versions[0], place.field)
      case .to: record[entry] = try Self.encode(versions[1], place.field)
      case .fromKind: record[entry] = try Self.encode(kinds[0], place.field)
      case .toKind: record[entry] = try Self.encode(kinds[1], place.field)
      case .started: record[entry] = try FieldValue.time(marker.started, as: place.field)
      case .plan:
        record[entry] = (0..<(place.field.byteCount ?? 0)).map { digest.byte($0) }
      case .phase, .cursor: break
      }
    }
    self.record = record
  }

  /// What chooses the algorithm of checksums; 0 in a version without such a choice.
  private static func kind(_ walker: RegionWalker, _ format: Format) throws -> UInt64 {
    guard let kind = format.checksumKind else { return 0 }
    let first = try walker.single(0)
    let field = format.structures[first.structure].fields[kind.field]
    guard try walker.evaluator.within(first).isPresent(kind.field), let offset = field.offset,
      let type = field.type?.integerType
    else { return 0 }
    return first.integer(at: offset, type) ?? 0
  }

  private static func encode(_ number: UInt64, _ field: Field) throws -> [UInt8] {
    guard let type = field.type?.integerType else { throw NoValue.absent("a number in '\(field.name)'") }
    return try FieldValue.encode(number, as: type)
  }

  /// Copies of the first structure, the last one first, each on the disk before the next, so that one is always whole.
  func stages(_ phase: Marking.Phase, cursor: UInt64) throws -> [WritePlan.Stage] {
    let draft = try ImageDraft(program: marker.program, checksums: marker.checksums, source: image)
    let copies = try draft.copies(of: 0)
    for copy in copies {
      let (word, offset) = (marker.marking.word, marker.marking.offset)
      let bits = try draft.pages.bits(at: copy.place + UInt64(offset), word)
      try draft.put(try FieldValue.encode(bits | marker.marking.mask, as: word), at: offset, in: copy)
      for (entry, place) in marker.marking.record {
        let bytes: [UInt8]?
        switch entry {
        case .phase: bytes = try Self.encode(phase.value, place.field)
        case .cursor: bytes = try Self.encode(cursor, place.field)
        default: bytes = record[entry]
        }
        if let bytes { try draft.put(bytes, at: place.offset, in: copy) }
      }
    }
    try draft.seal()
    return try copies.reversed().map { copy in
      let count = Int(clamping: try draft.walker.length(of: copy))
      let name = "\(draft.format.regions[0].name)[\(copy.ordinal)]"
      let write = WritePlan.Write(
        offset: copy.place, content: .bytes(try draft.pages.bytes(at: copy.place, count: count)), name: name)
      let place = cursor > 0 ? "\(phase.name) from \(cursor)" : phase.name
      return WritePlan.Stage(name: "\(place): \(name)", role: .mark, writes: [write])
    }
  }
}
