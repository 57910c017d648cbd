import Testing

/// Images that the built program makes, and damages to them.
extension Scratch {
  /// Makes an image of a version.
  @discardableResult
  func make(_ name: String, version: Int, size: String = "1M", label: String = "the-label") throws -> String {
    let result = try Tool.run(
      "mkfs", "--spec", "vexfs", "--format-version", "\(version)", "-L", label, "--size", size, "--seed", "1", name,
      in: self)
    try #require(result.status == 0, "\(result.errors)")
    return name
  }

  /// The place of a field, as `show` tells it.
  func offset(of path: String, in image: String) throws -> Int {
    let result = try Tool.run("show", "--json", image, path, in: self)
    return try #require(try Objects.one(result.output).integer("offset"), "\(result.errors)")
  }

  /// Writes bytes at a place of a file.
  func patch(_ name: String, at offset: Int, _ bytes: [UInt8]) throws {
    var contents = try self.bytes(name)
    try #require(offset + bytes.count <= contents.count)
    contents.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    try write(contents, to: name)
  }
}
