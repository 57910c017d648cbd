import VexBytes
import VexCodecs
import VexFormatSpec

/// An image in memory whose structures are changed so that everything that follows from them is right again.
struct ImageEditor {
  let program: Program
  let reader: ChecksumReader
  private(set) var bytes: [UInt8]

  init(program: Program, reader: ChecksumReader, bytes: [UInt8]) {
    self.program = program
    self.reader = reader
    self.bytes = bytes
  }

  var format: Format { program.format }
  var raw: RawImage { RawImage(format: format, bytes: bytes) }

  /// Puts a structure into the image, with what it updates elsewhere, checksums, and those of what holds its sources.
  mutating func put(_ subject: StructureCase) {
    var subject = subject
    subject.update(format)
    subject.repair(format, reader)
    putAsItIs(subject)
  }

  /// Puts a structure into the image, and computes the checksums again of what holds its sources.
  mutating func putAsItIs(_ subject: StructureCase) {
    let before = raw.structureCase(subject.region, subject.context.index, subject.structure, program)
    write(subject.bytes, subject.context.place)
    for (number, source) in subject.context.sources.enumerated() {
      guard source.bytes != before?.context.sources[number].bytes else { continue }
      write(source.bytes, source.place)
      reseal(around: source)
    }
  }

  /// Puts the changes of a structure into all copies of it.
  mutating func putIntoCopies(_ subject: StructureCase, of sound: StructureCase) {
    guard let count = try? raw.count(of: subject.region) else { return }
    let places = sound.bytes.indices.filter { $0 < subject.bytes.count && sound.bytes[$0] != subject.bytes[$0] }
    for index in 0..<count {
      guard var copy = raw.structureCase(subject.region, index, subject.structure, program) else { continue }
      for place in places where place < copy.bytes.count { copy.bytes[place] = subject.bytes[place] }
      put(copy)
    }
  }

  private mutating func write(_ run: [UInt8], _ place: UInt64) {
    guard place <= UInt64(bytes.count) else { return }
    for (index, byte) in run.enumerated() where Int(place) + index < bytes.count { bytes[Int(place) + index] = byte }
  }

  /// Computes the checksums again of the structure in which a source lies.
  private mutating func reseal(around source: CaseSource) {
    for baseline in raw.baselines(program, limit: 64) {
      var subject = baseline.subject
      let range = subject.context.place..<subject.context.place + UInt64(subject.bytes.count)
      guard range.contains(source.place), subject.structure != source.structure else { continue }
      subject.repair(format, reader)
      write(subject.bytes, range.lowerBound)
    }
  }
}

extension RawImage {
  func structureCase(_ region: RegionID, _ index: UInt64, _ structure: StructureID, _ program: Program)
    -> StructureCase?
  {
    program.check(of: structure).flatMap { structureCase(region, index, $0) }
  }
}

extension StructureCase {
  /// Puts into what was given the values that follow from this structure.
  mutating func update(_ format: Format) {
    for (target, value) in format.structures[structure].updates {
      let evaluator = evaluator(format)
      guard case .given(let index) = target.root, let number = try? evaluator.integer(value),
        let located = try? evaluator.locate(target), let type = located.type?.integerType,
        let source = context.sources.firstIndex(where: { $0.origin == .given(index) })
      else { continue }
      let offset = located.holder.base + located.offset
      context.sources[source].bytes.withMutableBytes {
        _ = $0.storeInteger(number & type.mask, at: offset, width: type.width, type.order)
      }
    }
  }
}
