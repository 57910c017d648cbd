extension Construct {
  static let recognition = Construct(
    "identify", "identify",
    [
      Key("category", .choice(Recognition.Category.self), "What kind of thing it is"),
      Key("region", .scalar, "The region whose first element tells of the format"),
      Key("structure", .scalar, "What people call that element"),
      Key("title", statements, "What people call the format, the first that holds"),
      Key("label", toldValues, "The label, the first that has a value"),
      Key("uuid", toldValues, "The UUID or serial number, the first that has a value"),
      Key("version", .scalars, "The numbers of the version"),
      Key("block_size", .scalar, "Bytes in the unit that the format's tools count in"),
      Key("size", .scalar, "Bytes that it takes of the image"),
      Key("details", statements, "What else there is to say"),
      Key("damaged", .construct(damaged), "How something is told that breaks rules"),
      Key("also", .named(.scalar), "Further regions that are checked, and what is said of a damaged one"),
      Key("marks", .list(.construct(mark)), "Bytes of which any tells that the format is there"),
      Key("backups", .list(.either([.scalar, .construct(backup)])), "Places where copies may be"),
    ])

  private static let statements = Shape.either([.scalar, .list(.either([.scalar, .construct(statement)]))])
  private static let toldValues = Shape.either([
    .scalar, .construct(told), .list(.either([.scalar, .construct(told)])),
  ])

  static let statement = Construct(
    "statement", "a statement",
    [
      Key("text", .scalar, "What is said", isRequired: true),
      Key("when", .scalar, "When it is said"),
      Key("number", .scalar, "The number that # stands for"),
    ])

  static let told = Construct(
    "told", "what is told",
    [
      Key("is", .scalar, "A text, a UUID or a number", isRequired: true),
      Key("when", .scalar, "When it is meant"),
      Key("each", .scalar, "Loops over regions; the first element that has it counts"),
      Key("as", .scalar, "How a number is written, with X or x for hexadecimal digits"),
    ])

  static let damaged = Construct(
    "damaged", "damaged",
    [
      Key("when", .scalar, "When it is told at all"),
      Key("title", .scalar, "What people call it"),
    ])

  static let mark = Construct(
    "mark", "a mark",
    [
      Key("at", .scalar, "Where the bytes are", isRequired: true),
      Key("count", .scalar, "How many places there are, told apart by index"),
      Key("magic", .scalars, "The bytes, any of them", isRequired: true),
    ])

  static let backup = Construct(
    "backup", "a backup",
    [
      Key("at", .scalar, "Where it may be", isRequired: true),
      Key("count", .scalar, "How many places there are, told apart by index"),
      Key("region", .scalar, "The region that it belongs to"),
    ])
}
