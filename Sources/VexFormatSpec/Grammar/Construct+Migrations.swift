extension Construct {
  static let edge = Construct(
    "edge", "an edge",
    [
      Key("from", .scalar, "The version before", isRequired: true),
      Key("to", .scalar, "The version after", isRequired: true),
    ] + way + [Key("back", .construct(edgeBack), "The edge from `to` to `from`")])

  static let edgeBack = Construct("back", "the edge back", way)

  private static let way = [
    Key("needs", .named(.construct(need)), "What must hold of the image before"),
    Key("build", .list(.scalar), "Regions whose elements are made new"),
    Key("set", .named(.scalar), "Values of fields"),
    Key("drop", .named(.scalar), "What is given up, and why"),
    Key("features", .construct(featureChanges), "Bits of the feature words that change"),
    Key("order", .list(.scalar), "What is written after what; the last commits"),
  ]

  static let need = Construct(
    "need", "a need",
    [Key("when", .scalar, "When it is asked for"), Key("valid", .scalar, "What must hold", isRequired: true)])

  static let featureChanges = Construct(
    "features", "features",
    [Key("set", .list(.scalar), "Flags that are set"), Key("clear", .list(.scalar), "Flags that are cleared")])

  static let marking = Construct(
    "marking", "'marking'",
    [
      Key("feature", .scalar, "The feature that is set meanwhile", isRequired: true),
      Key("record", .construct(changeRecord), "Fields that tell of the change"),
      Key("phases", .named(.list(.scalar)), "Regions that are written, by phase"),
    ])

  static let changeRecord = Construct(
    "record", "'record'", Marking.Entry.allCases.map { Key($0.rawValue, .scalar, "The field that holds it") })

  static let repair = Construct(
    "repair", "'repair'",
    [
      versionsOfIt,
      Key("build", .list(.scalar), "Regions that are made anew"),
      Key("set", .named(.scalar), "Values of fields"),
    ])
}
