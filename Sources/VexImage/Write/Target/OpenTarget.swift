import Glibc
public import VexBytes

/// A target that is open for writing and locked until the value is gone.
///
/// The one way in which anything is written: a plan, applied with an undo file.
public final class OpenTarget {
  /// What was opened.
  public let target: Target
  let storage: FileStorage
  /// Is told how far looking, saving and writing are.
  public var progress: ProgressHandler?
  /// That of the disk, for a partition.
  private let diskLock: DeviceLock?

  /// Opens and locks what a path names; throws when somebody uses it, or when it is not what it was.
  public init(_ target: Target) throws(WriteError) {
    self.target = target
    storage = try target.open()
    diskLock =
      if let identity = target.identity { try DeviceLock(diskOf: identity, target.path) } else { nil }
  }

  /// Opens and locks what is there; throws `missing` when nothing is.
  public convenience init(existing path: String) throws(WriteError) {
    let target = try Target(path: path)
    guard target.kind != .missing else { throw WriteError(path: path, kind: .missing) }
    try self.init(target)
  }

  /// How many bytes it has.
  public func size() throws(WriteError) -> UInt64 { try storage.size() }

  /// Its bytes, to be read while it is locked.
  public func source() throws(WriteError) -> any ByteSource {
    StorageSource(name: target.path, size: try storage.size(), storage: storage)
  }

  /// The place of the first byte that is not zero; nil when there is none.
  public func firstData() throws(WriteError) -> UInt64? { try storage.firstData(progress: progress) }

  /// Throws unless the target is what a plan was made for.
  public func check(_ plan: WritePlan) throws(WriteError) {
    try plan.requireSound(target.path)
    try plan.requireBasis(storage, progress)
  }

  /// Gives a new file its size before `body` runs.
  ///
  /// For plans that take long to make, since the filesystem may have no files of that size.
  public func whileSized<Result>(_ size: UInt64, _ body: () throws -> Result) throws -> Result {
    guard target.kind == .missing else { return try body() }
    do {
      try storage.resize(to: size)
      return try body()
    } catch {
      storage.remove()
      throw error
    }
  }

  /// Applies a plan; the path of the undo file, and nil for a new file, which is undone by removing it.
  ///
  /// `place` is asked for when there is something to save.
  /// Throws, and leaves everything as it was, when the target is not what the plan was made for, when what it has cannot be
  /// saved, or when writing fails. Should putting it back fail as well, that error says so, and the undo file stays.
  @discardableResult
  public func apply(
    _ plan: WritePlan, undo place: @autoclosure () throws -> UndoPlace, now: Int64 = OpenTarget.now
  ) throws -> String? {
    guard let identity = target.identity else {
      try make(plan, now)
      return nil
    }
    let file = try place().file(for: target, now: now)
    let run = PlanRun(target: storage, now: now, progress: progress)
    let head = PlanFileHead(
      title: plan.title, path: target.absolutePath, identity: identity, created: now, hasOldBytes: true,
      sizeBefore: plan.sizeBefore, size: plan.size, ground: plan.ground, marks: target.marks)
    let recorded: PlanFileReader
    do { recorded = try run.record(plan, head, in: file) } catch let error as WriteError where error.path == file.name {
      file.remove()
      throw WriteError(path: target.path, kind: .noUndo(file: file.name, reason: error.reason))
    } catch {
      file.remove()
      throw error
    }
    do throws(WriteError) { try file.flushFolder() } catch {
      file.remove()
      throw WriteError(path: target.path, kind: .noUndo(file: file.name, reason: error.reason))
    }
    do { try run.apply(recorded, isFresh: true) } catch {
      do { try run.restore(recorded) } catch let second {
        let reason = "\(Self.reason(error)), and then \(Self.reason(second))"
        throw WriteError(path: target.path, kind: .halfDone(reason: reason, undo: file.name))
      }
      file.remove()
      throw WriteError(path: target.path, kind: .putBack(reason: Self.reason(error)))
    }
    return file.name
  }

  private static func reason(_ error: any Error) -> String { (error as? WriteError)?.reason ?? "\(error)" }

  /// Makes a file that nobody sees before it is finished.
  private func make(_ plan: WritePlan, _ now: Int64) throws {
    do {
      try plan.requireSound(target.path)
      try PlanRun(target: storage, now: now, progress: progress).write(plan)
      try storage.giveName()
    } catch {
      storage.remove()
      throw error
    }
  }

  /// What time it is, in seconds since 1970 UTC.
  public static var now: Int64 { Int64(time(nil)) }
}

/// Where the undo file of a target goes.
public enum UndoPlace: Sendable {
  /// Into a new file of this path.
  case file(String)
  /// Into a folder, under a name that tells the time and the target.
  case folder(UndoFolder)

  func file(for target: Target, now: Int64) throws(WriteError) -> FileStorage {
    let path: String
    do throws(WriteError) {
      switch self {
      case .file(let name): path = name
      case .folder(let folder): path = try folder.newFile(for: target.path, now: now)
      }
      return try FileStorage(path: path, .new)
    } catch {
      throw WriteError(path: target.path, kind: .noUndo(file: error.path, reason: error.reason))
    }
  }
}

/// A storage as a source of bytes.
struct StorageSource: ByteSource {
  let name: String
  let size: UInt64
  let storage: FileStorage

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    let count = target.byteCount
    try requireInside(offset: offset, length: UInt64(count))
    let bytes: [UInt8]
    do throws(WriteError) { bytes = try storage.read(count, at: offset) } catch {
      throw ImageError(path: name, kind: .io(errno: EIO, offset: offset))
    }
    guard bytes.count == count else { throw ImageError(path: name, kind: .shrunk(end: offset, size: size)) }
    bytes.withBytes { _ = target.copy(from: $0, to: 0) }
  }
}
