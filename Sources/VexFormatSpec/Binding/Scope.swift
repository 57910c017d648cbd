/// What the names of an expression can mean at one place of a specification.
struct Scope {
  /// The structure whose rule, condition or value it is.
  var structure: StructureID?
  /// What `this` stands for.
  var this: Access?
  /// The bit field that `this` stands for, when it is one.
  var bitField: BitField?
  /// The region whose element `index` counts; rules of structures have an index too.
  var region: RegionID?
  /// Whether `index` has a meaning.
  var hasIndex = false
  /// Variables of aggregates and walks, innermost last.
  var variables: [(name: String, id: VariableID)] = []
  /// Whether regions declared later may be used: values of a fresh image and facts.
  var seesAllRegions = false
  /// Whether `random` and `now` have a meaning.
  var allowsSupplied = false
  /// Which images a path begins with; nil where there is one only.
  var images: Images?
  /// What `.name` belongs to, where the other side does not tell.
  var expected: ValueType?

  /// The images that expressions of a migration speak of.
  enum Images {
    /// The one before.
    case old
    /// The one before and the one after.
    case both
  }

  /// For constants: no names but earlier constants.
  static let constants = Scope()
  /// For units and facts.
  static let image = Scope(seesAllRegions: true)

  /// The scope of a structure's own rules.
  static func structure(_ id: StructureID) -> Scope { Scope(structure: id, hasIndex: true, seesAllRegions: true) }

  /// The same scope with another expectation.
  func expecting(_ type: ValueType?) -> Scope {
    var scope = self
    scope.expected = type
    return scope
  }
}
