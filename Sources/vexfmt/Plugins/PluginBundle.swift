import VexBytes
import VexFormatSpec
import VexPlugins

/// A bundle in a folder that is trusted, and its manifest.
struct PluginBundle: Sendable {
  /// Its folder.
  let folder: TrustedPath
  /// What it says that it has.
  let manifest: BundleManifest

  /// Reads the bundle in a folder.
  ///
  /// Throws when the folder or its manifest is not trusted, or when the manifest has mistakes.
  init(_ folder: TrustedPath) throws(Failure) {
    guard folder.isFolder else {
      throw .message("\(shown(folder.path)): is no folder; expected a bundle with \(BundleManifest.fileName) in it")
    }
    self.folder = folder
    let path = try Self.trusted(BundleManifest.fileName, in: folder)
    let text: [UInt8]
    do { text = try ImageFile.contents(of: path, limit: BundleManifest.maximumBytes) } catch {
      throw .message(FileProblem.sentence(error, expected: "the manifest of a bundle"))
    }
    do { manifest = try BundleManifest(text: text, path: path) } catch { throw .specification(error) }
  }

  /// The path of something in the folder, which must be trusted as well.
  func path(_ name: String) throws(Failure) -> String { try Self.trusted(name, in: folder) }

  private static func trusted(_ name: String, in folder: TrustedPath) throws(Failure) -> String {
    do { return try folder.appending(name).path } catch { throw .message("\(error)") }
  }

  /// The text of one of its specifications, and of the lock file beside it.
  func source(_ name: String) throws(Failure) -> SpecificationSource {
    let path = try path(name)
    let lock = SpecificationSource.lockPath(for: path)
    // What is not there cannot be trusted, and is no problem.
    if FileProblem.exists(lock) { _ = try self.path(SpecificationSource.lockPath(for: name)) }
    return try SpecificationSource(path: path)
  }

  /// A line for everything in it that cannot be used; libraries are tried.
  var flaws: [String] {
    var flaws: [String] = []
    func note(_ body: () throws(Failure) -> Void) {
      do throws(Failure) { try body() } catch { flaws.append(error.sentence) }
    }
    for sample in manifest.samples { note { () throws(Failure) in _ = try path(sample.path) } }
    for library in manifest.checksums {
      note { () throws(Failure) in try PluginTrial(library: try path(library.path)).run() }
    }
    for generator in manifest.generators {
      note { () throws(Failure) in _ = try GeneratorProgram(name: generator.path, path: try path(generator.path)) }
    }
    return flaws
  }

  /// The algorithms of one of its libraries, which is loaded; each has passed its own check.
  func algorithms(_ library: BundleManifest.Library) throws(Failure) -> [any ChecksumAlgorithm] {
    let path = try path(library.path)
    try PluginTrial(library: path).run()
    let loaded: PluginLibrary
    do { loaded = try PluginLibrary(path: path) } catch { throw .message("\(error)") }
    var registry = ChecksumRegistry()
    for algorithm in loaded.algorithms {
      do { try registry.register(algorithm) } catch { throw .message("\(shown(path)): \(error)") }
    }
    let (told, found) = (library.names.sorted(), registry.names)
    guard told == found else {
      throw .message(
        "\(shown(path)): has \(found.joined(separator: ", ")), and the manifest says \(told.joined(separator: ", ")); "
          + "make 'names' say what the library has")
    }
    return loaded.algorithms
  }
}
