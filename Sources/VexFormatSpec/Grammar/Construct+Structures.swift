extension Construct {
  static let structure = Construct(
    "structure", "a structure",
    [
      Key("size", .either([.scalar, .construct(size)]), "Bytes", isRequired: true),
      Key("given", .named(.scalar), "What its holder supplies, with types"),
      versionsOfIt,
      Key("fields", .named(.construct(field)), "What is where", isRequired: true),
      Key("rules", .named(.construct(rule)), "Conditions on several fields"),
      Key("updates", .named(.scalar), "What a writer of it puts into structures that it was given"),
    ])

  static let size = Construct("size", "a size", bounds)
  static let place = Construct("place", "a place that varies", bounds)

  private static let bounds = [
    Key("is", .scalar, "The number", isRequired: true),
    Key("min", .scalar, "Its smallest value", isRequired: true),
    Key("max", .scalar, "Its largest value", isRequired: true),
  ]

  static let count = Construct(
    "count", "a count",
    [Key("is", .scalar, "The number", isRequired: true), Key("max", .scalar, "Its cap", isRequired: true)])

  static let byteCount = Construct("bytes", "a number of bytes", count.keys)

  static let field = Construct(
    "field", "a field",
    [
      Key("at", .either([.scalar, .construct(place)]), "Place in the structure, in bytes"),
      Key("size", .scalar, "Bytes, of a field without a type"),
      Key("type", .scalar, "What the bytes mean"),
      Key("unit", .scalar, "What it counts"),
      versionsOfIt,
      Key("when", .scalar, "When it is there"),
      Key("none", .scalar, "The number that means: nothing here"),
      Key("unused", .choice(UnusedPolicy.self), "What holds for bytes that mean nothing"),
      Key("new", .scalar, "The value in a fresh image"),
      Key("given", .named(.scalar), "What a nested structure is given"),
      Key("merge", .flag, "Whether a nested structure is part of its holder"),
      Key("count", .construct(count), "Elements of an open array"),
      Key("bytes", .construct(byteCount), "Bytes of an array whose elements say how long they are"),
      Key("bits", .named(.construct(bitField)), "Parts of an integer"),
      Key("join", .list(.scalar), "Fields that are the parts of one number, the lowest first"),
      Key("value", .scalar, "A computed value"),
      Key("digest", .construct(checksum), "A checksum used as a value"),
      Key("checksum", checksums, "What it is the digest of"),
      Key("nul", .choice(Words.Requirement.self), "Whether a text holds a NUL"),
    ] + verdict + [
      locality,
      Key("magic", value, "What it equals, and by what the format is known"),
    ] + constraints + [Key("to", .scalar, "The element of a table that it names")])

  static let bitField = Construct(
    "bits", "a bit field",
    [
      Key("at", .scalar, "Its lowest bit", isRequired: true),
      Key("width", .scalar, "Number of bits"),
      Key("type", .scalar, "An enumeration or flags"),
      Key("unit", .scalar, "What it counts"),
    ] + constraints + verdict)

  private static let constraints = [
    Key("is", value, "What it equals"),
    Key("in", .list(.scalar), "It is one of these"),
    Key("range", .scalar, "What it is inside of"),
    Key("multiple_of", .scalar, "What divides it"),
    Key("valid", .scalar, "A condition on it, `this`"),
  ]

  /// What failing does.
  static let verdict = [
    Key(
      "severity", .either([.choice(Words.Severity.self), .named(.scalar)]),
      "How badly a failure weighs, also by version or condition"),
    Key("errno", .choice(ErrorNumber.self), "What a failure refuses a mount with"),
  ]

  static let locality = Key(
    "local", .choice(Words.Requirement.self), "Whether a kernel must be able to check it")

  /// Of whatever some versions lack.
  static let versionsOfIt = Key("versions", .scalar, "The versions that have it")

  static let value = Shape.either([.scalar, .construct(expression)])
  static let expression = Construct("expression", "an expression", [Key("is", .scalar, "The value", isRequired: true)])

  static let rule = Construct(
    "rule", "a rule",
    condition + verdict + [locality])

  /// A condition, and when it is asked for.
  static let condition = [
    versionsOfIt,
    Key("when", .scalar, "When it is asked for"),
    Key("valid", .scalar, "What must hold", isRequired: true),
  ]
}
