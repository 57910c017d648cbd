extension Construct {
  /// The whole file.
  static let specification = Construct(
    "specification", "a specification",
    [
      Key("format", .scalar, "The name in all rules", isRequired: true),
      Key("title", .scalar, "The name for people"),
      Key("license", .scalar, "SPDX line of generated files", isRequired: true),
      Key("endian", .choice(Words.Endian.self), "Byte order of numbers without a suffix", isRequired: true),
      Key("maker", .scalar, "The program that makes images; without it, they are made from the specification"),
      Key(
        "mount", .either([.choice(Words.MountPolicy.self), .construct(mount)]), "How it is mounted, and what that reads"
      ),
      Key("versions", .either([.scalar, .construct(versions)]), "The field that holds the version"),
      Key("constants", .named(.either([.scalar, .construct(constant)])), "Numbers by name"),
      Key("units", .named(.scalar), "How many bytes one is"),
      Key("enums", .named(.construct(enumeration)), "Enumerations by name"),
      Key("flags", .named(.construct(flagSet)), "Words of flags by name"),
      Key("features", .named(.scalar), "The flags words of the first structure by name"),
      Key(
        "algorithms",
        .named(.either([.construct(declaredAlgorithm), .construct(modelledAlgorithm), .construct(algorithmChoice)])),
        "Checksum algorithms by name"),
      Key("structures", .named(.construct(structure)), "Maps of bytes by name", isRequired: true),
      Key("spaces", .named(.construct(space)), "Addresses that are no places in the image, by name"),
      Key("image", .named(.construct(region)), "The regions, in order: where structures are", isRequired: true),
      Key("rules", .named(.construct(fact)), "Facts about the whole image"),
      Key("migrations", .list(.construct(edge)), "Ways from one version to another"),
      Key("marking", .construct(marking), "How an image says that a change of it is under way"),
      Key("repair", .construct(repair), "What follows from all the rest of an image"),
      Key("ioctls", .named(.construct(ioctl)), "Requests to a mounted filesystem"),
      Key("identify", .construct(recognition), "How images are recognised, and what is told of them"),
      Key("lookalikes", .named(.construct(lookalike)), "Bytes that identify names and nothing writes"),
    ])

  static let mount = Construct(
    "mount", "mount",
    [
      Key("policy", .choice(Words.MountPolicy.self), "Whether it is ever written in place"),
      Key("reads", .list(.scalar), "Elements that a mount reads and checks, in order"),
    ])

  static let versions = Construct(
    "versions", "versions",
    [
      Key("by", .scalar, "The field, or bits of one", isRequired: true),
      Key("draft", .scalars, "Versions that may still change"),
      Key("write", .scalar, "The version of fresh images"),
    ])

  static let constant = Construct(
    "constant", "a constant",
    [
      Key("value", .scalar, "The number", isRequired: true),
      Key("unit", .scalar, "A built-in unit that it counts"),
    ])

  static let enumeration = Construct(
    "enumeration", "an enumeration",
    [
      Key("type", .scalar, "An unsigned integer type", isRequired: true),
      Key("values", .named(.scalar), "Numbers by name", isRequired: true),
      Key("open", .flag, "Whether other values are legal"),
    ])

  static let flagSet = Construct(
    "flags", "a flags type",
    [
      Key("type", .scalar, "An unsigned integer type", isRequired: true),
      Key("bits", .named(.either([.scalar, .construct(flag), .construct(alias)])), "Bits by name", isRequired: true),
      Key("unknown", .choice(Words.UnknownBits.self), "What bits without a name do to a mount"),
    ])

  static let flag = Construct(
    "flag", "a flag",
    [
      Key("bit", .scalar, "Its number, the lowest being 0", isRequired: true),
      Key("mount", .choice(Words.FlagMount.self), "What its being set does to a mount"),
      Key("requires", .scalar, "What holds where it is set"),
      versionsOfIt,
    ])

  static let alias = Construct(
    "alias", "another name of a flag", [Key("alias", .scalar, "The flag that has the bit", isRequired: true)])

  static let ioctl = Construct(
    "ioctl", "an ioctl",
    [
      Key("code", .scalar, "Type and number of the request", isRequired: true),
      Key("reads", .scalar, "The structure that the kernel fills in"),
      Key("writes", .scalar, "The structure that the program fills in"),
      Key("exchanges", .scalar, "The structure that both do"),
    ])

  static let lookalike = Construct(
    "lookalike", "a lookalike",
    [
      Key("at", .scalar, "Where the bytes are", isRequired: true),
      Key("magic", .scalar, "The bytes", isRequired: true),
    ])
}
