import Foundation

/// Where the package and what was built of it are.
enum PackageFolder {
  /// The root of the package.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Where this build puts programs, modules and objects.
  static let build = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

  /// The built program.
  static let vexfmt = build.appending(path: "vexfmt")

  /// The text of a file of the package.
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
  }
}

/// A temporary folder that goes away with its last reference.
final class Scratch: Sendable {
  let folder: URL

  /// Makes a folder in `parent`.
  init(in parent: URL = FileManager.default.temporaryDirectory) throws {
    folder = parent.resolvingSymlinksInPath().appending(path: "vexfmt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The place of a file in it.
  func file(_ name: String) -> URL { folder.appending(path: name) }

  /// Makes a file.
  @discardableResult
  func write(_ contents: some Sequence<UInt8>, to name: String) throws -> URL {
    try Data(contents).write(to: file(name))
    return file(name)
  }
}
