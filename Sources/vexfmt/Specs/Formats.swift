import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

/// The formats that images are compared with: the one that `--spec` names, or those that are built in or of plugins.
struct Formats {
  /// What `--spec` names, if it was given.
  let name: String?
  private let named: CompiledSpecification?
  private let library: FormatLibrary
  private let bundled: [InstalledPlugins.BundledFormat]

  /// Makes the set of formats; compiles what `name` names, and otherwise what plugins have.
  ///
  /// What is wrong with plugins is told, and they are left out.
  init(spec name: String?, _ reporter: Reporter) throws(Failure) {
    self.name = name
    let plugins = InstalledPlugins.current
    for problem in plugins.problems { reporter.warning(oneLine(problem)) }
    var bundled: [InstalledPlugins.BundledFormat] = []
    if name == nil {
      let found = plugins.formats()
      bundled = found.formats
      for problem in found.problems { reporter.warning(oneLine(problem)) }
    }
    self.bundled = bundled
    let specifications =
      ShippedSpecs.all.map(FormatLibrary.Specification.init(shipped:))
      + bundled.map { FormatLibrary.Specification(source: $0.source, format: $0.format) }
    let library = FormatLibrary(specifications, checksums: .installed)
    self.library = library
    named = try name.map { name throws(Failure) in try Self.compile(try Catalogue.find(name), library) }
  }

  /// Compiles a specification; one that is built in only once, however often it is asked for.
  func compile(_ source: SpecificationSource) throws(Failure) -> CompiledSpecification {
    try Self.compile(source, library)
  }

  private static func compile(
    _ source: SpecificationSource, _ library: FormatLibrary
  ) throws(Failure) -> CompiledSpecification {
    guard let name = source.builtInName else { return try CompiledSpecification(source) }
    let known: Program?
    do { known = try library.program(named: name) } catch { throw .specification(error) }
    guard let known else { return try CompiledSpecification(source) }
    return CompiledSpecification(source: source, program: known)
  }

  /// The format of an image; nil when its bytes are of none.
  ///
  /// A format that the user names is taken as it is, so that its rules can say what is wrong with the magic.
  func format(of image: any ByteSource) throws(Failure) -> CompiledSpecification? {
    if let named { return named }
    let found: Program?
    do { found = try library.program(for: image) } catch { throw .specification(error) }
    guard let program = found else { return nil }
    if let spec = ShippedSpecs.all.first(where: { $0.name == program.format.name }) {
      return CompiledSpecification(source: SpecificationSource(shipped: spec), program: program)
    }
    guard let other = bundled.first(where: { $0.format.name == program.format.name }) else { return nil }
    return CompiledSpecification(source: other.source, program: program)
  }

  /// What is on an image, as far as specifications that are built in or of plugins tell.
  func identify(_ image: any ByteSource) throws(Failure) -> Identification {
    do { return try ImageIdentifier(library: library).identify(image) } catch { throw .specification(error) }
  }

  /// One line about an image that is of no format.
  static func unrecognised(_ path: String) -> String {
    let names = Catalogue.names + InstalledPlugins.current.formats().formats.map(\.format.name)
    return "\(shown(path)): not recognised; expected the magic of \(names.joined(separator: ", ")), "
      + "name another format with --spec"
  }
}

extension FormatLibrary.Specification {
  /// One that is built in; nothing is compiled.
  init(shipped spec: ShippedSpec) {
    let source = SpecificationSource(shipped: spec)
    self.init(name: spec.name, path: source.path, text: source.text, lock: source.lock, signature: spec.signature)
  }

  /// One of a plugin, which was compiled to know what it is recognised by.
  init(source: SpecificationSource, format: Format) {
    self.init(
      name: format.name, path: source.path, text: source.text, lock: source.lock, signature: FormatSignature(format),
      isPlugged: true)
  }
}

/// A compiled specification, with its text for showing places.
struct CompiledSpecification {
  /// The text.
  let source: SpecificationSource
  /// The steps of its checks.
  let program: Program

  /// What it means.
  var format: Format { program.format }

  /// Puts together what was compiled elsewhere.
  init(source: SpecificationSource, program: Program) {
    self.source = source
    self.program = program
  }

  /// Compiles a specification.
  init(_ source: SpecificationSource) throws(Failure) {
    self.source = source
    program = Program(lowering: try source.compile())
  }
}
