import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// Makes copies of what an image is known by from one that is sound.
struct CopyMaker {
  let program: Program
  let checksums: ChecksumRegistry
  /// The image; its first copy may be damaged.
  let source: any ByteSource
  /// The one that is sound.
  let sound: Instance

  private var format: Format { program.format }
  /// Where the first copy is.
  private var start: UInt64 { format.firstPlace }

  /// The first copy, made from the sound one.
  func first() throws -> WritePlan.Write {
    // All that is read of the image's first structure is read of the sound copy.
    let base = PlannedSource(source, size: source.size, writes: [write(Array(sound.bytes), at: start)])
    let draft = try ImageDraft(program: program, checksums: checksums, source: base)
    return try made(try draft.walker.find(0, 0), in: draft)
  }

  /// The other copies, made from the first one, which is sound.
  func others() throws -> [WritePlan.Write] {
    let draft = try ImageDraft(program: program, checksums: checksums, source: source)
    return try draft.copies(of: 0).filter { $0.ordinal > 0 }.map { try made($0, in: draft) }
  }

  private func made(_ element: Element, in draft: ImageDraft) throws -> WritePlan.Write {
    let count = Int(clamping: try draft.walker.evaluator.size(of: sound))
    guard let run = sound.run(at: 0, count: count) else { throw NoValue.absent("a whole copy") }
    try draft.put(Array(run), at: 0, in: element)
    // What copies may differ in is each one's own: where the format says what it is there, it is that.
    let structure = format.structures[sound.structure]
    for item in draft.recipes.values[sound.structure].items {
      let field = structure.fields[item.field]
      guard let offset = field.offset, let type = field.type, case .expression(let value) = item.source,
        field.isDerived(in: draft.recipes.version ?? 0)
      else { continue }
      let evaluator = draft.walker.evaluator.within(try draft.walker.instance(of: element))
      guard try evaluator.isPresent(item.field) else { continue }
      try draft.put(
        try FieldValue.encode(try evaluator.value(value), as: type, window: 0), at: offset, in: element)
    }
    try draft.seal()
    return write(try draft.pages.bytes(at: element.place, count: count), at: element.place, element.ordinal)
  }

  private func write(_ bytes: [UInt8], at place: UInt64, _ ordinal: UInt64 = 0) -> WritePlan.Write {
    let kept = bytes.prefix(Int(clamping: source.size - min(place, source.size)))
    return WritePlan.Write(
      offset: place, content: .bytes(Array(kept)), name: "\(format.regions[0].name)[\(ordinal)]")
  }
}
