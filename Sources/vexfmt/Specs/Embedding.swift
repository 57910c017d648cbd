import VexCodecs
import VexFormatSpec

/// Makes the Swift in which specifications are built into the program.
enum Embedding {
  /// The files for the specifications at `paths`, which must compile and have complete lock files.
  static func files(_ paths: [String]) throws(Failure) -> [GeneratedFile] {
    var specifications: [ShippedSpecEmitter.Specification] = []
    for path in paths {
      let source = try SpecificationSource(path: path)
      let format = try source.compile()
      // What ships is out there: its numbers are to stay.
      if let warning = LockFile(source: source, format: format).warning { throw .message(warning) }
      if specifications.contains(where: { $0.name == format.name }) {
        throw .message(
          "\(shown(path)): the format \(format.name) is already among the specifications; name each one once")
      }
      specifications.append(
        ShippedSpecEmitter.Specification(
          format, file: path.split(separator: "/").last.map(String.init) ?? path,
          text: String(decoding: source.text, as: UTF8.self),
          lock: source.lock.map { String(decoding: $0, as: UTF8.self) }))
    }
    // The order of the command line must not decide which one an image is tried against first.
    specifications.sort { $0.name < $1.name }
    return ShippedSpecEmitter(specifications: specifications).files()
  }
}
