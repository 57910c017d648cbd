import Glibc
import VexBytes

/// The folder where undo files go unless somebody names another place.
///
/// It is `$VEXFMT_UNDO`, else `vexfmt/undo` in `$XDG_STATE_HOME`, else for the superuser `/var/lib/vexfmt/undo`, else
/// `~/.local/state/vexfmt/undo`.
public struct UndoFolder: Sendable {
  /// Its path.
  public let path: String

  /// The end of undo files' names.
  public static let suffix = ".vexundo"

  /// Makes a folder's value; nothing is made on the disk.
  public init(path: String) { self.path = path }

  /// The folder that the environment says; nil when it says none that begins at the root.
  public init?(environment: [String: String], isSuperuser: Bool) {
    func folder(_ name: String, _ rest: String) -> String? {
      guard let value = environment[name], value.hasPrefix("/") else { return nil }
      return value + rest
    }
    let state = folder("XDG_STATE_HOME", "/vexfmt/undo")
    let path =
      folder("VEXFMT_UNDO", "") ?? state ?? (isSuperuser ? "/var/lib/vexfmt/undo" : nil)
      ?? folder("HOME", "/.local/state/vexfmt/undo")
    guard let path else { return nil }
    self.path = path
  }

  /// A path for the undo file of a target that no file has now: `20261128T093000Z-disk.img.vexundo`.
  ///
  /// Throws when the folder can neither be found nor made. `now` is in seconds since 1970 UTC.
  func newFile(for target: String, now: Int64) throws(WriteError) -> String {
    try make()
    let safe = target.split(separator: "/").last.map(String.init) ?? "target"
    let name = String(
      safe.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "_" }.prefix(80))
    let base = "\(path)/\(Self.stamp(now))-\(name)"
    for number in 0..<1000 {
      let file = base + (number == 0 ? "" : "-\(number)") + Self.suffix
      if unsafe access(file, F_OK) != 0 { return file }
    }
    throw WriteError(path: path, kind: .io(errno: EEXIST, doing: "finding a name in it"))
  }

  /// The paths of all undo files, in no order; none when there is no folder.
  public func files() -> [String] {
    DirectoryStream.names(in: path).filter { $0.hasSuffix(Self.suffix) }.map { "\(path)/\($0)" }
  }

  private func make() throws(WriteError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      // What is saved may be anybody's secrets.
      if unsafe mkdir(made, S_IRWXU) == 0 {
        try FileStorage.flush(folder: FileStorage.folder(of: made))
        continue
      }
      if errno == EEXIST || errno == EROFS || errno == EACCES { continue }
      throw FileStorage.failure(path, errno, doing: "making it")
    }
    guard unsafe access(path, W_OK | X_OK) == 0 else { throw FileStorage.failure(path, errno, doing: "looking at it") }
  }

  /// The time as its name begins with: `20261128T093000Z`.
  private static func stamp(_ now: Int64) -> String {
    var time = time_t(now)
    var parts = unsafe tm()
    _ = unsafe gmtime_r(&time, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(1900 + Int(parts.tm_year))\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
      + "T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))Z"
  }
}
