/// A plan that was saved to be applied later.
public struct PlanFile {
  /// Whose plan it is.
  public let head: PlanFileHead
  /// The plan.
  public let plan: WritePlan
  private let file: FileStorage

  /// Reads a file, which may be an undo file as well; throws `PlanFileError` and `WriteError`.
  public init(path: String) throws {
    file = try FileStorage(path: path, .readOnly)
    let reader = try PlanFileReader(file)
    (head, plan) = (reader.head, reader.plan)
  }

  /// The path of the target: what the user names, or what the file names if nobody else can have written it.
  ///
  /// Throws `notOwn`.
  public func targetPath(named: String?) throws(PlanFileError) -> String {
    try head.targetPath(named: named, in: file)
  }

  /// Saves a plan for a target in a new file; throws `WriteError`.
  ///
  /// The plan is tied to what it was made from. A target that does not exist cannot be told from others, so its plan is
  /// refused.
  public static func save(
    _ plan: WritePlan, for target: Target, as path: String, now: Int64 = OpenTarget.now
  ) throws(WriteError) {
    guard let identity = target.identity else { throw WriteError(path: target.path, kind: .missing) }
    try plan.requireSound(target.path)
    let file = try FileStorage(path: path, .new)
    do throws(WriteError) {
      let writer = PlanFileWriter(file)
      try writer.put(
        plan,
        PlanFileHead(
          title: plan.title, path: target.absolutePath, identity: identity, created: now, hasOldBytes: false,
          sizeBefore: plan.sizeBefore, size: plan.size, ground: plan.ground, marks: target.marks))
      try writer.finish()
      try file.flushFolder()
    } catch {
      file.remove()
      throw error
    }
  }
}
