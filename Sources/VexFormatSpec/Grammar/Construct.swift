/// A construct of the language that is written as a mapping: the keys that it takes, and what stands behind each.
///
/// The compiler refuses every other key by it, and the schema for editors is made of it.
struct Construct: Sendable {
  /// What it is called in the schema.
  let name: String
  /// What it is called in messages (`a field`).
  let what: String
  /// Its keys in the order in which they are told; `doc` is one of every construct's.
  let keys: [Key]
  /// What stands behind keys that are names of the author's; nil where there are none.
  let others: Shape?

  /// A key of a construct.
  struct Key: Sendable {
    /// The key.
    let name: String
    /// What stands behind it.
    let shape: Shape
    /// What it says, in a few words; the reference says it in full.
    let doc: String
    /// Whether a construct without it is wrong, whatever else it has.
    let isRequired: Bool

    init(_ name: String, _ shape: Shape, _ doc: String, isRequired: Bool = false) {
      self.name = name
      self.shape = shape
      self.doc = doc
      self.isRequired = isRequired
    }
  }

  /// What stands behind a key.
  indirect enum Shape: Sendable {
    /// Any scalar: a name, a number, an expression, a text.
    case scalar
    /// `true` or `false`.
    case flag
    /// One of these words.
    case choice([String])
    /// A list of at least so many.
    case list(Shape, atLeast: Int = 0)
    /// A mapping whose keys are names of the author's.
    case named(Shape)
    /// A construct.
    case construct(Construct)
    /// One of several.
    case either([Shape])
  }

  init(_ name: String, _ what: String, _ keys: [Key], others: Shape? = nil) {
    self.name = name
    self.what = what
    self.keys = keys
    self.others = others
  }

  /// Whether it takes a key.
  func takes(_ key: String) -> Bool { key == "doc" || keys.contains { $0.name == key } }
}

extension Construct.Shape {
  /// One of the words of a type that is written as one.
  static func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Self where Choice.RawValue == String {
    .choice(Choice.allCases.map(\.rawValue))
  }

  /// One scalar, or a list of them.
  static let scalars = either([.scalar, .list(.scalar)])
}
