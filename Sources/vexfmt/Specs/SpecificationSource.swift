import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// The text of a specification, and of its lock file, not yet compiled.
struct SpecificationSource {
  /// Its path as the user gave it; the file's name alone for a specification that is built in.
  var path: String
  /// The bytes of the specification.
  var text: [UInt8]
  /// The bytes of the lock file; nil when there is none.
  var lock: [UInt8]?
  /// Where the lock file is or would be; nil for a specification that is built in.
  var lockPath: String?
  /// The name of the format, of a specification that is built in; nil for one that was read from a file.
  var builtInName: String?

  /// Reads a specification and the lock file beside it.
  init(path: String) throws(Failure) {
    self.path = path
    text = try Self.read(path, as: "a specification", limit: Self.maximumSize)
    let lockPath = Self.lockPath(for: path)
    self.lockPath = lockPath
    lock = try Self.readLock(lockPath)
  }

  /// The source of a specification that is built in.
  init(shipped: ShippedSpec) {
    path = shipped.file
    text = Array(shipped.text.utf8)
    lock = shipped.lock.map { Array($0.utf8) }
    lockPath = nil
    builtInName = shipped.name
  }

  /// Whether it has the text and the numbers of one that is built in, wherever it comes from.
  func isSame(as shipped: ShippedSpec) -> Bool {
    text == Array(shipped.text.utf8) && lock == shipped.lock.map { Array($0.utf8) }
  }

  /// Compiles it; unless `isPinned`, released versions may have changed.
  func compile(isPinned: Bool = true, checksums: ChecksumRegistry = .installed) throws(Failure) -> Format {
    do {
      return try SpecificationCompiler.compile(
        text: text, path: path, checksums: checksums, lock: lock, isPinned: isPinned)
    } catch {
      throw .specification(error)
    }
  }

  /// The lines of the text, for showing places.
  var lines: [String] {
    String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// More than what the compiler accepts, so that it says so itself; in bytes.
  private static let maximumSize = 16 << 20

  /// `spec/vexfs.lock` for `spec/vexfs.yaml`.
  static func lockPath(for path: String) -> String {
    for suffix in [".yaml", ".yml"] where path.hasSuffix(suffix) {
      return path.dropLast(suffix.count) + ".lock"
    }
    return path + ".lock"
  }

  private static func readLock(_ path: String) throws(Failure) -> [UInt8]? {
    do {
      return try ImageFile.contents(of: path, limit: maximumSize)
    } catch {
      if error.kind == .missing { return nil }
      throw .message(FileProblem.sentence(error, expected: "the lock file of a specification"))
    }
  }

  private static func read(_ path: String, as what: String, limit: Int) throws(Failure) -> [UInt8] {
    do {
      return try ImageFile.contents(of: path, limit: limit)
    } catch {
      throw .message(FileProblem.sentence(error, expected: what))
    }
  }
}
