import Glibc
import VexBytes

/// A file or folder that nobody but its owner, who is the user or root, can have put where it is.
///
/// What is loaded or run from such a path is what the user or the administrator installed. Links are followed one by
/// one, so that the folders which they lie in and lead through are looked at as well.
public struct TrustedPath: Sendable, Equatable {
  /// The path without links.
  public let path: String
  /// Whether it is a folder.
  public let isFolder: Bool

  /// Looks at everything on the way to an absolute path.
  ///
  /// Throws when one of it belongs to somebody else, or may be written by its group or by others. Folders above the
  /// last one may be like `/tmp`, where only an owner may rename or remove: what lies below is looked at itself.
  public init(_ path: String) throws(TrustProblem) {
    guard path.hasPrefix("/") else { throw TrustProblem(path, .notAbsolute) }
    var walk = Walk(asked: path)
    try walk.run()
    self.path = walk.path
    isFolder = walk.isFolder
  }

  /// A file or folder in this one.
  public func appending(_ name: String) throws(TrustProblem) -> TrustedPath {
    guard !name.isEmpty, !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw TrustProblem("\(path)/\(name)", .outside)
    }
    let inner = try TrustedPath("\(path)/\(name)")
    // A link may lead anywhere that is trusted itself; a bundle's files are to be its own.
    guard inner.path.hasPrefix(path.hasSuffix("/") ? path : path + "/") else {
      throw TrustProblem("\(path)/\(name)", .outside)
    }
    return inner
  }
}

/// One look at a path.
private struct Walk {
  let asked: String
  /// What is still to be gone through.
  private var rest: [Substring]
  /// What was gone through, without links.
  private var done: [Substring] = []
  private var links = 0
  /// A folder on the way that others may write but only owners may rename in, and that must not be the last.
  private var shared: String?
  private(set) var isFolder = true

  init(asked: String) {
    self.asked = asked
    rest = asked.split(separator: "/").reversed()
  }

  var path: String { "/" + done.joined(separator: "/") }

  mutating func run() throws(TrustProblem) {
    try look()
    while let part = rest.popLast() {
      if part == "." { continue }
      guard isFolder else { throw TrustProblem(path, .noFolder) }
      if part == ".." {
        _ = done.popLast()
        try look()
        continue
      }
      let folder = shared
      done.append(part)
      try look()
      // What lies in a folder that others may write is theirs to add to, unless it is a folder of its own.
      if let folder, !isFolder { throw TrustProblem(folder, .writable) }
    }
    if let shared { throw TrustProblem(shared, .writable) }
  }

  /// Looks at what was come to; follows it if it is a link.
  private mutating func look() throws(TrustProblem) {
    var info = stat()
    guard unsafe lstat(path, &info) == 0 else {
      throw TrustProblem(path, errno == ENOENT ? .missing : .unreadable(errno))
    }
    guard info.st_uid == 0 || info.st_uid == geteuid() else { throw TrustProblem(path, .foreign(info.st_uid)) }
    let kind = info.st_mode & S_IFMT
    if kind == S_IFLNK { return try follow() }
    // What is there depends on who looks: the working directory is one of it.
    guard path != "/proc" else { throw TrustProblem(asked, .process) }
    isFolder = kind == S_IFDIR
    guard isFolder || kind == S_IFREG else { throw TrustProblem(path, .odd) }
    shared = nil
    guard info.st_mode & (S_IWGRP | S_IWOTH) != 0 else { return }
    guard isFolder, info.st_mode & S_ISVTX != 0 else { throw TrustProblem(path, .writable) }
    shared = path
  }

  private mutating func follow() throws(TrustProblem) {
    links += 1
    guard links <= 40 else { throw TrustProblem(asked, .unreadable(ELOOP)) }
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe buffer.withUnsafeMutableBytes { room -> Int in
      guard let start = unsafe room.baseAddress?.assumingMemoryBound(to: CChar.self) else { return 0 }
      return unsafe readlink(path, start, room.count)
    }
    guard count > 0, count < buffer.count else { throw TrustProblem(path, .unreadable(errno)) }
    let target = String(decoding: buffer.prefix(count), as: UTF8.self)
    _ = done.popLast()
    if target.hasPrefix("/") {
      done = []
      shared = nil
    }
    rest += target.split(separator: "/").reversed()
    isFolder = true
  }
}

/// Why a path is not trusted.
public struct TrustProblem: Error, Equatable, Sendable {
  /// What is to blame: the path itself, or something on the way to it.
  public let path: String
  /// What is wrong with it.
  public let reason: Reason

  init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// What is wrong with a path.
  public enum Reason: Equatable, Sendable {
    /// It is relative.
    case notAbsolute
    /// It leads out of its folder.
    case outside
    /// There is nothing.
    case missing
    /// Something leads through it, and it is no folder.
    case noFolder
    /// It is neither a file nor a folder.
    case odd
    /// It leads through /proc.
    case process
    /// It belongs to another user.
    case foreign(UInt32)
    /// Its group or others may write it.
    case writable
    /// The system does not show it.
    case unreadable(Int32)
  }
}

extension TrustProblem: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    let what =
      switch reason {
      case .notAbsolute: "is a relative path; nothing is loaded from the working directory, give the whole path"
      case .outside: "leads out of its folder; only what lies in it is used"
      case .missing: "no such file or folder"
      case .noFolder: "is no folder"
      case .odd: "is neither a file nor a folder, and nothing else is used; remove it"
      case .process: "leads through /proc, where each process sees something else; give the place itself"
      case .foreign(let user):
        "belongs to user \(user); what is loaded must belong to the user who runs vexfmt, or to root"
      case .writable:
        "may be written by its group or by others, so that anybody can have put it there; look at it, then: "
          + "chmod go-w \(printable(path))"
      case .unreadable(let code): systemMessage(code)
      }
    return "\(printable(path)): \(what)"
  }
}
