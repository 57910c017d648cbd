/// What a bundle says that it has: the file `plugin.yaml` in its folder.
public struct BundleManifest: Sendable, Equatable {
  /// The name of the file.
  public static let fileName = "plugin.yaml"
  /// Far more than any has; in bytes.
  public static let maximumBytes = 1 << 20

  /// The bundle's name.
  public var name: String
  /// Its version, in the author's way.
  public var version: String
  /// SPDX expression.
  public var license: String
  /// What people read about it.
  public var doc: String?
  /// Paths of specifications.
  public var formats: [String] = []
  /// Shared libraries and what they have.
  public var checksums: [Library] = []
  /// Programs that generate.
  public var generators: [Generator] = []
  /// Images, and what is to come of them.
  public var samples: [Sample] = []

  /// A shared library with checksum algorithms.
  public struct Library: Sendable, Equatable {
    /// Its path.
    public var path: String
    /// The names of its algorithms.
    public var names: [String]
  }

  /// A program that generates.
  public struct Generator: Sendable, Equatable {
    /// The name that `--plugin` takes.
    public var name: String
    /// Its path.
    public var path: String
  }

  /// An image, and what is to come of it.
  public struct Sample: Sendable, Equatable {
    /// Its path.
    public var path: String
    /// The format that its bytes have to choose.
    public var format: String
    /// What validate has to say.
    public var verdict: String
  }

  /// Paths of all that it names, relative to its folder, in order.
  public var paths: [String] {
    formats + checksums.map(\.path) + generators.map(\.path) + samples.map(\.path)
  }

  /// Reads a manifest.
  ///
  /// - text: the bytes of the file.
  /// - path: its path, for messages.
  ///
  /// Throws everything that is wrong with it.
  public init(text: [UInt8], path: String) throws(SpecificationError) {
    let root = try SyntaxLoader.load(text, path: path, kind: .bundle)
    var reading = ManifestReading()
    let manifest = reading.read(root)
    guard reading.diagnostics.isEmpty, let manifest else {
      throw SpecificationError(
        path: path, lines: SourceText.lines(of: text), diagnostics: reading.diagnostics.diagnostics)
    }
    self = manifest
  }

  init(name: String, version: String, license: String) {
    self.name = name
    self.version = version
    self.license = license
  }
}
