import VexCodecs

/// A specification that is built into the program.
struct ShippedSpec: Sendable {
  /// The format's name, as `--spec` takes it.
  var name: String
  /// The name of the file it comes from, below `spec/`.
  var file: String
  /// The text of the file.
  var text: String
  /// The text of the lock file; nil when there is none.
  var lock: String?
  /// The program that makes images of the format; nil when this one does.
  var maker: String?
  /// What the format is recognised by.
  var signature: FormatSignature
}
