import Glibc
import VexBytes

/// Writes whole files so that nobody ever sees half of one: into a file beside it, which then takes its name.
enum AtomicFile {
  /// Gives the file at `path` these contents, whether or not it exists; its folder must.
  ///
  /// Refuses what is neither a regular file nor missing, since taking its name would remove a device or a link.
  static func write(_ contents: some Collection<UInt8>, to path: String) throws(Failure) {
    try write(contents, to: path, in: AT_FDCWD, path)
  }

  /// The same for a file of a folder that is open.
  static func write(_ contents: some Collection<UInt8>, to name: String, in folder: OpenFolder) throws(Failure) {
    try write(contents, to: name, in: folder.descriptor, folder.join(name))
  }

  /// Removes an obsolete file of a folder that is open.
  static func remove(_ name: String, in folder: OpenFolder) throws(Failure) {
    guard unsafe unlinkat(folder.descriptor, name, 0) == 0 else {
      throw .message(
        FileProblem.sentence(
          folder.join(name), "is obsolete and cannot be removed", errno, help: "remove it by hand"))
    }
  }

  private static func write(
    _ contents: some Collection<UInt8>, to name: String, in folder: Int32, _ path: String
  ) throws(Failure) {
    var info = stat()
    let exists = unsafe fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0
    guard !exists || info.st_mode & S_IFMT == S_IFREG else {
      throw .message("\(shown(path)): is no regular file and is not written over; remove it or choose another folder")
    }
    let temporary = temporaryName(beside: name)
    let mode = exists ? info.st_mode & 0o777 : 0o666
    let descriptor = unsafe openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(path) }
    do throws(Failure) {
      try writeAll(Array(contents), descriptor, path)
      // Before the rename: otherwise a power cut could leave the new name on an empty file.
      guard fsync(descriptor) == 0 else { throw failure(path) }
    } catch {
      close(descriptor)
      _ = unsafe unlinkat(folder, temporary, 0)
      throw error
    }
    guard close(descriptor) == 0, unsafe renameat(folder, temporary, folder, name) == 0 else {
      let error = failure(path)
      _ = unsafe unlinkat(folder, temporary, 0)
      throw error
    }
  }

  /// A name in the same folder, no longer than names may be.
  private static func temporaryName(beside name: String) -> String {
    var start = name
    let (limit, last) = (200, name.split(separator: "/").last ?? "")
    if last.utf8.count > limit { start.removeLast(last.count - last.count * limit / last.utf8.count) }
    return "\(start).vexfmt-\(getpid())"
  }

  /// Makes a folder, and those on the way to it.
  static func makeFolder(_ path: String) throws(Failure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? String(part) : "/" + part
      if unsafe mkdir(made, 0o777) == 0 || errno == EEXIST { continue }
      throw .message(
        FileProblem.sentence(made, "the folder cannot be made", errno, help: "choose another"))
    }
    var info = stat()
    guard unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
      throw .message("\(shown(path)): is no folder; expected one to write files into, choose another")
    }
  }

  private static func failure(_ path: String) -> Failure {
    .message(FileProblem.sentence(path, "cannot be written", errno, help: "check the folder's permissions and space"))
  }

  private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(Failure) {
    var done = 0
    while done < bytes.count {
      let result = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { throw failure(path) }
      done += result
    }
  }
}
