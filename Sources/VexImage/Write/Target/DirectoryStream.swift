import Glibc

/// Names in a folder.
enum DirectoryStream {
  /// The next name of an open folder, without those that begin with a dot.
  static func next(_ stream: OpaquePointer) -> String? {
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") { return name }
    }
    return nil
  }

  /// All names in a folder, sorted; none when it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let name = unsafe next(stream) { names.append(name) }
    return names.sorted()
  }
}
