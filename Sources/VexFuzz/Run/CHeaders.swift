public import Foundation
public import VexCodecs

/// The header and the validators of a format that somebody keeps in a folder: in a kernel's tree, for one.
public struct CHeaders: Sendable {
  /// The folder.
  public let folder: URL
  /// What names and files begin with.
  public let prefix: String

  /// Why a folder has none, as the end of a sentence.
  public struct Missing: Error {
    /// What was found, and what was expected.
    public var reason: String
  }

  /// The end of the name of the file with the validators.
  private static let ending = "_validate.c"
  /// Larger files are none of ours; in bytes.
  private static let maximumSize = 64 << 20

  /// The validators.
  var validators: URL { folder.appending(path: prefix + Self.ending) }

  /// Looks what is in a folder.
  ///
  /// Throws `Missing` unless it has the validators of one format.
  public init(in folder: URL) throws(Missing) {
    self.folder = folder
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch {
      throw Missing(reason: "cannot be read as a folder; expected one that vexfmt gen-headers wrote into")
    }
    let found = names.filter { $0.hasSuffix(Self.ending) && $0.count > Self.ending.count }.sorted()
    guard let only = found.first, found.count == 1 else {
      let what = found.isEmpty ? "no *\(Self.ending)" : "\(found.count) files *\(Self.ending)"
      throw Missing(reason: "has \(what); expected one, as vexfmt gen-headers writes it")
    }
    prefix = String(only.dropLast(Self.ending.count))
    for name in names where name.hasPrefix(prefix) && !Self.isFile(folder.appending(path: name)) {
      throw Missing(
        reason: "has \(name), which is no regular file of at most \(Self.maximumSize) bytes; expected headers")
    }
  }

  /// Whether a path leads to a file that a compiler comes to the end of.
  private static func isFile(_ path: URL) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path.resolvingSymlinksInPath().path)
    guard let size = attributes?[.size] as? Int else { return false }
    return attributes?[.type] as? FileAttributeType == .typeRegular && size <= maximumSize
  }

  /// The names of the files that are not, byte for byte, what is printed for a program now.
  public func differing(from program: Program) -> [String] {
    CEmitter(program: program, prefix: prefix).files(flavour: .kernel).compactMap { file in
      let path = folder.appending(path: file.path)
      guard Self.isFile(path), let data = try? Data(contentsOf: path) else { return file.path }
      return data == Data(file.contents.utf8) ? nil : file.path
    }
  }
}
