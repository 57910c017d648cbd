/// Why an image could not be opened or read.
///
/// `description` is one line for people: the path, what was found, what was expected, what to do.
public struct ImageError: Error, Equatable, Sendable {
  /// Path of the image as the user gave it; a name in angle brackets for a source that is no file.
  public var path: String
  /// What went wrong.
  public var kind: Kind

  /// What can go wrong.
  public enum Kind: Equatable, Sendable {
    /// There is no such file, or a folder on the way to it is missing.
    case missing
    /// The user may not read it.
    case permission
    /// It is a directory.
    case directory
    /// It is a FIFO; reading it would wait for a writer.
    case fifo
    /// It is a socket.
    case socket
    /// It is a character device, such as `/dev/zero`, which has no size.
    case characterDevice
    /// It is something else that is neither a regular file nor a block device.
    case notAFile
    /// The path itself cannot name a file: it is empty or holds a NUL byte.
    case badPath
    /// It has no bytes.
    case empty
    /// Bytes were asked for that it does not have; all in bytes.
    case outside(offset: UInt64, length: UInt64, size: UInt64)
    /// It was `size` bytes long when opened, and now ends at `end`.
    case shrunk(end: UInt64, size: UInt64)
    /// It is longer than what the caller reads into memory; both in bytes.
    case tooLarge(size: UInt64, limit: UInt64)
    /// The system failed with `errno`; `offset` says where it was reading, in bytes, and is nil before that.
    case io(errno: Int32, offset: UInt64?)
  }

  /// Makes an error.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

extension ImageError: CustomStringConvertible {
  /// One line without control characters: path, what was found, what was expected, what to do.
  public var description: String { "\(printable(path)): \(sentence)" }

  private var sentence: String {
    switch kind {
    case .missing:
      "no such file; expected an image, check the path"
    case .permission:
      "permission denied; run as a user who may read it"
    case .directory:
      "is a directory; expected an image file or a block device, name a file in it"
    case .fifo:
      "is a FIFO; expected an image file or a block device, copy the stream to a file first"
    case .socket:
      "is a socket; expected an image file or a block device"
    case .characterDevice:
      "is a character device, which has no size; expected an image file or a block device"
    case .notAFile:
      "is neither a regular file nor a block device; expected an image of a filesystem"
    case .badPath:
      "cannot be the name of a file; give a path that is not empty and has no NUL byte"
    case .empty:
      "is empty (0 bytes); expected an image of a filesystem, check that it was copied whole"
    case .outside(let offset, let length, let size):
      "has \(size) bytes, but \(length) bytes at offset \(offset) were needed; it may have been cut short"
    case .shrunk(let end, let size):
      "had \(size) bytes when opened and now ends at \(end); stop whatever is changing it and try again"
    case .tooLarge(let size, let limit):
      "has \(size) bytes; expected at most \(limit)"
    case .io(let errno, nil):
      "cannot be opened: \(systemMessage(errno)); check the path and the device"
    case .io(let errno, let offset?):
      "cannot be read at offset \(offset): \(systemMessage(errno)); check the device and the system log"
    }
  }
}
