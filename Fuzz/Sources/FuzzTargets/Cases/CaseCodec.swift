import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
@testable import VexImage

/// A structure with all that decides about it, as bytes: what follows the length in the cases of the dispatcher in C.
///
/// A case is, in order and little-endian: structure u32, flags u32 (0), place u64, index u64, size of the image u64, number of
/// sources u32, number of parameters u32, the parameters u64 each, of each source its length u32 and its bytes, and the same of the
/// structure itself. One layout serves the Swift and the C targets, so that inputs of one are worth trying in the other.
enum CaseCodec {
  /// What comes before the first parameter.
  static let headSize = 40

  /// Reads a case; nil when it is none of the format.
  static func decode(_ bytes: ArraySlice<UInt8>, _ loaded: LoadedFormat) -> StructureCase? {
    var cursor = RecordReader(Array(bytes))
    guard let structure = cursor.integer(UInt32.self), cursor.integer(UInt32.self) == 0,
      let check = loaded.program.check(of: Int(structure)), let region = loaded.region(of: check),
      let place = cursor.integer(UInt64.self), let index = cursor.integer(UInt64.self),
      let size = cursor.integer(UInt64.self), cursor.integer(UInt32.self) == UInt32(check.sources.count),
      cursor.integer(UInt32.self) == UInt32(check.parameters.count)
    else { return nil }
    var context = CaseContext(place: place, index: index, imageSize: size)
    for parameter in check.parameters {
      guard let value = cursor.integer(UInt64.self) else { return nil }
      context.parameters.append(CaseParameter(given: parameter.given, value: value))
    }
    for source in check.sources {
      guard let bytes = cursor.run() else { return nil }
      context.sources.append(CaseSource(origin: source.origin, structure: source.structure, bytes: bytes, place: 0))
    }
    guard let bytes = cursor.run(), cursor.rest == 0 else { return nil }
    return StructureCase(structure: check.structure, region: region, bytes: bytes, context: context)
  }

  /// The case as bytes.
  static func encode(_ subject: StructureCase, _ format: Format) -> [UInt8] {
    var batch = MutantBatch(subject)
    batch.append(subject)
    return Array(DispatchedCases(format).input(batch).dropFirst(4))
  }
}

extension RecordReader {
  /// Bytes behind their number.
  fileprivate mutating func run() -> [UInt8]? { integer(UInt32.self).flatMap { run(Int($0)) } }
}
