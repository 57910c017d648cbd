package import Foundation

/// Where the package and what was built of it are.
package enum PackageFolder {
  /// The root of the package.
  package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Where this build puts programs, modules and objects.
  package static let build = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// The built program.
  package static let vexfmt = build.appending(path: "vexfmt")

  /// The text of a file of the package.
  package static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }
}

/// A temporary folder that goes away with its last reference.
package final class Scratch: Sendable {
  package let folder: URL

  /// Makes a folder in `parent`.
  package init(in parent: URL = FileManager.default.temporaryDirectory) throws {
    folder = parent.resolvingSymlinksInPath().appending(path: "vexfmt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The place of a file in it.
  package func file(_ name: String) -> URL { folder.appending(path: name) }

  /// Makes a file.
  @discardableResult
  package func write(_ contents: some Sequence<UInt8>, to name: String) throws -> URL {
    try Data(contents).write(to: file(name))
    return file(name)
  }
}
