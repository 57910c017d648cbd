/// All local rules of a structure and of everything nested in it, in the order of trust.
///
/// The tree of frames is what nested structures unroll to. Both the lowering and the predictions of the fuzzer follow
/// it; the order in which rules are named first is settled here and nowhere else.
public struct Check: Sendable {
  /// The root structure.
  public var structure: StructureID
  /// Frame 0 is the structure itself; a frame's parent comes before it.
  public var frames: [Frame]

  /// A check of no structure, for expressions in terms of the whole image.
  public static let ofNothing = Check(structure: -1, frames: [])
}

/// A structure instance inside a check: the root, a nested structure, or the elements of an array of structures.
public struct Frame: Sendable {
  /// The structure.
  public var structure: StructureID
  /// Its path inside the root structure, for names (`inode_table`); empty for the root.
  public var path: String
  /// The frame that holds it; nil for the root.
  public var parent: Int?
  /// The field of the parent's structure that holds it; nil for the root.
  public var field: FieldID?
  /// Whether its field is an array of structures, so that the frame stands for each element.
  public var isRepeated: Bool
  /// Whether its rules run in the parent's stages.
  public var isMerged: Bool
  /// What runs, stage by stage; empty stages are left out.
  ///
  /// A merged frame has none: its rules are in the parent's.
  public var stages: [StageList]

  /// What runs in one stage.
  public struct StageList: Sendable {
    /// The stage.
    public var stage: Stage
    /// In order.
    public var items: [Item]
  }

  /// One thing to do in a stage.
  public enum Item: Sendable {
    /// Test a rule.
    case rule(PlacedRule)
    /// Check a nested frame, in place.
    case frame(Int)
  }
}

/// A rule with its place in a check.
public struct PlacedRule: Sendable {
  /// Number from the lock file.
  public var number: UInt32
  /// The frame whose structure declares it: the item's own frame, or a merged one inside it.
  public var frame: Int
  /// The field that declares it; nil for rules of the structure itself.
  public var field: FieldID?
  /// What it demands.
  public var template: RuleTemplate
}
