import Glibc
import VexBytes

/// Why an image was not written; `description` is one line for people: the path, what was found, what to do.
public struct WriteError: Error, Equatable, Sendable {
  /// Path as the user gave it.
  public var path: String
  /// What went wrong.
  public var kind: Kind

  /// What can go wrong.
  public enum Kind: Equatable, Sendable {
    /// The path cannot name a file: it is empty or holds a NUL byte.
    case badPath
    /// There is no such folder, or no such file where one is needed.
    case missing
    /// It is a symbolic link.
    case symbolicLink
    /// It is a directory.
    case directory
    /// It is a FIFO, a socket or a character device, by that name.
    case special(String)
    /// It is a block device.
    case blockDevice
    /// It has data; `offset` is the place of the first byte that is not zero.
    case hasData(offset: UInt64)
    /// It exists and has another size than was asked for.
    case otherSize(found: UInt64, wanted: UInt64)
    /// It does not exist, and nobody said how large it shall be.
    case noSize
    /// Somebody else made, replaced or changed it meanwhile.
    case changed
    /// Another program holds a lock on it.
    case inUse
    /// The system refused it.
    case permission
    /// The system failed; `doing` says at what.
    case io(errno: Int32, doing: String)
    /// The plan writes outside of the image.
    case outside(offset: UInt64, size: UInt64)
  }

  /// Makes an error.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}

extension WriteError: CustomStringConvertible {
  /// One line without control characters.
  public var description: String { "\(printable(path)): \(sentence)" }

  private var sentence: String {
    let refused = "only regular files are written"
    switch kind {
    case .badPath: return "cannot be the name of a file; give a path that is not empty and has no NUL byte"
    case .missing: return "there is no such folder; make it first, or check the path"
    case .symbolicLink: return "is a symbolic link, which may lead anywhere; name the file itself"
    case .directory: return "is a directory; \(refused)"
    case .special(let what): return "is \(what); \(refused)"
    case .blockDevice: return "is a block device; \(refused)"
    case .hasData(let offset):
      return "has data, the first at offset \(offset); only a new file, or a regular file that is all zeroes, is "
        + "written, so remove it yourself if nobody needs it"
    case .otherSize(let found, let wanted):
      return "has \(found) bytes and not the \(wanted) that were asked for; leave the size out, or name a new file"
    case .noSize: return "is a new file or an empty one; say how large it shall be, such as --size 100M"
    case .changed: return "was changed by somebody else meanwhile; nothing is known about it, so look at it first"
    case .inUse: return "is locked by another program; end that one first"
    case .permission: return "permission denied; run as a user who may write it"
    case .io(EFBIG, let doing):
      return "\(doing) failed: its filesystem has no files of that size; name a file elsewhere, or a smaller size"
    case .io(let code, let doing): return "\(doing) failed: \(systemMessage(code)); check the disk and the system log"
    case .outside(let offset, let size):
      return "has \(size) bytes, and the plan writes behind them, at offset \(offset)"
    }
  }
}
