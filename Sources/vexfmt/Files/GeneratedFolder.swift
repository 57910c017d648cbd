import Glibc
import VexBytes
import VexCodecs

/// A folder of generated files: compares it with what it should hold, and brings it there.
struct GeneratedFolder {
  /// Its path.
  var path: String

  /// How a file differs from what was generated.
  enum State: String {
    /// It is the same.
    case current
    /// Its contents are others.
    case outdated
    /// It is not there.
    case missing
    /// Its banner says that it was generated from the same specification, which no longer asks for it.
    case obsolete
  }

  /// A file's path and how it differs.
  struct Entry {
    var path: String
    var state: State
    /// What it should hold; nil if it should be gone.
    var contents: [UInt8]?
  }

  /// Compares the folder with `files`.
  ///
  /// A Swift file that is not among `files` is obsolete if `isOurs` says so of its name and its first lines.
  func compare(
    with files: [GeneratedFile], isOurs: (_ name: String, _ head: [Substring]) -> Bool
  ) throws(Failure) -> [Entry] {
    var entries: [Entry] = []
    for file in files {
      let place = join(file.path)
      let contents = Array(file.contents.utf8)
      entries.append(Entry(path: place, state: try state(of: place, contents), contents: contents))
    }
    let wanted = Set(files.map(\.path))
    for name in names where name.hasSuffix(".swift") && !wanted.contains(name) {
      guard let old = try? ImageFile.contents(of: join(name), limit: Self.maximumSize) else { continue }
      let head = String(decoding: old.prefix(2048), as: UTF8.self).split(separator: "\n").prefix(4)
      guard isOurs(name, Array(head)) else { continue }
      entries.append(Entry(path: join(name), state: .obsolete, contents: nil))
    }
    return entries
  }

  /// Brings the folder to what `compare` found it should be; files that are current are not touched.
  func apply(_ entries: [Entry]) throws(Failure) {
    try AtomicFile.makeFolder(path)
    for entry in entries where entry.state != .current {
      if let contents = entry.contents {
        try AtomicFile.write(contents, to: entry.path)
      } else if unsafe unlink(entry.path) != 0 {
        throw .message(
          FileProblem.sentence(entry.path, "is obsolete and cannot be removed", errno, help: "remove it by hand"))
      }
    }
  }

  /// Far more than anything that is generated; in bytes.
  private static let maximumSize = 64 << 20

  private func join(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  private func state(of place: String, _ contents: [UInt8]) throws(Failure) -> State {
    do {
      return try ImageFile.contents(of: place, limit: Self.maximumSize) == contents ? .current : .outdated
    } catch {
      switch error.kind {
      case .missing: return .missing
      case .tooLarge: return .outdated
      default: throw .message(FileProblem.sentence(error, expected: "a generated file"))
      }
    }
  }

  /// The names of what is in the folder, sorted; none if it cannot be read.
  private var names: [String] {
    guard let folder = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      names.append(name)
    }
    return names.sorted()
  }
}
