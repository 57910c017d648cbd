public import VexBytes
public import VexCodecs
public import VexImage
public import VexPlugins

/// A fresh image that is the same every time: fixed seed, fixed time.
public struct FreshImage: Sendable {
  /// The version of the format; nil for the one that is usually written.
  public var version: UInt64?
  /// Size in bytes.
  public var size: UInt64
  /// Fields of the first structure by path, instead of what the specification says.
  public var settings: [String: String]
  /// The image; what is not written is zero.
  public var source: SparseSource

  /// Makes an image from the specification alone.
  ///
  /// Throws what the maker throws, when no sound image of that version and size exists.
  public init(
    _ program: Program, version: UInt64?, size: UInt64, settings: [String: String] = [:], checksums: ChecksumRegistry
  ) throws(MakeError) {
    self.version = version
    self.size = size
    self.settings = settings
    let options = MakeOptions(
      size: size, version: version, settings: settings.mapValues { .text($0) }, random: .seeded(1),
      clock: .fixed(1_700_000_000_000_000_000))
    let plan = try ImageMaker(program: program, checksums: checksums).plan(options)
    source = SparseSource(size: plan.size, pieces: plan.writes.map { ($0.offset, $0.bytes) })
  }

  /// What people call it: `version 3, xxh64, 20480 bytes`.
  var title: String {
    let settings = settings.sorted { $0.key < $1.key }.map { "\($0.value), " }.joined()
    return "\(version.map { "version \($0), " } ?? "")\(settings)\(size) bytes"
  }

  /// The same image with every other algorithm of checksums that its version can have.
  public func withOtherChecksums(_ program: Program, checksums: ChecksumRegistry) -> [FreshImage] {
    guard let kind = program.format.checksumKind else { return [] }
    return kind.kinds.compactMap { name in
      var settings = settings
      settings[kind.name] = name
      // A version that does not know the algorithm, or has none at all, has no such image.
      let made = try? FreshImage(program, version: version, size: size, settings: settings, checksums: checksums)
      return made.flatMap { $0.source.holdsTheSame(as: source) ? nil : $0 }
    }
  }

  /// The whole image in memory.
  ///
  /// Throws when it is larger than 16 MiB.
  public func bytes() throws(ImageError) -> [UInt8] {
    var bytes: [UInt8] = []
    try source.requireInside(offset: 0, length: min(source.size, 1 << 24))
    guard source.size <= 1 << 24 else {
      throw ImageError(path: source.name, kind: .outside(offset: 0, length: source.size, size: 1 << 24))
    }
    try source.read(at: 0, into: &bytes, count: Int(source.size))
    return bytes
  }
}
