import VexFormatSpec

/// What is changed in a baseline.
struct Mutant: Sendable {
  /// Changes of bytes, in order.
  var edits: InlineEdits = InlineEdits()
  /// A change of what surrounds the structure.
  var surroundings: Surroundings?
  /// Whether checksums are computed again afterwards.
  var isRepaired = true
  /// Bytes whose checksum stays as it is, since it is what was changed.
  var excluded: Range<Int>?
  /// Which fields, for reports: positions in `MutationPlan.targets`.
  var fields: [Int] = []
  /// What was done to them.
  var verb: Verb?

  /// Up to three changes, without storage of their own.
  struct InlineEdits: Sendable {
    private(set) var first: Edit?
    private(set) var second: Edit?
    private(set) var third: Edit?

    /// Adds a change; one too many is left out.
    mutating func append(_ edit: Edit) {
      if first == nil { first = edit } else if second == nil { second = edit } else if third == nil { third = edit }
    }
  }

  /// A change of what surrounds a structure.
  enum Surroundings: Sendable, Hashable {
    case place(UInt64)
    case index(UInt64)
    case imageSize(UInt64)
    /// The value of one of the parameters.
    case parameter(Int, UInt64)
    /// The bytes end early.
    case length(Int)

    /// For reports.
    var name: String {
      switch self {
      case .place(let value): "place \(value)"
      case .index(let value): "index \(value)"
      case .imageSize(let value): "image size \(value)"
      case .parameter(let number, let value): "parameter \(number) \(value)"
      case .length(let count): "\(count) bytes"
      }
    }
  }
}

extension CaseContext {
  mutating func apply(_ change: Mutant.Surroundings) {
    switch change {
    case .place(let value): place = value
    case .index(let value): index = value
    case .imageSize(let value): imageSize = value
    case .parameter(let number, let value): if parameters.indices.contains(number) { parameters[number].value = value }
    case .length: break
    }
  }
}
