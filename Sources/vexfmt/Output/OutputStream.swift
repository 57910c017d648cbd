import Glibc
import VexBytes

/// A file descriptor that text is written to, buffered.
///
/// A reader that goes away (`vexfmt show | head`) is no error of ours: what follows is dropped, and `isBroken` says so.
final class OutputStream {
  let descriptor: Int32
  private let capacity = 1 << 16
  private var buffer: [UInt8] = []
  /// Whether the text goes to a terminal.
  let isTerminal: Bool
  /// Whether to colour the text: only on a terminal, and not if `NO_COLOR` is set (no-color.org) or the terminal is dumb.
  let usesColor: Bool
  /// Whether the reader has gone away.
  private(set) var isBroken = false
  /// The errno of the first write that failed for another reason.
  private(set) var failure: Int32?

  /// Makes a stream that writes to `descriptor`.
  init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    usesColor = isTerminal && environment("NO_COLOR").isEmpty && environment("TERM") != "dumb"
  }

  /// Adds text; a terminal sees it at once.
  func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
    if isTerminal || buffer.count >= capacity { flush() }
  }

  /// Writes what is buffered.
  func flush() {
    var done = 0
    while done < buffer.count, !isBroken, failure == nil {
      let result = unsafe buffer.withUnsafeBytes { bytes in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if result >= 0 {
        done += result
      } else if errno == EPIPE {
        isBroken = true
      } else if errno == EAGAIN {
        waitUntilWritable()
      } else if errno != EINTR {
        failure = errno
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Whoever started us may have left the descriptor in non-blocking mode.
  private func waitUntilWritable() {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = unsafe poll(&request, 1, -1)
  }
}

/// The value of an environment variable; empty when it is not set.
func environment(_ name: String) -> String {
  guard let value = unsafe getenv(name) else { return "" }
  return unsafe String(cString: value)
}
