import VexBytes
import VexCodecs

/// What a generator answered, all of which is sound.
struct GeneratorAnswer {
  /// The files, with paths that lie in the folder.
  var files: [GeneratedFile] = []
  /// What it has to say.
  var diagnostics: [GeneratorDiagnostic] = []

  /// What is wrong with an answer, as the end of a sentence.
  struct Problem: Error { var reason: String }

  /// At most so many files, and so many diagnostics.
  static let maximumCount = 10_000

  /// Reads an answer.
  init(_ bytes: [UInt8]) throws(Problem) {
    let json: JSON
    do { json = try JSON(reading: bytes, limits: JSON.Limits(depth: 16, count: 200_000)) } catch {
      throw Problem(reason: "it is no JSON: \(error)")
    }
    guard case .object(let members) = json else { throw Problem(reason: "expected an object with 'files'") }
    guard let list = members.first(where: { $0.0 == "files" })?.1 else { throw Problem(reason: "there is no 'files'") }
    var paths = GeneratedPaths()
    for (index, member) in try Self.objects(list, "files").enumerated() {
      let path = try Self.string(member, "path", "files[\(index)]")
      if let reason = paths.add(path) {
        throw Problem(reason: "files[\(index)]: the path '\(path.prefix(400))' \(reason)")
      }
      files.append(GeneratedFile(path: path, contents: try Self.string(member, "contents", "files[\(index)]")))
    }
    guard let said = members.first(where: { $0.0 == "diagnostics" })?.1 else { return }
    for (index, member) in try Self.objects(said, "diagnostics").enumerated() {
      diagnostics.append(try GeneratorDiagnostic(member, "diagnostics[\(index)]"))
    }
  }

  private static func objects(_ json: JSON, _ name: String) throws(Problem) -> [[(String, JSON)]] {
    guard case .array(let elements) = json else { throw Problem(reason: "expected an array as '\(name)'") }
    guard elements.count <= maximumCount else {
      throw Problem(reason: "'\(name)' has \(elements.count) elements; expected at most \(maximumCount)")
    }
    var objects: [[(String, JSON)]] = []
    for (index, element) in elements.enumerated() {
      guard case .object(let members) = element else {
        throw Problem(reason: "expected an object as \(name)[\(index)]")
      }
      objects.append(members)
    }
    return objects
  }

  /// A member that must be a string.
  static func string(_ members: [(String, JSON)], _ name: String, _ place: String) throws(Problem) -> String {
    guard case .string(let text)? = members.first(where: { $0.0 == name })?.1 else {
      throw Problem(reason: "\(place): expected a string as '\(name)'")
    }
    return text
  }
}

/// Paths of generated files, each of which lies in the folder and beside the others.
struct GeneratedPaths {
  private var files: Set<String> = []
  private var folders: Set<String> = []

  /// Adds a path; answers why it cannot be one, as the end of a sentence.
  mutating func add(_ path: String) -> String? {
    guard path.utf8.count <= 4000 else { return "is longer than 4000 bytes" }
    guard !path.isEmpty else { return "is empty" }
    guard !path.hasPrefix("/") else { return "begins at the root; expected one in the folder" }
    guard printable(path) == path else { return "has characters that nobody sees" }
    let names = path.split(separator: "/", omittingEmptySubsequences: false)
    for name in names {
      if name.isEmpty { return "has an empty name in it" }
      if name == "." || name == ".." { return "has '\(name)' in it; expected one in the folder" }
      if name.utf8.count > 255 { return "has a name that is longer than 255 bytes" }
    }
    let holders = names.indices.dropFirst().map { names[..<$0].joined(separator: "/") }
    guard !folders.contains(path), !holders.contains(where: files.contains) else {
      return "is that of a file and of a folder"
    }
    guard files.insert(path).inserted else { return "is there twice" }
    folders.formUnion(holders)
    return nil
  }
}
