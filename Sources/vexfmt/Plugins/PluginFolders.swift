import CLinux
import Glibc
import VexBytes
import VexPlugins

/// Where bundles are installed: folders of which each has one folder a bundle.
enum PluginFolders {
  /// A folder that may have bundles.
  struct Place {
    /// Its path, absolute unless somebody said otherwise.
    var path: String
    /// Who says so, for messages.
    var origin: String
    /// Whether it is an error if there is no such folder.
    var isExpected: Bool
  }

  /// The variable that names further folders, separated by colons.
  static let variable = "VEXFMT_PLUGIN_PATH"

  /// All of them; what comes first counts.
  ///
  /// The environment of a program that runs with other rights than its caller's says nothing.
  static var all: [Place] {
    var places: [Place] = []
    if let list = environment(variable) {
      places += list.split(separator: ":", omittingEmptySubsequences: false).map {
        Place(path: String($0), origin: variable, isExpected: true)
      }
    }
    if let home = environment("XDG_DATA_HOME") ?? environment("HOME").map({ "\($0)/.local/share" }),
      home.hasPrefix("/")
    {
      places.append(Place(path: "\(home)/vexfmt/plugins", origin: "the user's", isExpected: false))
    }
    if let folder = installed { places.append(Place(path: folder, origin: "installed", isExpected: false)) }
    return places
  }

  /// `PREFIX/lib/vexfmt/plugins` for a program in `PREFIX/bin`.
  private static var installed: String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe buffer.withUnsafeMutableBytes { room -> Int in
      guard let start = unsafe room.baseAddress?.assumingMemoryBound(to: CChar.self) else { return 0 }
      return unsafe readlink("/proc/self/exe", start, room.count)
    }
    guard count > 0, count < buffer.count else { return nil }
    let parts = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: "/")
    guard parts.count >= 2, parts[parts.count - 2] == "bin" else { return nil }
    return "/" + (parts.dropLast(2) + ["lib", "vexfmt", "plugins"]).joined(separator: "/")
  }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe vexfmt_secure_getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  /// Whether a folder's names can be read.
  static func isReadable(_ folder: TrustedPath) -> Bool {
    guard let stream = unsafe opendir(folder.path) else { return false }
    unsafe closedir(stream)
    return true
  }

  /// The names of the folders in one, sorted; those that begin with a dot are not looked at.
  static func bundles(in folder: TrustedPath) -> [String] {
    guard let stream = unsafe opendir(folder.path) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream), names.count < mostBundles {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Far more than anybody installs.
  private static let mostBundles = 10_000
}
