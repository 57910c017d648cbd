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
    /// A filesystem on it is mounted at this place.
    case mounted(at: String)
    /// Something else uses it, which these words name.
    case held(String)
    /// It is a disk whose partitions the system knows, by these names.
    case partitioned([String])
    /// The system lets nobody write to it.
    case readOnly
    /// It is a block device where only a file can be.
    case blockDevice
    /// It exists and has another size than was asked for.
    case otherSize(found: UInt64, wanted: UInt64)
    /// It does not exist, and nobody said how large it shall be.
    case noSize
    /// It exists where a new file is to be made.
    case exists
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
    /// Two writes of one stage of the plan overlap.
    case overlapping(stage: String, offset: UInt64)
    /// The undo file could not be made, for the reason in these words; nothing was written.
    case noUndo(file: String, reason: String)
    /// Writing failed for the reason in these words, and what was there was put back.
    case putBack(reason: String)
    /// Writing failed for the reason in these words, and what was there could not be put back.
    case halfDone(reason: String, undo: String)
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

  /// The description without the path.
  var reason: String { sentence }

  private var sentence: String {
    let refused = "only regular files and block devices are written"
    switch kind {
    case .badPath: return "cannot be the name of a file; give a path that is not empty and has no NUL byte"
    case .missing: return "there is no such file or folder; check the path"
    case .symbolicLink: return "is a symbolic link, which may lead anywhere; name the file itself"
    case .directory: return "is a directory; \(refused)"
    case .special(let what): return "is \(what); \(refused)"
    case .mounted(let place): return "is mounted at \(printable(place)); unmount it first: umount \(printable(place))"
    case .held(let user): return "is in use by \(printable(user)); end that first"
    case .partitioned(let names):
      return
        "is a disk with partitions (\(printable(names.joined(separator: ", ")))); name the partition that is meant, or "
        + "remove its partition table first"
    case .readOnly: return "is read-only; nothing overrides that"
    case .blockDevice: return "is a block device, which can neither be made nor get another size"
    case .otherSize(let found, let wanted):
      return "has \(found) bytes and not the \(wanted) that were asked for; leave the size out, or name a new file"
    case .noSize: return "is a new file or an empty one; say how large it shall be, such as --size 100M"
    case .exists: return "exists already; name a new file"
    case .changed: return "was changed by somebody else meanwhile; nothing is known about it, so look at it first"
    case .inUse: return "is locked by another program; end that one first"
    case .permission: return "permission denied; run as a user who may write it"
    case .io(EFBIG, let doing):
      return "\(doing) failed: its filesystem has no files of that size; name a file elsewhere, or a smaller size"
    case .io(let code, let doing): return "\(doing) failed: \(systemMessage(code)); check the disk and the system log"
    case .outside(let offset, let size):
      return "has \(size) bytes, and the plan writes behind them, at offset \(offset)"
    case .overlapping(let stage, let offset):
      return "the plan writes the byte at offset \(offset) twice in its stage '\(printable(stage))'"
    case .noUndo(let file, let reason):
      return "nothing was written, since what is there could not be saved in \(printable(file)): \(reason); "
        + "name a file elsewhere with --undo"
    case .putBack(let reason): return "\(reason); what had been written was taken back, and all is as it was"
    case .halfDone(let reason, let undo):
      return "\(reason); what was written could not be taken back: when it can be written again, run "
        + "vexfmt undo \(printable(undo))"
    }
  }
}
