import Synchronization
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

/// A built-in format with what runs its checks.
final class LoadedFormat: Sendable {
  let program: Program
  let table: Table

  var format: Format { program.format }

  init(_ program: Program) {
    self.program = program
    do { table = try Table(program, .builtIn) } catch { finding("\(program.format.name): \(error)") }
  }

  /// The region whose element a structure is taken for: the first that holds it and is not given to it.
  func region(of check: CheckProgram) -> RegionID? {
    format.regions.indices.first { region in
      format.regions[region].structure == check.structure && !check.sources.contains { $0.origin == .region(region) }
    }
  }
}

/// The built-in formats, compiled when they are first asked for.
enum ShippedFormats {
  static let library = FormatLibrary(
    ShippedSpecs.all.map { spec in
      FormatLibrary.Specification(
        name: spec.name, path: spec.file, text: Array(spec.text.utf8), lock: spec.lock.map { Array($0.utf8) },
        signature: spec.signature)
    }, checksums: .builtIn)

  /// Their names, in the order in which inputs number them.
  static let names = library.names.sorted()

  private static let loaded = Mutex<[String: LoadedFormat]>([:])

  static func named(_ name: String) -> LoadedFormat {
    loaded.withLock { loaded in
      if let known = loaded[name] { return known }
      guard let program = try? library.program(named: name) else {
        finding("the built-in format \(name) does not compile")
      }
      let format = LoadedFormat(program)
      loaded[name] = format
      return format
    }
  }
}
