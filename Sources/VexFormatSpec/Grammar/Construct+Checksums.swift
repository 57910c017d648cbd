extension Construct {
  static let checksums = Shape.either([.construct(checksum), .list(.construct(checksum))])

  static let checksum = Construct(
    "checksum", "a checksum",
    [
      Key("algorithm", .either([.scalar, .construct(algorithmChoice)]), "How it is computed", isRequired: true)
    ] + parameters + [
      Key("over", .list(.either([.scalar, .construct(coveredRange)]), atLeast: 1), "What it covers", isRequired: true),
      Key("own", .choice(ChecksumObject.OwnBytes.self), "What stands for its own bytes"),
      Key("keep", .choice(Words.KeptPart.self), "Which part of a wider digest is kept"),
      Key("stored", .scalar, "Where the value is, if in another structure"),
      Key("when", .scalar, "When it applies"),
      versionsOfIt,
    ])

  private static let parameters = [
    Key("init", .scalar, "Initial register of a CRC, or seed"),
    Key("xorout", .scalar, "The final xor"),
  ]

  static let coveredRange = Construct(
    "range", "a covered range",
    [
      Key("from", .scalar, "Its first byte, 0 by default"),
      Key("to", .construct(rangeEnd), "Where it ends", isRequired: true),
    ])

  static let rangeEnd = Construct("end", "an end", count.keys)

  /// An algorithm for each value of an enumeration.
  static let algorithmChoice = Construct(
    "choice", "a choice of algorithms",
    [Key("by", .scalars, "Fields of which any may choose", isRequired: true)],
    others: .either([.scalar, .construct(chosenAlgorithm)]))

  /// An algorithm that a plugin may bring.
  static let declaredAlgorithm = Construct(
    "declared", "an algorithm", [Key("width", .scalar, "Bytes of a digest", isRequired: true)])

  /// An algorithm that its parameters describe.
  static let modelledAlgorithm = Construct(
    "modelled", "an algorithm", [Key("crc", .construct(crcModel), "The parameters of a CRC", isRequired: true)])

  static let crcModel = Construct(
    "crc", "a CRC",
    [
      Key("width", .scalar, "Bits of the register", isRequired: true),
      Key("polynomial", .scalar, "The polynomial without its highest term", isRequired: true),
      Key("reflected", .flag, "Whether the lowest bit of each byte goes first"),
      Key("init", .scalar, "The register before the first byte, 0 by default"),
      Key("xorout", .scalar, "The final xor, 0 by default"),
      Key("check", .scalar, "The digest of 123456789", isRequired: true),
    ])

  static let chosenAlgorithm = Construct(
    "algorithm", "a chosen algorithm",
    [Key("algorithm", .scalar, "How it is computed", isRequired: true)] + parameters)
}
