extension Construct {
  static let region = Construct(
    "region", "a region",
    [
      Key("of", .scalar, "Its structure"),
      Key("at", .scalars, "The place of an element, or a list of places"),
      Key("in", .scalar, "The space that its places are addresses of"),
      Key(
        "count", .either([.choice(Words.Count.self), .construct(count)]),
        "How many elements it has; `mirrors` for one in each place of an address"),
      Key("each", .scalar, "Loops over earlier regions"),
      Key("when", .scalar, "When an element is there"),
      Key("vacant", .scalar, "When an element, `this`, is free"),
      versionsOfIt,
      Key("given", .named(.scalar), "What its structure is given"),
      Key("bytes", .scalar, "Length of a region without structure"),
      Key("owns", .scalar, "The unit of space that its elements claim"),
      Key("copies", .construct(copies), "That its elements are one thing"),
      Key("search", .list(.scalar), "Places to try when no place of a copy is fixed"),
      Key("valid", .scalar, "A condition on each element, `this`"),
    ] + verdict + [Key("implied", .list(.scalar), "Rules of the region that others imply")])

  static let space = Construct(
    "space", "a space",
    [
      Key("each", .scalar, "Loops over regions and arrays: a piece for each"),
      Key("when", .scalar, "When there is such a piece"),
      Key("from", .scalar, "The first address of a piece; without it, pieces follow each other"),
      Key("length", .scalar, "The length of a piece", isRequired: true),
      Key("at", .scalar, "The place of a piece in the image", isRequired: true),
      Key("partial", .scalar, "When an address of no piece may be on another device"),
    ])

  static let copies = Construct(
    "copies", "copies",
    [
      Key("pick", .choice(Copies.Pick.self), "Which copy counts"),
      Key("by", .scalar, "The field that tells the newest"),
      Key("differ", .either([.choice(["all"]), .list(.scalar)]), "Fields that may differ, or all"),
      Key("agree", .list(.scalar), "The only fields that may not"),
    ])

  static let fact = Construct("fact", "a fact", condition + verdict)
}
