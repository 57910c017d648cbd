import Foundation
import Testing
import TestSupport

/// An image that a format's own tools make, and with which options.
struct Specimen: Sendable, CustomTestStringConvertible {
  /// What tests call it.
  var name: String
  /// Its size, as truncate(1) takes it; nil when the tool makes the file.
  var size: String?
  /// The shell command that makes it as `a.img`.
  var command: String

  init(_ name: String, size: String? = nil, _ command: String) {
    self.name = name
    self.size = size
    self.command = command
  }

  var testDescription: String { name }

  /// Makes the image in a folder and answers its place.
  func make(in scratch: Scratch) throws -> URL {
    if let size { try scratch.shell("truncate -s \(size) a.img") }
    try scratch.shell(command)
    return scratch.file("a.img")
  }
}

extension Gallery {
  /// Makes an image, which must be clean, and shows it.
  func shown(_ specimen: Specimen, in scratch: Scratch) throws -> (image: URL, shown: ShownImage) {
    let image = try specimen.make(in: scratch)
    try requireClean(image, in: scratch)
    return (image, try shown(image, in: scratch))
  }
}

extension Scratch {
  /// Runs a shell command in the folder and answers what it prints; fails the test unless it ends with a status of
  /// `allowing`, so that a tool that is missing fails it, too.
  @discardableResult
  func shell(_ command: String, allowing: Set<Int32> = [0]) throws -> String {
    let setting = "PATH=$PATH:/usr/sbin:/sbin LC_ALL=C TZ=UTC; export PATH LC_ALL TZ; "
    let result = try Command.run(URL(filePath: "/bin/sh"), ["-c", setting + command], in: self)
    try #require(
      allowing.contains(result.status), "\(command)\n\(result.status) \(result.text.suffix(2000)) \(result.errors)")
    return result.text
  }
}
