import Glibc

/// Writes a fresh image to a new file, or to a regular file that is all zeroes, and to nothing else.
///
/// The last component of the path is never followed if it is a symbolic link (`O_NOFOLLOW`), not even to a file that would
/// do: what a link leads to can change between looking and writing, and whoever made it may not be who runs this. Links in
/// folders above are followed as everywhere.
public struct ImageWriter: Sendable {
  /// The path as the user gave it.
  public let path: String
  /// Size of the image in bytes: what was asked for, or what the file has.
  public let size: UInt64
  let isNew: Bool

  /// Looks at `path` without opening it; `size` is what the user asked for, in bytes.
  ///
  /// Throws when there is something that must not be written, when a file has another size than `size`, and when there is
  /// no file, or an empty one, and no `size`. Nothing is made yet.
  public init(path: String, size wanted: UInt64?) throws(WriteError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw WriteError(path: path, kind: .badPath) }
    if let wanted, wanted > ByteSize.maximum {
      throw WriteError(path: path, kind: .io(errno: EFBIG, doing: "making it"))
    }
    self.path = path
    var info = stat()
    let found = unsafe lstat(path, &info)
    let code = errno
    isNew = found != 0
    if found == 0 {
      try Self.requireRegular(info, path)
    } else if code != ENOENT {
      throw Self.failure(path, code, doing: "looking at it")
    }
    let existing = found == 0 ? UInt64(max(info.st_size, 0)) : 0
    if existing > 0, let wanted, wanted != existing {
      throw WriteError(path: path, kind: .otherSize(found: existing, wanted: wanted))
    }
    guard let size = existing > 0 ? existing : wanted else { throw WriteError(path: path, kind: .noSize) }
    self.size = size
  }

  /// Writes what `plan` makes, in its order, with everything on the disk before the last write, which commits, and after it.
  ///
  /// `plan` is asked only when the file is there, is locked, is all zeroes and has its size: planning a large image takes
  /// long, and nobody should wait for it to hear that the disk has no such files. Answers with the plan. Throws what `plan`
  /// throws; throws, and changes nothing, when the file is not what it was, has data, or is locked. After any failure a new
  /// file is removed, and one that was all zeroes is made so again.
  @discardableResult
  public func write(_ plan: () throws -> ImagePlan) throws -> ImagePlan {
    let file = try WritableFile(path: path, new: isNew)
    var begun: [ImagePlan.Write] = []
    do {
      let before = try file.requireZeroes(size: size)
      do {
        try file.resize(to: size)
        let plan = try plan()
        try require(plan)
        begun = plan.writes
        try apply(plan, to: file)
        return plan
      } catch {
        if !isNew { file.clear(begun, size: before) }
        throw error
      }
    } catch {
      if isNew { file.remove() }
      throw error
    }
  }

  /// Throws unless all writes of a plan lie in an image of this size.
  private func require(_ plan: ImagePlan) throws(WriteError) {
    guard plan.size == size else { throw WriteError(path: path, kind: .otherSize(found: size, wanted: plan.size)) }
    for write in plan.writes {
      let count = UInt64(write.bytes.count)
      guard count <= size, write.offset <= size - count else {
        throw WriteError(path: path, kind: .outside(offset: write.offset, size: size))
      }
    }
  }

  private func apply(_ plan: ImagePlan, to file: WritableFile) throws(WriteError) {
    for write in plan.writes.dropLast() { try file.write(write.bytes, at: write.offset) }
    try file.flush()
    guard let commit = plan.writes.last else { return }
    try file.write(commit.bytes, at: commit.offset)
    try file.flush()
    if isNew { file.flushFolder() }
  }

  /// Throws unless it is a regular file.
  static func requireRegular(_ info: stat, _ path: String) throws(WriteError) {
    switch info.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFLNK: throw WriteError(path: path, kind: .symbolicLink)
    case S_IFDIR: throw WriteError(path: path, kind: .directory)
    case S_IFBLK: throw WriteError(path: path, kind: .blockDevice)
    case S_IFIFO: throw WriteError(path: path, kind: .special("a FIFO"))
    case S_IFSOCK: throw WriteError(path: path, kind: .special("a socket"))
    case S_IFCHR: throw WriteError(path: path, kind: .special("a character device"))
    default: throw WriteError(path: path, kind: .special("no regular file"))
    }
  }

  static func failure(_ path: String, _ code: Int32, doing: String) -> WriteError {
    switch code {
    case ENOENT, ENOTDIR: WriteError(path: path, kind: .missing)
    case EACCES, EPERM, EROFS: WriteError(path: path, kind: .permission)
    default: WriteError(path: path, kind: .io(errno: code, doing: doing))
    }
  }
}
