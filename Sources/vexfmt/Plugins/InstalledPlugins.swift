import Synchronization
import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

/// The bundles that are installed, as they were when they were first asked for.
///
/// Manifests are read at once, since they are short; specifications are compiled, libraries loaded and programs run only
/// when something needs them.
struct InstalledPlugins: Sendable {
  /// Those of this user and installation.
  static let current = InstalledPlugins(PluginFolders.all)

  /// What could not be used when it was needed.
  static let troubles = Troubles()

  /// Lines that are told when a command ends, each once.
  final class Troubles: Sendable {
    private let lines = Mutex<[String]>([])

    func note(_ line: String) { lines.withLock { if !$0.contains(line) { $0.append(line) } } }

    /// All of them, which are told then.
    func take() -> [String] {
      lines.withLock { lines in
        defer { lines = [] }
        return lines
      }
    }
  }

  /// A bundle, and where it was found.
  struct Entry: Sendable {
    var bundle: PluginBundle
    var origin: String
  }

  /// A format of a bundle.
  struct BundledFormat: Sendable {
    var source: SpecificationSource
    /// Without the algorithms of plugins: nothing is loaded before an image or the user asks for the format.
    var format: Format
    var bundle: String
  }

  /// Those that can be used, in the order of the search.
  let entries: [Entry]
  /// A line for each that cannot, and for each folder that should be there.
  let problems: [String]

  /// Looks into folders.
  init(_ places: [PluginFolders.Place]) {
    var entries: [Entry] = []
    var problems: [String] = []
    for place in places {
      do throws(TrustProblem) {
        let folder = try TrustedPath(place.path)
        if !PluginFolders.isReadable(folder) {
          problems.append(
            "\(shown(place.path)): is no folder that can be read; expected one with bundles (\(place.origin))")
        }
        for name in PluginFolders.bundles(in: folder) {
          do throws(Failure) {
            let bundle = try PluginBundle(try Self.inner(name, folder))
            if let other = entries.first(where: { $0.bundle.manifest.name == bundle.manifest.name }) {
              problems.append(
                "\(shown(bundle.folder.path)): is not used, since \(shown(other.bundle.folder.path)) comes before it "
                  + "and has the same name")
            } else {
              entries.append(Entry(bundle: bundle, origin: place.origin))
            }
          } catch {
            problems.append(error.sentence)
          }
        }
      } catch {
        if place.isExpected || error.reason != .missing {
          problems.append("\(error) (\(place.origin))")
        }
      }
    }
    self.entries = entries
    self.problems = problems
  }

  private static func inner(_ name: String, _ folder: TrustedPath) throws(Failure) -> TrustedPath {
    do { return try folder.appending(name) } catch { throw .message("\(error)") }
  }

  /// The formats of all bundles, compiled, and a line for each that is not used.
  func formats() -> (formats: [BundledFormat], problems: [String]) {
    var formats: [BundledFormat] = []
    var problems: [String] = []
    for entry in entries {
      for name in entry.bundle.manifest.formats {
        do throws(Failure) {
          let source = try entry.bundle.source(name)
          let format = try source.compile(checksums: .builtIn)
          if ShippedSpecs.all.contains(where: { $0.name == format.name }) {
            problems.append("\(shown(source.path)): is not used, since the format \(format.name) is built in")
          } else if let other = formats.first(where: { $0.format.name == format.name }) {
            problems.append(
              "\(shown(source.path)): is not used, since \(shown(other.source.path)) comes before it and is of \(format)"
            )
          } else {
            formats.append(BundledFormat(source: source, format: format, bundle: entry.bundle.manifest.name))
          }
        } catch {
          problems.append(error.sentence)
        }
      }
    }
    return (formats, problems)
  }

  /// The specification of a format that a bundle has; nil when none has it.
  func source(named name: String) throws(Failure) -> SpecificationSource? {
    // Most bundles name a file after its format; the others are compiled to see.
    formats().formats.first { $0.format.name == name }?.source
  }

  /// The algorithm that a bundle has; nil when none has it, or has it in a form that can be used.
  func algorithm(named name: String) -> (any ChecksumAlgorithm)? {
    for entry in entries {
      for library in entry.bundle.manifest.checksums where library.names.contains(name) {
        do throws(Failure) {
          if let found = try entry.bundle.algorithms(library).first(where: { $0.name == name }) { return found }
        } catch {
          Self.troubles.note(error.sentence)
        }
      }
    }
    return nil
  }

  /// The path of the generator that a bundle has; nil when none has it.
  func generator(named name: String) throws(Failure) -> String? {
    for entry in entries {
      guard let found = entry.bundle.manifest.generators.first(where: { $0.name == name }) else { continue }
      return try entry.bundle.path(found.path)
    }
    return nil
  }
}

extension ChecksumRegistry {
  /// The built-in algorithms, and for those that a specification declares what bundles have.
  static let installed: ChecksumRegistry = {
    var registry = ChecksumRegistry.builtIn
    registry.plugins = { InstalledPlugins.current.algorithm(named: $0) }
    return registry
  }()
}

extension Failure {
  /// One line about it.
  var sentence: String {
    switch self {
    case .message(let text), .quoted(let text, _), .usage(let text): text
    case .specification(let error):
      error.diagnostics.first.map { first in
        "\(shown(error.path)):\(first.location.line):\(first.location.column): \(shown(first.message))"
      } ?? shown(error.path)
    case .status(let status): "status \(status)"
    }
  }
}
