/// Why a program cannot be run.
///
/// Whoever made the program is wrong.
public struct TableError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Name of the check; empty when it is about the program as a whole.
  public var check: String
  /// What is wrong.
  public var kind: Kind

  /// What can be wrong with a program.
  public enum Kind: Sendable, Hashable {
    /// There is no register of this number.
    case noRegister(Int)
    /// There is no view of this number, or it is not one that a step may make.
    case noView(Int)
    /// There is no algorithm in this slot.
    case noAlgorithm(Int)
    /// There is no parameter of this number.
    case noParameter(Int)
    /// A register is read that some path does not write.
    case unwrittenRegister(Int)
    /// A view is used that some path does not make.
    case unmadeView(Int)
    /// An offset, count, stride or size is negative or does not fit 31 bits.
    case badNumber(Int)
    /// An integer has this many bytes, not 1 to 8.
    case badWidth(Int)
    /// Two runs that are compared have these lengths.
    case unequalRuns(Int, Int)
    /// A digest is fed more than 32 zero bytes at a time, or less than none.
    case badZeroes(Int)
    /// A step that can fail stands outside every rule.
    case notInRule(String)
    /// A rule, frame or stage stands inside a rule.
    case inRule(String)
    /// A stage begins inside a branch or loop of its frame.
    case stageNotInFrame
    /// There is no loop to leave inside the frame.
    case notInLoop
    /// A rule of this number has no severity.
    case noSeverity(UInt32)
    /// Steps are nested deeper than any sound program nests them.
    case tooDeep
    /// There are more steps, registers or views than the table numbers.
    case tooLarge
    /// Two checks are of the same structure, or a structure's number is out of range.
    case badStructure(Int)
  }

  /// One line for the log.
  public var description: String {
    check.isEmpty ? "program: \(sentence)" : "check of \(check): \(sentence)"
  }

  private var sentence: String {
    switch kind {
    case .noRegister(let number): "there is no register r\(number)"
    case .noView(let number): "there is no view v\(number) for this step"
    case .noAlgorithm(let slot): "there is no algorithm in slot \(slot)"
    case .noParameter(let number): "there is no parameter \(number)"
    case .unwrittenRegister(let number): "register r\(number) is read where some path has not written it"
    case .unmadeView(let number): "view v\(number) is used where some path has not made it"
    case .badNumber(let number): "\(number) is no offset, count, stride or size; expected 0 to 2147483647"
    case .badWidth(let width): "an integer of \(width) bytes; expected 1 to 8"
    case .unequalRuns(let left, let right): "runs of \(left) and \(right) bytes are compared"
    case .badZeroes(let count): "\(count) zero bytes are fed to a digest; expected 0 to 32"
    case .notInRule(let step): "step `\(step)` stands outside every rule"
    case .inRule(let step): "step `\(step)` stands inside a rule"
    case .stageNotInFrame: "a stage begins inside a branch or loop"
    case .notInLoop: "a step leaves a loop where its frame has none"
    case .noSeverity(let rule): "rule \(rule) has no severity"
    case .tooDeep: "steps are nested more than \(ProgramVerifier.depthLimit) deep"
    case .tooLarge: "there are too many steps, registers or views"
    case .badStructure(let structure): "structure \(structure) has two checks or is out of range"
    }
  }
}
