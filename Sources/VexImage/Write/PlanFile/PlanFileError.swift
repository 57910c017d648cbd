import VexBytes

/// Why a plan file, above all an undo file, cannot be used; `description` is one line for people.
public struct PlanFileError: Error, Equatable, Sendable {
  /// Path of the file.
  public var path: String
  /// What went wrong.
  public var kind: Kind

  /// What can go wrong.
  public enum Kind: Equatable, Sendable {
    /// It is no such file, or one of another version.
    case foreign
    /// A record is damaged; `offset` is its place in the file.
    case damaged(offset: UInt64)
    /// It ends before it is whole: it was never finished, so that its change was not begun, or was cut since.
    case unfinished
    /// Somebody else can have written it, and it names this target.
    case notOwn(target: String)
    /// The target is another device than it was made for, as the kernel's value of this name shows.
    case otherDevice(target: String, mark: String)
    /// It has a plan and not what was there before.
    case noOldBytes
    /// It holds more than is read.
    case tooLarge
    /// The target is not as large as it was, before or after.
    case otherSize(target: String, found: UInt64, before: UInt64, after: UInt64)
    /// The target was changed since: it has something at `offset` that is neither from before nor from the plan.
    case changed(target: String, offset: UInt64, fingerprint: String?)
    /// The target is not what was named as replaceable.
    case otherFingerprint(target: String, fingerprint: String, named: String)
    /// It was undone, so there is nothing to complete.
    case undone
  }
}

extension PlanFileError: CustomStringConvertible {
  /// One line: the path, what was found, what to do.
  public var description: String { "\(printable(path)): \(sentence)" }

  private var sentence: String {
    switch kind {
    case .foreign: return "is no plan or undo file of this program; see vexfmt undo --list for those that there are"
    case .damaged(let offset):
      return "is damaged at offset \(offset), so nothing of it is used; look for a copy of it"
    case .unfinished:
      return
        "is not whole: either it was never finished, and then its target was not changed, or it was cut since; look for a "
        + "whole copy of it"
    case .notOwn(let target):
      return
        "can have been written by another user, and says that it is for \(printable(target)); if that is meant, name it "
        + "with --target"
    case .otherDevice(let target, let mark):
      return
        "is for another device than the present \(printable(target)), as its \(printable(mark)) shows; name the device that "
        + "is meant with --target"
    case .noOldBytes: return "has a plan, and not what was there before; apply it with vexfmt apply"
    case .tooLarge: return "holds a larger plan than is read, \(PlanFileReader.limit) bytes"
    case .otherSize(let target, let found, let before, let after):
      return
        "is for a target of \(before == after ? "\(before)" : "\(before) or \(after)") bytes, and \(printable(target)) "
        + "has \(found); name the right one with --target"
    case .changed(let target, let offset, let fingerprint):
      let help =
        fingerprint.map { "if nobody needs what is there now: --replace \($0)" } ?? "look at it with vexfmt identify"
      return "\(printable(target)) was changed since, at offset \(offset); \(help)"
    case .otherFingerprint(let target, let fingerprint, let named):
      return "\(printable(target)) was changed since, and its fingerprint is \(fingerprint), not '\(printable(named))'"
    case .undone: return "was undone, so there is nothing to complete; run the command again that it was made for"
    }
  }
}
