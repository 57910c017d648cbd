import Synchronization
public import VexBytes
public import VexCodecs
public import VexFormatSpec
public import VexPlugins

/// Formats by name, compiled when they are first asked for.
public final class FormatLibrary: Sendable {
  /// The text of a specification.
  public struct Specification: Sendable {
    /// The format's name.
    public var name: String
    /// Path of the file, for messages.
    public var path: String
    /// The bytes of the YAML file.
    public var text: [UInt8]
    /// The bytes of the lock file; nil when there is none.
    public var lock: [UInt8]?
    /// What the format is recognised by; nil when only compiling tells.
    public var signature: FormatSignature?
    /// Whether it comes from a plugin, so that it takes nothing from those that do not.
    public var isPlugged: Bool

    /// Makes a specification.
    public init(
      name: String, path: String, text: [UInt8], lock: [UInt8]? = nil, signature: FormatSignature? = nil,
      isPlugged: Bool = false
    ) {
      self.name = name
      self.path = path
      self.text = text
      self.lock = lock
      self.signature = signature
      self.isPlugged = isPlugged
    }
  }

  /// The specifications, in the order in which images are compared with them.
  public let specifications: [Specification]
  private let checksums: ChecksumRegistry
  private let compiled = Mutex<[String: Result<Program, SpecificationError>]>([:])

  /// Makes a library; the first specification of a name counts.
  public init(_ specifications: [Specification], checksums: ChecksumRegistry) {
    self.specifications = specifications
    self.checksums = checksums
  }

  /// The names of all formats, in order.
  public var names: [String] { specifications.map(\.name) }

  /// The program of the format with `name`; nil when there is none.
  ///
  /// Throws when its specification has mistakes.
  public func program(named name: String) throws(SpecificationError) -> Program? {
    guard let specification = specifications.first(where: { $0.name == name }) else { return nil }
    return try program(specification)
  }

  /// The format whose magic numbers an image has; nil when it has none's.
  ///
  /// Of several, that with the longest magic number, and of several with one as long the first whose first structure is sound:
  /// boot sectors end like partition tables. Plugins are asked when nothing else has it. Throws when a specification on the way
  /// has mistakes; those that cannot be it are not compiled.
  public func program(for source: any ByteSource) throws(SpecificationError) -> Program? {
    if let program = try program(for: source, isPlugged: false) { return program }
    return try program(for: source, isPlugged: true)
  }

  private func program(for source: any ByteSource, isPlugged: Bool) throws(SpecificationError) -> Program? {
    var candidates: [(specification: Specification, strength: Int)] = []
    for specification in specifications where specification.isPlugged == isPlugged {
      let signature =
        if let known = specification.signature { known } else { FormatSignature(try program(specification).format) }
      // Marks may outlive what they were of.
      if signature.matches(source), signature.matchesFirst(source) {
        candidates.append((specification, signature.strength))
      }
    }
    let strongest = candidates.map(\.strength).max() ?? 0
    let best = candidates.filter { $0.strength == strongest }
    // What is there by chance as often as not is believed only if all is right.
    let needsProof = strongest < FormatSignature.leastStrength
    if best.count == 1, !needsProof, let only = best.first { return try program(only.specification) }
    for candidate in best {
      let program = try program(candidate.specification)
      if isSound(program, on: source) { return program }
    }
    guard !needsProof, let first = best.first else { return nil }
    return try program(first.specification)
  }

  /// Whether the first structure of an image breaks no rule of a format.
  private func isSound(_ program: Program, on source: any ByteSource) -> Bool {
    guard let place = FormatSignature(program.format).place,
      let validator = try? ImageValidator(program: program, checksums: checksums)
    else { return false }
    return CopyExamination(validator, source, at: place, ordinal: 0)?.isSound ?? false
  }

  /// The formats of which an image may have anything: the first structure, a copy of it, or a lookalike.
  ///
  /// Throws when a specification on the way has mistakes; those that cannot be among them are not compiled.
  func programs(
    leavingTracesOn source: any ByteSource
  ) throws(SpecificationError) -> [(program: Program, isPlugged: Bool)] {
    var programs: [(Program, Bool)] = []
    for specification in specifications
    where specification.signature?.leavesTraces(on: source) ?? true {
      programs.append((try program(specification), specification.isPlugged))
    }
    return programs
  }

  private func program(_ specification: Specification) throws(SpecificationError) -> Program {
    let known = compiled.withLock { $0[specification.name] }
    if let known { return try known.get() }
    // The lock is not held while a specification is compiled; compiling one twice does no harm.
    let result = Result { () throws(SpecificationError) -> Program in
      Program(
        lowering: try SpecificationCompiler.compile(
          text: specification.text, path: specification.path, checksums: checksums, lock: specification.lock))
    }
    compiled.withLock { $0[specification.name] = result }
    return try result.get()
  }
}
