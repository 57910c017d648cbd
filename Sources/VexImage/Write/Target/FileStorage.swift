import CLinux
import Glibc
import VexBytes

/// An open regular file or block device that this program may write, locked against others who ask.
///
/// The only place of the library that opens anything for writing. How it is opened, `Target` decides.
final class FileStorage: Storage {
  let name: String
  /// What it is, which its path may not name any more.
  let identity: TargetIdentity
  /// Whether nobody but who runs this can have written it.
  let isOwn: Bool
  private let descriptor: Int32
  private let isNameless: Bool

  /// How a file comes to be open.
  enum Opening {
    /// It exists; links are not followed.
    case existing
    /// It exists and is a block device; no one else may have claimed it.
    case device
    /// It must not exist, and nobody else may read it.
    case new
    /// It has no name until it is finished, where its filesystem can do that, and must not exist.
    case nameless
    /// It exists, may be a block device, and is only read; it is not locked.
    case readOnly
  }

  init(path: String, _ opening: Opening) throws(WriteError) {
    name = path
    // What is no file any more must not block: O_NONBLOCK. O_EXCL on a device claims it, as mounting does.
    let common = O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
    var opened: Int32 = -1
    if case .nameless = opening {
      opened = Self.retrying { unsafe open(Self.folder(of: path), common | vexfmt_temporary_file, 0o666) }
    }
    isNameless = opened >= 0
    if !isNameless {
      opened = Self.retrying {
        switch opening {
        case .existing: unsafe open(path, common | O_NOFOLLOW)
        case .readOnly: unsafe open(path, common & ~O_RDWR | O_NOFOLLOW)
        case .device: unsafe open(path, common | O_NOFOLLOW | O_EXCL)
        case .new: unsafe open(path, common | O_NOFOLLOW | O_CREAT | O_EXCL, 0o600)
        case .nameless: unsafe open(path, common | O_NOFOLLOW | O_CREAT | O_EXCL, 0o666)
        }
      }
    }
    guard opened >= 0 else { throw Self.failure(path, errno, opening) }
    descriptor = opened
    var info = stat()
    guard unsafe fstat(opened, &info) == 0 else {
      identity = TargetIdentity(info)
      isOwn = false
      throw Self.failure(path, errno, doing: "looking at it")
    }
    identity = TargetIdentity(info)
    isOwn = info.st_uid == geteuid() && info.st_mode & (S_IWGRP | S_IWOTH) == 0
    let type = info.st_mode & S_IFMT
    if case .readOnly = opening {
      guard [S_IFREG, S_IFBLK].contains(type) else { throw WriteError(path: path, kind: Self.unsuitable(type)) }
      return
    }
    let expected: mode_t = if case .device = opening { S_IFBLK } else { S_IFREG }
    guard type == expected else { throw WriteError(path: path, kind: .changed) }
    guard identity.isBlockDevice else {
      guard flock(opened, LOCK_EX | LOCK_NB) == 0 else { throw Self.unlockable(path, errno) }
      return
    }
    let code = DeviceLock.lock(opened)
    guard code == 0 else { throw Self.unlockable(path, code) }
    // After a write that failed, the kernel remembers what was to be on the disk as if it were there.
    _ = posix_fadvise(opened, 0, 0, POSIX_FADV_DONTNEED)
  }

  deinit { close(descriptor) }

  private static func unsuitable(_ type: mode_t) -> WriteError.Kind {
    type == S_IFDIR ? .directory : .special(type == S_IFIFO ? "a FIFO" : "a device or a socket")
  }

  private static func unlockable(_ path: String, _ code: Int32) -> WriteError {
    code == EWOULDBLOCK ? WriteError(path: path, kind: .inUse) : failure(path, code, doing: "locking it")
  }

  func size() throws(WriteError) -> UInt64 {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw Self.failure(name, errno, doing: "looking at it") }
    // A block device has no size in its inode; the end of its address space is its size.
    let end = identity.isBlockDevice ? lseek(descriptor, 0, SEEK_END) : info.st_size
    guard end >= 0 else { throw Self.failure(name, errno, doing: "looking at it") }
    return UInt64(end)
  }

  func read(_ count: Int, at offset: UInt64) throws(WriteError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(count, 0))
    var done = 0
    while done < bytes.count {
      let place = offset &+ UInt64(done)
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        return Self.retrying { unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(clamping: place)) }
      }
      guard got >= 0 else { throw Self.failure(name, errno, doing: "reading it at offset \(place)") }
      if got == 0 { break }
      done += got
    }
    if done < bytes.count { bytes.removeLast(bytes.count - done) }
    return bytes
  }

  /// Holes are not read, so that a sparse file of a tebibyte takes no time.
  func nextData(from start: UInt64, to end: UInt64) throws(WriteError) -> Range<UInt64>? {
    guard start < end else { return nil }
    // Devices have no holes that could be asked for.
    guard !identity.isBlockDevice else { return start..<end }
    let data = lseek(descriptor, off_t(clamping: start), vexfmt_seek_data)
    if data < 0 {
      if errno == ENXIO { return nil }
      // A filesystem that knows nothing of holes.
      guard errno == EINVAL else { throw Self.failure(name, errno, doing: "reading it") }
      return start..<end
    }
    guard UInt64(data) < end else { return nil }
    let hole = lseek(descriptor, data, vexfmt_seek_hole)
    return UInt64(data)..<(hole > data ? min(UInt64(hole), end) : end)
  }

  func write(_ bytes: [UInt8], at offset: UInt64) throws(WriteError) {
    var done = 0
    while done < bytes.count {
      let place = offset &+ UInt64(done)
      let put = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        return Self.retrying { unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(clamping: place)) }
      }
      guard put > 0 else {
        throw WriteError(path: name, kind: .io(errno: put < 0 ? errno : EIO, doing: "writing at offset \(place)"))
      }
      done += put
    }
  }

  func discard(_ range: Range<UInt64>) throws(WriteError) {
    guard !range.isEmpty else { return }
    let (start, count) = (off_t(clamping: range.lowerBound), off_t(clamping: range.upperBound - range.lowerBound))
    // Works for files and for devices, and never leaves anything but zeroes.
    let result = Self.retrying { vexfmt_punch_hole(descriptor, start, count) }
    if result == 0 { return }
    guard errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL else {
      throw Self.failure(name, errno, doing: "discarding from offset \(range.lowerBound)")
    }
    try zero(range)
  }

  func resize(to size: UInt64) throws(WriteError) {
    guard try self.size() != size else { return }
    guard Self.retrying({ ftruncate(descriptor, off_t(clamping: size)) }) == 0 else {
      throw WriteError(path: name, kind: .io(errno: errno, doing: "making it \(size) bytes long"))
    }
  }

  func flush() throws(WriteError) {
    guard Self.retrying({ fsync(descriptor) }) == 0 else {
      throw WriteError(path: name, kind: .io(errno: errno, doing: "bringing it to the disk"))
    }
  }

  /// Gives a new file its name, which nothing may have; throws `changed` when something has it.
  func giveName() throws(WriteError) {
    guard isNameless else { return try flushFolder() }
    // The first way is for the superuser, the second for everybody where /proc is.
    let here = "/proc/self/fd/\(descriptor)"
    guard
      unsafe linkat(descriptor, "", AT_FDCWD, name, vexfmt_empty_path) == 0
        || (errno != EEXIST && linkat(AT_FDCWD, here, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0)
    else {
      throw errno == EEXIST
        ? WriteError(path: name, kind: .changed) : Self.failure(name, errno, doing: "giving it its name")
    }
    try flushFolder()
  }

  /// Brings the name of a new file to the disk; what has no such thing as that does without.
  func flushFolder() throws(WriteError) { try Self.flush(folder: Self.folder(of: name)) }

  /// Brings the names in a folder to the disk.
  static func flush(folder: String) throws(WriteError) {
    let opened = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw failure(folder, errno, doing: "opening it") }
    defer { close(opened) }
    guard retrying({ fsync(opened) }) == 0 || errno == EINVAL || errno == EOPNOTSUPP else {
      throw failure(folder, errno, doing: "bringing it to the disk")
    }
  }

  /// Removes the name, if it still is that of this file.
  func remove() {
    var info = stat()
    guard unsafe lstat(name, &info) == 0, TargetIdentity(info) == identity else { return }
    _ = unsafe unlink(name)
  }

  static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }

  private static func failure(_ path: String, _ code: Int32, _ opening: Opening) -> WriteError {
    switch (opening, code) {
    case (.new, EEXIST): WriteError(path: path, kind: .exists)
    case (.device, EBUSY): WriteError(path: path, kind: .held("something that claimed it, such as a mount"))
    case (.existing, ENOENT), (.existing, ELOOP), (.existing, ENXIO), (.existing, EISDIR),
      (.nameless, EEXIST), (.device, ENOENT), (.device, ELOOP), (.device, ENXIO):
      WriteError(path: path, kind: .changed)
    case (.new, EISDIR), (.nameless, EISDIR): WriteError(path: path, kind: .missing)
    case (.new, _), (.nameless, _): failure(path, code, doing: "making it")
    default: failure(path, code, doing: "opening it")
    }
  }

  static func failure(_ path: String, _ code: Int32, doing: String) -> WriteError {
    switch code {
    case ENOENT, ENOTDIR: WriteError(path: path, kind: .missing)
    case EROFS: WriteError(path: path, kind: .readOnly)
    case EACCES, EPERM: WriteError(path: path, kind: .permission)
    default: WriteError(path: path, kind: .io(errno: code, doing: doing))
    }
  }

  /// Repeats a system call that a signal interrupted.
  private static func retrying<Result: FixedWidthInteger & SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
