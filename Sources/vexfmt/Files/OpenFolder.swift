import Glibc
import VexBytes

/// A folder that is open, so that its files are reached by their names in it, whatever becomes of its path.
///
/// What is below it is reached through no link: one that somebody planted leads nowhere.
final class OpenFolder {
  let descriptor: Int32
  /// The path by which it was reached, for messages.
  let path: String

  private init(descriptor: Int32, path: String) { (self.descriptor, self.path) = (descriptor, path) }

  deinit { close(descriptor) }

  /// Opens a folder that the user names, which may be a link; nil when there is none.
  static func open(_ path: String) throws(Failure) -> OpenFolder? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 { return OpenFolder(descriptor: descriptor, path: path) }
    if errno == ENOENT { return nil }
    throw failure(path, errno)
  }

  /// The folder of a name in this one; nil when there is none, unless it is to be made.
  func folder(_ name: String, making: Bool) throws(Failure) -> OpenFolder? {
    let path = join(name)
    if making, unsafe mkdirat(descriptor, name, 0o777) != 0, errno != EEXIST {
      throw .message(FileProblem.sentence(path, "the folder cannot be made", errno, help: "choose another"))
    }
    let found = unsafe openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if found >= 0 { return OpenFolder(descriptor: found, path: path) }
    if errno == ENOENT, !making { return nil }
    throw Self.failure(path, errno)
  }

  /// The folder that holds a file, by the file's path in this one, and the file's name there.
  func holder(of file: String, making: Bool) throws(Failure) -> (folder: OpenFolder, name: String)? {
    let names = file.split(separator: "/").map(String.init)
    guard let last = names.last else { return nil }
    var folder = self
    for name in names.dropLast() {
      guard let next = try folder.folder(name, making: making) else { return nil }
      folder = next
    }
    return (folder, last)
  }

  /// The bytes of a file in it; nil when there is none, and none of one with more than `limit` bytes.
  func contents(of name: String, limit: Int) throws(Failure) -> [UInt8]? {
    let path = join(name)
    let file = unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    if file < 0, errno == ENOENT { return nil }
    defer { if file >= 0 { close(file) } }
    var info = stat()
    guard file >= 0 || errno == ELOOP || errno == ENXIO else {
      throw .message(FileProblem.sentence(path, "cannot be read", errno, help: "check its permissions"))
    }
    guard file >= 0, unsafe fstat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      throw .message(
        "\(shown(path)): is no regular file and is not written over; remove it or choose another folder")
    }
    guard info.st_size <= limit else { return [] }
    return try Self.read(file, Int(info.st_size), path)
  }

  /// The path of something in it, for messages.
  func join(_ name: String) -> String { path.hasSuffix("/") ? path + name : "\(path)/\(name)" }

  private static func read(_ file: Int32, _ count: Int, _ path: String) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(file, buffer.baseAddress?.advanced(by: done), count - done, off_t(done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else {
        throw .message(FileProblem.sentence(path, "cannot be read", errno, help: "check the disk"))
      }
      // It became shorter meanwhile, and so is another.
      if got == 0 { return Array(bytes.prefix(done)) }
      done += got
    }
    return bytes
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    switch code {
    case ENOTDIR, ELOOP:
      .message("\(shown(path)): is no folder; expected one to write files into, and no link in it, choose another")
    default:
      .message(FileProblem.sentence(path, "the folder cannot be opened", code, help: "check its permissions"))
    }
  }
}
