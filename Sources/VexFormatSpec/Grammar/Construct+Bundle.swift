extension Construct {
  /// The manifest of a bundle, which is a file of its own.
  static let bundle = Construct(
    "bundle", "a manifest",
    [
      Key("plugin", .scalar, "The bundle's name, as its folder's", isRequired: true),
      Key("version", .scalar, "Its version, in the author's way", isRequired: true),
      Key("license", .scalar, "SPDX expression", isRequired: true),
      Key("formats", .list(.scalar), "Specifications; lock files lie beside them"),
      Key("checksums", .list(.construct(bundledChecksums)), "Shared libraries with checksum algorithms"),
      Key("generators", .named(.scalar), "Programs that generate, by the names that --plugin takes"),
      Key("samples", .list(.construct(bundledSample)), "Images, and what is to come of them"),
    ])

  static let bundledChecksums = Construct(
    "checksums", "a library",
    [
      Key("library", .scalar, "The shared library", isRequired: true),
      Key("names", .list(.scalar, atLeast: 1), "The algorithms that it has", isRequired: true),
    ])

  static let bundledSample = Construct(
    "sample", "a sample",
    [
      Key("image", .scalar, "The image", isRequired: true),
      Key("format", .scalar, "The format that its bytes have to choose", isRequired: true),
      Key("verdict", .choice(Words.SampleVerdict.self), "What validate has to say", isRequired: true),
    ])
}

extension Words {
  /// What is to come of an image.
  enum SampleVerdict: String, CaseIterable { case clean, warnings, damaged, unsupported }
}
