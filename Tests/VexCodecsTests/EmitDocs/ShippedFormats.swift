import Foundation
import VexFormatSpec
import VexPlugins

/// The specifications of the package, compiled.
enum ShippedFormats {
  /// The names of all of them.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
  }()

  static func format(_ name: String) throws -> Format {
    try SpecificationCompiler.compile(
      text: try bytes("\(name).yaml"), path: "\(name).yaml", checksums: .builtIn, lock: try bytes("\(name).lock"))
  }

  private static let folder: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("spec").path
  }()

  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }
}
