import Glibc

/// A regular file or block device, opened for reading.
///
/// Nothing else is opened at all: opening a FIFO would wait, opening a character device can have effects of its own,
/// and `/dev/zero` has no end. The kind is looked at before opening, and again after, since the path may have been
/// replaced.
public final class ImageFile: ByteSource {
  /// The path as the user gave it.
  public let name: String
  /// Size in bytes when it was opened.
  public let size: UInt64
  /// Whether it is a block device.
  public let isBlockDevice: Bool
  private let descriptor: Int32

  /// Opens the image at `path`.
  ///
  /// Throws when there is none, when it is neither a regular file nor a block device, when it may not be read, and,
  /// unless `allowingEmpty`, when it has no bytes.
  public init(path: String, allowingEmpty: Bool = false) throws(ImageError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw ImageError(path: path, kind: .badPath) }
    var info = stat()
    guard unsafe stat(path, &info) == 0 else { throw Self.failure(path, errno) }
    _ = try Self.isBlockDevice(info, path)

    let opened = Self.retrying { unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
    guard opened >= 0 else { throw Self.failure(path, errno) }
    do throws(ImageError) {
      guard unsafe fstat(opened, &info) == 0 else { throw Self.failure(path, errno) }
      isBlockDevice = try Self.isBlockDevice(info, path)
      // A block device has no size in its inode; the end of its address space is its size.
      let end = isBlockDevice ? lseek(opened, 0, SEEK_END) : info.st_size
      guard end >= 0 else { throw Self.failure(path, errno) }
      guard end > 0 || allowingEmpty else { throw ImageError(path: path, kind: .empty) }
      size = UInt64(end)
    } catch {
      close(opened)
      throw error
    }
    name = path
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Fills all of `target` with the bytes that begin at `offset`.
  ///
  /// Throws `outside` when the image has no such bytes, `shrunk` when it ends earlier than it did, and `io`.
  public func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try requireInside(offset: offset, length: UInt64(target.byteCount))
    var done = 0
    while done < target.byteCount {
      let place = offset + UInt64(done)
      let got = unsafe target.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        // `size` came from an off_t, so every place below it fits one.
        return Self.retrying { unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(place)) }
      }
      if got < 0 { throw ImageError(path: name, kind: .io(errno: errno, offset: place)) }
      if got == 0 { throw ImageError(path: name, kind: .shrunk(end: place, size: size)) }
      done += got
    }
  }

  /// Reads a whole file that the caller wants in memory, such as a specification.
  ///
  /// Throws `tooLarge`, before anything is read, when it has more than `limit` bytes. An empty file is no error.
  public static func contents(of path: String, limit: Int) throws(ImageError) -> [UInt8] {
    let file = try ImageFile(path: path, allowingEmpty: true)
    guard file.size <= UInt64(max(limit, 0)) else {
      throw ImageError(path: path, kind: .tooLarge(size: file.size, limit: UInt64(max(limit, 0))))
    }
    var bytes: [UInt8] = []
    try file.read(at: 0, into: &bytes, count: Int(file.size))
    return bytes
  }

  /// Whether it is a block device and not a regular file; throws for everything else.
  private static func isBlockDevice(_ info: stat, _ path: String) throws(ImageError) -> Bool {
    switch info.st_mode & S_IFMT {
    case S_IFREG: return false
    case S_IFBLK: return true
    case S_IFDIR: throw ImageError(path: path, kind: .directory)
    case S_IFIFO: throw ImageError(path: path, kind: .fifo)
    case S_IFSOCK: throw ImageError(path: path, kind: .socket)
    case S_IFCHR: throw ImageError(path: path, kind: .characterDevice)
    default: throw ImageError(path: path, kind: .notAFile)
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> ImageError {
    switch code {
    case ENOENT, ENOTDIR: ImageError(path: path, kind: .missing)
    case EACCES, EPERM: ImageError(path: path, kind: .permission)
    default: ImageError(path: path, kind: .io(errno: code, offset: nil))
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
