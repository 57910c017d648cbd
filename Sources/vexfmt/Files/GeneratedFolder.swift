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

  /// A file and how it differs.
  struct Entry {
    /// Its path in the folder.
    var name: String
    /// Its path, for people.
    var path: String
    var state: State
    /// What it should hold; nil if it should be gone.
    var contents: [UInt8]?
  }

  /// Compares the folder with `files`, whose paths are such as `GeneratedPaths` accepts.
  ///
  /// A file that is not among `files` is obsolete if one of them has the same extension and `isOurs` says so of its name and its
  /// first lines.
  func compare(
    with files: [GeneratedFile], isOurs: (_ name: String, _ head: [Substring]) -> Bool
  ) throws(Failure) -> [Entry] {
    let folder = try OpenFolder.open(path)
    var entries: [Entry] = []
    for file in files {
      let contents = Array(file.contents.utf8)
      let state = try state(of: file.path, contents, in: folder)
      entries.append(Entry(name: file.path, path: join(file.path), state: state, contents: contents))
    }
    guard let folder else { return entries }
    let wanted = Set(files.map(\.path))
    let extensions = Set(files.compactMap { $0.path.split(separator: ".").last })
    for name in names where !wanted.contains(name) && name.split(separator: ".").last.map(extensions.contains) ?? false
    {
      guard let old = try? folder.contents(of: name, limit: Self.maximumSize) else { continue }
      let head = String(decoding: old.prefix(2048), as: UTF8.self).split(separator: "\n").prefix(4)
      guard isOurs(name, Array(head)) else { continue }
      entries.append(Entry(name: name, path: join(name), state: .obsolete, contents: nil))
    }
    return entries
  }

  /// Brings the folder to what `compare` found it should be; files that are current are not touched.
  func apply(_ entries: [Entry]) throws(Failure) {
    try AtomicFile.makeFolder(path)
    guard let folder = try OpenFolder.open(path) else {
      throw .message("\(shown(path)): went away while files were written into it; run this again")
    }
    for entry in entries where entry.state != .current {
      guard let (holder, name) = try folder.holder(of: entry.name, making: true) else { continue }
      if let contents = entry.contents {
        try AtomicFile.write(contents, to: name, in: holder)
      } else {
        try AtomicFile.remove(name, in: holder)
      }
    }
  }

  /// Far more than anything that is generated; in bytes.
  private static let maximumSize = 64 << 20

  private func join(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  private func state(of file: String, _ contents: [UInt8], in folder: OpenFolder?) throws(Failure) -> State {
    guard let (holder, name) = try folder?.holder(of: file, making: false),
      let found = try holder.contents(of: name, limit: Self.maximumSize)
    else { return .missing }
    return found == contents ? .current : .outdated
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
