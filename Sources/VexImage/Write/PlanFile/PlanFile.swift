/// A plan that was saved to be applied later.
public struct PlanFile {
  /// Whose plan it is.
  public let head: PlanFileHead
  /// The plan.
  public let plan: WritePlan

  /// Reads a file, which may be an undo file as well; throws `PlanFileError` and `WriteError`.
  public init(path: String) throws {
    let reader = try PlanFileReader(FileStorage(path: path, .readOnly))
    (head, plan) = (reader.head, reader.plan)
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
          sizeBefore: plan.sizeBefore, size: plan.size))
      try writer.finish()
      file.flushFolder()
    } catch {
      file.remove()
      throw error
    }
  }
}
