import Foundation
import TestSupport

/// The lines of source files without their comments.
enum CodeLines {
  /// Source files below some paths of the package, as paths from its root; links and what `exempt` names are left out.
  static func files(_ paths: [String], exempt: [String]) throws -> [String] {
    var result: [String] = []
    for path in paths {
      let url = PackageFolder.root.appending(path: path)
      guard try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true else {
        result.append(path)
        continue
      }
      result += try FileManager.default.subpathsOfDirectory(atPath: url.path).map { "\(path)/\($0)" }.filter { file in
        let isExempt = exempt.contains { file.hasPrefix($0 + "/") } || file.contains("/.build/")
        let values = try PackageFolder.root.appending(path: file).resourceValues(forKeys: [
          .isRegularFileKey, .isSymbolicLinkKey,
        ])
        return !isExempt && values.isRegularFile == true && values.isSymbolicLink != true
      }
    }
    return result.sorted()
  }

  /// The lines of a file, numbered from 1.
  static func lines(of path: String) throws -> [(number: Int, text: String)] {
    let text = try PackageFolder.text(path)
    let isBraced = [".swift", ".c", ".h", ".modulemap"].contains { path.hasSuffix($0) }
    return without(comments: text, slashes: isBraced).enumerated().map { ($0 + 1, $1) }
  }

  /// Lines whose comments are gone: `//` and `/* */`, or `#`, where code could not have them otherwise.
  ///
  /// A comment begins a line or has a space before it, so that `"https://"` and `$#` are none.
  static func without(comments text: String, slashes: Bool) -> [String] {
    var isInside = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var code: [UInt8] = []
      let bytes = Array(line.utf8)
      var index = 0
      while index < bytes.count {
        let pair = bytes[index...].prefix(2)
        let isStart = index == 0 || bytes[index - 1] == UInt8(ascii: " ") || bytes[index - 1] == UInt8(ascii: "\t")
        if isInside {
          if pair.elementsEqual("*/".utf8) {
            isInside = false
            index += 1
          }
        } else if slashes && isStart && pair.elementsEqual("/*".utf8) {
          isInside = true
          index += 1
        } else if isStart && (slashes ? pair.elementsEqual("//".utf8) : bytes[index] == UInt8(ascii: "#")) {
          break
        } else {
          code.append(bytes[index])
        }
        index += 1
      }
      return String(decoding: code, as: UTF8.self)
    }
  }
}
