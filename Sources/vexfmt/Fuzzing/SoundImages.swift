import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage
import VexPlugins

/// A sound image in memory, from which mutants are made.
struct SoundImage {
  /// The version of its format; nil when the format has none.
  var version: UInt64?
  /// Fields of its first structure that are not as the specification says.
  var settings: [String: String] = [:]
  /// All of it.
  var bytes: [UInt8]

  /// An image is read into memory as a whole; in bytes.
  private static let largest = 1 << 30
  /// Sizes of fresh images that are tried in turn, in bytes, since only the format's rules know what is enough.
  private static let sizes: [UInt64] = [1 << 16, 1 << 20, 1 << 24]

  /// Reads the image of a user, with its format.
  static func read(
    _ path: String, spec: String?, _ reporter: Reporter
  ) throws(Failure) -> (CompiledSpecification, SoundImage) {
    guard let opened = try OpenedImage.open(path, try Formats(spec: spec, reporter)) else {
      throw .message(Formats.unrecognised(path))
    }
    let report = try opened.validate()
    guard report.findings.isEmpty else {
      throw .message("\(shown(path)): is not sound, so no verdict can be predicted; see vexfmt explain \(quoted(path))")
    }
    do {
      let bytes = try ImageFile.contents(of: path, limit: largest)
      return (opened.specification, SoundImage(version: report.version, bytes: bytes))
    } catch {
      throw .message("\(oneLine(error)); a smaller image has the same structures")
    }
  }

  /// A small image of each version of a format with each algorithm of checksums, the same every time.
  static func fresh(_ specification: CompiledSpecification) throws(Failure) -> [SoundImage] {
    if let maker = specification.format.maker {
      throw .message(
        "\(specification.format.name): \(shown(maker)) makes its images; name one that it made, from which mutants are made"
      )
    }
    let versions: [UInt64?] = specification.format.versions.map { $0.known.map { $0 } } ?? [nil]
    var images: [SoundImage] = []
    for version in versions { images += try fresh(specification, version) }
    return images
  }

  private static func fresh(
    _ specification: CompiledSpecification, _ version: UInt64?
  ) throws(Failure) -> [SoundImage] {
    var reason = ""
    for size in sizes {
      do {
        let made = try FreshImage(specification.program, version: version, size: size, checksums: .builtIn)
        return try ([made] + made.withOtherChecksums(specification.program, checksums: .builtIn)).map {
          SoundImage(version: version, settings: $0.settings, bytes: try $0.bytes())
        }
      } catch { reason = "\(error)" }
    }
    throw .message("\(shown(specification.source.path)): no fresh image can be made to start from: \(shown(reason))")
  }
}
