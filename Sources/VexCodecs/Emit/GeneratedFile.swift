/// A file that an emitter made, not yet written anywhere.
public struct GeneratedFile: Sendable, Equatable {
  /// Its path below the folder that the user names, `vexfs_format.h`.
  public var path: String
  /// All of its text, in UTF-8.
  public var contents: String

  /// Makes a file.
  public init(path: String, contents: String) {
    self.path = path
    self.contents = contents
  }
}
