import Glibc
import VexBytes

/// A file or block device that somebody wants written: looked at, not opened.
///
/// The last component of the path is never followed if it is a symbolic link, not even to a file that would do: what a link
/// leads to can change between looking and writing, and whoever made it may not be who runs this. Links to block devices are
/// resolved, since systems name their disks by links (`/dev/disk/by-id`).
public struct Target: Sendable {
  /// The path as the user gave it.
  public let path: String
  /// What is there.
  public let kind: Kind
  /// The path that is opened.
  let place: String
  /// Which file or device it is; nil when there is nothing.
  public let identity: TargetIdentity?
  /// What else tells a device from others.
  let marks: DeviceMarks

  /// What a path names.
  public enum Kind: Sendable, Equatable {
    /// Nothing; a file can be made.
    case missing
    /// A regular file of so many bytes.
    case file(size: UInt64)
    /// A block device.
    case device
  }

  /// The path from the root.
  var absolutePath: String { place.hasPrefix("/") ? place : Self.workingFolder + "/" + place }

  /// The path of the working directory.
  public static var workingFolder: String {
    guard let found = unsafe getcwd(nil, 0) else { return "." }
    defer { unsafe free(found) }
    return unsafe String(cString: found)
  }

  /// Looks at `path`; throws when there is something that must not be written.
  public init(path: String) throws(WriteError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw WriteError(path: path, kind: .badPath) }
    self.path = path
    var info = stat()
    guard unsafe lstat(path, &info) == 0 else {
      guard errno == ENOENT else { throw FileStorage.failure(path, errno, doing: "looking at it") }
      (kind, place, identity, marks) = (.missing, path, nil, DeviceMarks())
      return
    }
    var place = path
    if info.st_mode & S_IFMT == S_IFLNK {
      guard unsafe stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFBLK, let found = unsafe realpath(path, nil)
      else {
        throw WriteError(path: path, kind: .symbolicLink)
      }
      place = unsafe String(cString: found)
      unsafe free(found)
    }
    self.place = place
    switch info.st_mode & S_IFMT {
    case S_IFREG: kind = .file(size: UInt64(max(info.st_size, 0)))
    case S_IFBLK: kind = .device
    case S_IFDIR: throw WriteError(path: path, kind: .directory)
    case S_IFIFO: throw WriteError(path: path, kind: .special("a FIFO"))
    case S_IFSOCK: throw WriteError(path: path, kind: .special("a socket"))
    case S_IFCHR: throw WriteError(path: path, kind: .special("a character device"))
    default: throw WriteError(path: path, kind: .special("no regular file"))
    }
    let identity = TargetIdentity(info)
    self.identity = identity
    marks = SystemDevices().marks(of: identity)
  }

  /// Throws when somebody uses it, or when it cannot be written at all.
  ///
  /// Opening it asks the kernel once more; this one can say who it is.
  public func requireFree() throws(WriteError) {
    guard let identity else { return }
    if let user = SystemDevices().user(of: identity) { throw WriteError(path: path, kind: user) }
    guard unsafe access(place, W_OK) == 0 || errno == ENOENT || errno == ELOOP else {
      throw FileStorage.failure(path, errno, doing: "looking at it")
    }
  }

  /// Opens what is there for writing and locks it; throws `changed` when it is not what it was.
  func open() throws(WriteError) -> FileStorage {
    try requireFree()
    let opening: FileStorage.Opening =
      switch kind {
      case .missing: .nameless
      case .file: .existing
      case .device: .device
      }
    let storage: FileStorage
    do throws(WriteError) { storage = try FileStorage(path: place, opening) } catch {
      // What was there a moment ago.
      throw WriteError(path: path, kind: kind != .missing && error.kind == .missing ? .changed : error.kind)
    }
    if let identity {
      guard storage.identity == identity, SystemDevices().marks(of: identity).contradiction(to: marks) == nil else {
        throw WriteError(path: path, kind: .changed)
      }
    }
    return storage
  }
}
