import Glibc
import VexBytes
import VexFSLayout

/// Why there is no status: one sentence that names the path.
struct StatusError: Error, CustomStringConvertible {
  /// The sentence.
  var description: String
}

/// A filesystem that is mounted, by a directory of it.
struct MountedFilesystem {
  /// The directory.
  let path: String

  /// Names a directory.
  init(_ path: String) { self.path = path }

  /// Asks the kernel; throws what people need to know when it has no answer.
  func status() throws(StatusError) -> VexFS.Status {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    // To another filesystem the same number may be another request.
    let type = filesystemType(descriptor)
    guard type == "vexfs" else { throw elsewhere(type) }
    var bytes = [UInt8](repeating: 0, count: VexFS.Status.maximumSize)
    let result = unsafe bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return Int32(-1) }
      return unsafe ioctl(descriptor, VexFS.Ioctl.status.rawValue, start)
    }
    guard result == 0, let status = VexFS.Status(exchanged: bytes) else { throw refusal(errno) }
    return status
  }

  private func failure(_ code: Int32) -> StatusError {
    switch code {
    case ENOENT: StatusError(description: "\(shown): no such directory; name the one where VexFS is mounted")
    case ENOTDIR: StatusError(description: "\(shown): is no directory; name the one where VexFS is mounted")
    default: StatusError(description: "\(shown): cannot be opened: \(words(code))")
    }
  }

  /// Why a directory of another filesystem is not asked.
  private func elsewhere(_ type: String?) -> StatusError {
    let but = type.map { " but on \(printable($0))" } ?? ""
    return StatusError(
      description: "\(shown): is not on a mounted VexFS\(but); name the directory where one is mounted")
  }

  /// Why a directory of VexFS has no status.
  private func refusal(_ code: Int32) -> StatusError {
    guard [ENOTTY, EINVAL, ENOSYS, EOPNOTSUPP].contains(code) else {
      return StatusError(description: "\(shown): the kernel does not tell its status: \(words(code))")
    }
    return StatusError(
      description:
        "\(shown): this VexFS does not know the request; its kernel module is of another version than vexctl")
  }

  /// What the kernel calls the filesystem that an open file is on; nil when its device is none of the mounts'.
  private func filesystemType(_ descriptor: Int32) -> String? {
    var about = stat()
    guard unsafe fstat(descriptor, &about) == 0, let table = unsafe fopen("/proc/self/mountinfo", "re") else {
      return nil
    }
    defer { unsafe fclose(table) }
    // Source: proc(5): the third word of a line is major:minor; the type is the first word behind a lone hyphen.
    let device = UInt64(about.st_dev)
    let (major, minor) = (device >> 8 & 0xfff | device >> 32 & ~0xfff, device & 0xff | device >> 12 & ~0xff)
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { unsafe free(line) }
    while unsafe getline(&line, &capacity, table) > 0, let text = unsafe line.map({ unsafe String(cString: $0) }) {
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count > 2, words[2] == "\(major):\(minor)", let hyphen = words.firstIndex(of: "-") else { continue }
      return words[hyphen...].dropFirst().first.map(String.init)
    }
    return nil
  }

  private var shown: String { printable(path) }

  private func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
