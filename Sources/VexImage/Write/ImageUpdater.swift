import Glibc
import VexBytes

/// Changes an image that exists: a regular file, and nothing else.
///
/// As in `ImageWriter`, a symbolic link as the last component of the path is not followed.
public struct ImageUpdater: Sendable {
  /// The path as the user gave it.
  public let path: String

  /// Looks at `path` without opening it; throws unless it is a regular file.
  public init(path: String) throws(WriteError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw WriteError(path: path, kind: .badPath) }
    self.path = path
    var info = stat()
    guard unsafe lstat(path, &info) == 0 else { throw ImageWriter.failure(path, errno, doing: "looking at it") }
    try ImageWriter.requireRegular(info, path)
  }

  /// Throws what `apply` would throw before it changes anything, and changes nothing: for dry runs.
  public func requireWritable(_ plan: UpdatePlan) throws(WriteError) { _ = try open(plan) }

  /// Makes the changes, part after part, each on the disk before the next one begins.
  ///
  /// Throws, and changes nothing, when the file is locked or not what the plan was made for. After a failure half way the
  /// bytes that were there before are put back.
  public func apply(_ plan: UpdatePlan) throws(WriteError) {
    let file = try open(plan)
    var begun: [UpdatePlan.Change] = []
    do throws(WriteError) {
      for part in plan.parts {
        for change in part.changes {
          begun.append(change)
          try file.write(change.new, at: change.offset)
        }
        try file.flush()
      }
    } catch {
      // What committed goes first.
      for change in begun.reversed() { try? file.write(change.old, at: change.offset) }
      try? file.flush()
      throw error
    }
  }

  /// Opens and locks the file, and compares it with what the plan says is there.
  private func open(_ plan: UpdatePlan) throws(WriteError) -> WritableFile {
    let file = try WritableFile(path: path, new: false)
    guard try file.size() == plan.size else { throw WriteError(path: path, kind: .changed) }
    for change in plan.changes {
      guard change.range.upperBound <= plan.size, change.offset <= change.range.upperBound else {
        throw WriteError(path: path, kind: .outside(offset: change.offset, size: plan.size))
      }
      guard try file.read(change.old.count, at: change.offset) == change.old else {
        throw WriteError(path: path, kind: .changed)
      }
    }
    return file
  }
}
