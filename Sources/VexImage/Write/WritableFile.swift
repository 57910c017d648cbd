import Glibc
import VexBytes

/// An open regular file that this program may write, locked against others who ask.
final class WritableFile {
  let path: String
  private let descriptor: Int32
  private let identity: (device: dev_t, node: ino_t)

  // Linux's SEEK_DATA and SEEK_HOLE, which Glibc's module leaves out.
  private static let seekData: Int32 = 3
  private static let seekHole: Int32 = 4

  /// Makes the file, which must not exist, or opens it, which must be regular; links are not followed.
  init(path: String, new: Bool) throws(WriteError) {
    self.path = path
    // A file that somebody made since then is not ours: O_EXCL. One that is no file any more must not block: O_NONBLOCK.
    let flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (new ? O_CREAT | O_EXCL : 0)
    let opened = Self.retrying { unsafe open(path, flags, 0o666) }
    guard opened >= 0 else {
      switch errno {
      case EEXIST, ELOOP, ENXIO: throw WriteError(path: path, kind: .changed)
      case ENOENT where !new: throw WriteError(path: path, kind: .changed)
      case EISDIR: throw WriteError(path: path, kind: new ? .missing : .changed)
      default: throw ImageWriter.failure(path, errno, doing: new ? "making it" : "opening it")
      }
    }
    descriptor = opened
    var info = stat()
    let result = unsafe fstat(opened, &info)
    identity = (info.st_dev, info.st_ino)
    do throws(WriteError) {
      guard result == 0 else { throw ImageWriter.failure(path, errno, doing: "looking at it") }
      try ImageWriter.requireRegular(info, path)
      guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
        throw errno == EWOULDBLOCK
          ? WriteError(path: path, kind: .inUse) : ImageWriter.failure(path, errno, doing: "locking it")
      }
    } catch {
      if new { remove() }
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Throws `hasData` unless the file has `size` bytes, or none, all zero; the size that it has.
  ///
  /// Holes are not read, so that a sparse file of a tebibyte takes no time.
  func requireZeroes(size: UInt64) throws(WriteError) -> UInt64 {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw ImageWriter.failure(path, errno, doing: "looking at it") }
    guard info.st_size == 0 || UInt64(max(info.st_size, 0)) == size else {
      throw WriteError(path: path, kind: .changed)
    }
    var place: off_t = 0
    while place < info.st_size {
      var start = lseek(descriptor, place, Self.seekData)
      var end = info.st_size
      if start < 0 {
        if errno == ENXIO { break }
        guard errno == EINVAL else { throw ImageWriter.failure(path, errno, doing: "reading it") }
        // A filesystem that knows nothing of holes.
        start = place
      } else {
        let hole = lseek(descriptor, start, Self.seekHole)
        if hole > start { end = hole }
      }
      try requireZeroes(from: start, to: end)
      place = end
    }
    return UInt64(max(info.st_size, 0))
  }

  private func requireZeroes(from start: off_t, to end: off_t) throws(WriteError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var place = start
    while place < end {
      let count = min(end - place, buffer.count)
      let got = unsafe buffer.withUnsafeMutableBytes { target in
        Self.retrying { unsafe pread(descriptor, target.baseAddress, count, place) }
      }
      guard got >= 0 else { throw ImageWriter.failure(path, errno, doing: "reading it at offset \(place)") }
      guard got > 0 else { throw WriteError(path: path, kind: .changed) }
      if buffer.withBytes({ $0.isZero(from: 0, to: got) }) != true {
        let first = buffer.prefix(got).firstIndex { $0 != 0 } ?? 0
        throw WriteError(path: path, kind: .hasData(offset: UInt64(place) + UInt64(first)))
      }
      place += got
    }
  }

  /// How many bytes it has.
  func size() throws(WriteError) -> UInt64 {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw ImageWriter.failure(path, errno, doing: "looking at it") }
    return UInt64(max(info.st_size, 0))
  }

  /// The bytes at a place; fewer where the file ends.
  func read(_ count: Int, at offset: UInt64) throws(WriteError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let place = offset + UInt64(done)
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        return Self.retrying { unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(clamping: place)) }
      }
      guard got >= 0 else { throw ImageWriter.failure(path, errno, doing: "reading it at offset \(place)") }
      if got == 0 { break }
      done += got
    }
    return Array(bytes.prefix(done))
  }

  func resize(to size: UInt64) throws(WriteError) {
    guard Self.retrying({ ftruncate(descriptor, off_t(clamping: size)) }) == 0 else {
      throw WriteError(path: path, kind: .io(errno: errno, doing: "making it \(size) bytes long"))
    }
  }

  func write(_ bytes: [UInt8], at offset: UInt64) throws(WriteError) {
    var done = 0
    while done < bytes.count {
      let place = offset + UInt64(done)
      let put = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        return Self.retrying { unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(clamping: place)) }
      }
      guard put > 0 else {
        throw WriteError(path: path, kind: .io(errno: put < 0 ? errno : EIO, doing: "writing at offset \(place)"))
      }
      done += put
    }
  }

  func flush() throws(WriteError) {
    guard Self.retrying({ fsync(descriptor) }) == 0 else {
      throw WriteError(path: path, kind: .io(errno: errno, doing: "bringing it to the disk"))
    }
  }

  /// Brings the name of a new file to the disk, as far as the filesystem lets it.
  func flushFolder() {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let opened = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    _ = fsync(opened)
    close(opened)
  }

  /// Removes the name, if it still is that of this file.
  func remove() {
    var info = stat()
    guard unsafe lstat(path, &info) == 0, info.st_dev == identity.device, info.st_ino == identity.node else { return }
    _ = unsafe unlink(path)
  }

  /// Makes the ranges zero again that may have been written, and the file as long as it was.
  func clear(_ writes: [ImagePlan.Write], size: UInt64) {
    // The last one committed; it goes first.
    for write in writes.reversed() {
      try? self.write([UInt8](repeating: 0, count: write.bytes.count), at: write.offset)
    }
    try? resize(to: size)
  }

  /// Repeats a system call that a signal interrupted.
  private static func retrying<Result: FixedWidthInteger & SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
