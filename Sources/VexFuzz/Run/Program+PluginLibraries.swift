public import VexCodecs
import VexFormatSpec
import VexPlugins

extension Program {
  /// The paths of the libraries of plugins that compute its checksums, sorted.
  public var pluginLibraries: [String] {
    let used = format.algorithms.filter { algorithms.contains($0.name) }
    return Set(used.compactMap { ($0.implementation as? PluginChecksum)?.library }).sorted()
  }
}
