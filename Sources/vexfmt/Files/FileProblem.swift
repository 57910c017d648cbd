import Glibc
import VexBytes

/// Sentences about files that are no images.
enum FileProblem {
  /// One line about why `expected`, such as `a specification`, could not be read.
  static func sentence(_ error: ImageError, expected: String) -> String {
    let path = shown(error.path)
    switch error.kind {
    case .missing: return "\(path): no such file; expected \(expected), check the path"
    case .directory: return "\(path): is a directory; expected \(expected), name a file in it"
    case .fifo: return "\(path): is a FIFO; expected \(expected), copy the stream to a file first"
    case .socket, .characterDevice, .notAFile: return "\(path): is no regular file; expected \(expected)"
    case .tooLarge(let size, let limit):
      return "\(path): has \(size) bytes; expected \(expected), at most \(limit) bytes"
    default: return oneLine(error)
    }
  }

  /// One line about a system call that failed on a file.
  static func sentence(_ path: String, _ failed: String, _ code: Int32, help: String) -> String {
    "\(shown(path)): \(failed): \(systemMessage(code)); \(help)"
  }

  /// Whether a file may be run.
  static func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }

  /// Whether there is anything at a path.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
