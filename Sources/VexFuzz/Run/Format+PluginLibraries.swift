public import VexFormatSpec
import VexPlugins

extension Format {
  /// The paths of the libraries of plugins that compute its checksums, sorted.
  public var pluginLibraries: [String] {
    Set(algorithms.compactMap { ($0.implementation as? PluginChecksum)?.library }).sorted()
  }

  /// The same as `vexfmt_checksums.c` includes them; nil for none.
  public var pluginList: String? {
    let libraries = pluginLibraries
    return libraries.isEmpty ? nil : libraries.map { "\(Self.literal($0)),\n" }.joined()
  }

  /// A string literal of C in which every byte is told by its number.
  private static func literal(_ text: String) -> String {
    let characters = text.utf8.map { byte in
      let octal = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - octal.count) + octal
    }
    return "\"\(characters.joined())\""
  }
}
