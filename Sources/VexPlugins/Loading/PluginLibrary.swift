import CVexPlugin
import Glibc
import VexBytes

/// A shared library with checksum algorithms, loaded.
///
/// Loading runs code of the library, so its file has to be trusted first (`TrustedPath`). It is never unloaded:
/// algorithms point into it.
public struct PluginLibrary: Sendable {
  /// The path of its file.
  public let path: String
  /// Its algorithms, in its order.
  ///
  /// None has computed its check value yet; registering does that.
  public let algorithms: [PluginChecksum]

  /// Loads the library at an absolute path and reads what it exports.
  public init(path: String) throws(PluginError) {
    self.path = path
    guard path.hasPrefix("/") else { throw PluginError(path, .notAbsolute) }
    guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw PluginError(path, .notLoaded(unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason is known"))
    }
    guard let symbol = unsafe dlsym(handle, "vexfmt_plugin") else { throw PluginError(path, .noEntry) }
    let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
    guard let plugin = unsafe entry() else { throw PluginError(path, .nothing) }
    let (abi, count) = unsafe (plugin.pointee.abi, Int(plugin.pointee.count))
    guard abi == VEXFMT_PLUGIN_ABI else { throw PluginError(path, .otherInterface(abi)) }
    guard count <= Self.mostAlgorithms else { throw PluginError(path, .tooMany(count)) }
    guard count > 0 else {
      algorithms = []
      return
    }
    guard let list = unsafe plugin.pointee.checksums else { throw PluginError(path, .nothing) }
    var algorithms: [PluginChecksum] = []
    for index in 0..<count {
      guard let table = unsafe list[index] else { throw PluginError(path, .incomplete(index, "is NULL")) }
      algorithms.append(try unsafe PluginChecksum(table, index, of: path))
    }
    self.algorithms = algorithms
  }

  private typealias Entry = @convention(c) () -> UnsafePointer<vexfmt_plugin>?

  /// Far more than any plugin has.
  private static let mostAlgorithms = 64
}

/// Why a plugin was not loaded.
public struct PluginError: Error, Equatable, Sendable {
  /// The path of its file.
  public let path: String
  /// What is wrong.
  public let reason: Reason

  init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// What is wrong with a plugin.
  public enum Reason: Equatable, Sendable {
    /// Its path is relative.
    case notAbsolute
    /// The system does not load it; with its words.
    case notLoaded(String)
    /// It does not export `vexfmt_plugin`.
    case noEntry
    /// Its function has nothing to tell.
    case nothing
    /// It was made for another version of the interface.
    case otherInterface(UInt32)
    /// It has too many algorithms.
    case tooMany(Int)
    /// An algorithm, by its position, lacks something.
    case incomplete(Int, String)
  }
}

extension PluginError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    let what =
      switch reason {
      case .notAbsolute: "its path is not absolute, so it is not loaded"
      case .notLoaded(let words): "cannot be loaded: \(printable(words))"
      case .noEntry: "does not export vexfmt_plugin, which vexfmt_plugin.h declares; link it as a shared library"
      case .nothing: "has nothing: vexfmt_plugin answers NULL, or its list is NULL"
      case .otherInterface(let found):
        "is for version \(found) of the interface, expected \(VEXFMT_PLUGIN_ABI); compile it with this vexfmt's header"
      case .tooMany(let count): "has \(count) algorithms, expected at most 64"
      case .incomplete(let index, let flaw): "algorithm \(index) \(flaw); see vexfmt_plugin.h"
      }
    return "\(printable(path)): \(what)"
  }
}
