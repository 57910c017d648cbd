/// A program that runs generated Swift on cases, as any user of the layout library would write it.
///
/// A case is what is asked (a byte; `Question`), the structure's name, place, index and image size (u64 each), then a count (u32)
/// and parameters (u64), a count (u32) and sources, and the structure; names, sources and structures are a length (u32) and
/// bytes. All integers are little-endian. The answer to `check` is a line of the rule's number, the severity and the offset; to
/// `roundTrip` a line of `kept`, or of `changed` and a name.
enum SwiftHarness {
  /// What is asked of a case.
  struct Question: OptionSet {
    let rawValue: UInt8
    /// The first rule that it breaks.
    static let check = Question(rawValue: 1)
    /// Whether its bytes stay as they are when each property is set to what it reads.
    static let roundTrip = Question(rawValue: 2)
  }

  /// A structure of the specification, its type, and the properties of that type's builder that can be set.
  struct Builder {
    var structure: String
    var type: String
    var properties: [String]
  }

  static func text(namespace: String, builders: [Builder]) -> String {
    let cases = builders.map { roundTrip($0, namespace) }.joined(separator: "\n")
    return #"""
      import Foundation
      import VexBytes
      import VexPlugins

      struct Malformed: Error {}

      // The libraries of plugins are the arguments.
      let registry = try CommandLine.arguments.dropFirst().reduce(into: ChecksumRegistry.builtIn) { registry, path in
        for algorithm in try PluginLibrary(path: path).algorithms { try registry.register(algorithm) }
      }

      struct Reader {
        var bytes: [UInt8]
        var next = 0

        mutating func run(_ count: Int) throws -> [UInt8] {
          guard count <= bytes.count - next else { throw Malformed() }
          next += count
          return Array(bytes[next - count..<next])
        }
        mutating func number(_ width: Int) throws -> UInt64 {
          try run(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        mutating func blob() throws -> [UInt8] { try run(Int(try number(4))) }
      }

      /// The first of some properties that does not keep the bytes when it is set to what it reads; nil if all do.
      func changed(_ name: String, _ bytes: [UInt8]) -> String? {
        switch name {
      \#(cases)
        default: "\(name), which there is not"
        }
      }

      /// Arrays are compared element by element in such a build, and data is not.
      func same(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool { Data(a) == Data(b) }

      func changed<Builder>(
        _ builder: Builder, _ bytes: [UInt8], _ stored: (Builder) -> [UInt8], _ setters: [(String, (inout Builder) -> Void)]
      ) -> String? {
        let before = stored(builder)
        // What an image cuts off is made up of zeroes.
        let count = min(before.count, bytes.count)
        guard same(before.prefix(count), bytes.prefix(count)) else { return "before anything is set" }
        var after = builder
        for (_, set) in setters { set(&after) }
        if same(stored(after)[...], before[...]) { return nil }
        for (name, set) in setters {
          var after = builder
          set(&after)
          if !same(stored(after)[...], before[...]) { return name }
        }
        return "all together"
      }

      func answer(_ reader: inout Reader) throws {
        let asked = try reader.number(1)
        let name = String(decoding: try reader.blob(), as: UTF8.self)
        let (place, index) = (try reader.number(8), try reader.number(8))
        let context = \#(namespace).Context(imageSize: try reader.number(8), checksums: registry)
        let given = try (0..<(try reader.number(4))).map { _ in try reader.number(8) }
        let sources = try (0..<(try reader.number(4))).map { _ in try reader.blob() }
        let own = try reader.blob()
        if asked & \#(Question.check.rawValue) != 0 {
          let finding = own.withBytes {
            \#(namespace).check(name, $0, in: context, place: place, index: index, sources: sources, parameters: given)
          }
          guard let finding else { throw Malformed() }
          print(finding.rule, finding.severity.rawValue, finding.offset)
        }
        if asked & \#(Question.roundTrip.rawValue) != 0 { print(changed(name, own).map { "changed \(name) \($0)" } ?? "kept") }
      }

      var reader = Reader(bytes: Array(FileHandle.standardInput.readDataToEndOfFile()))
      while reader.next < reader.bytes.count { try answer(&reader) }
      """#
  }

  private static func roundTrip(_ builder: Builder, _ namespace: String) -> String {
    let type = "\(namespace).\(builder.type).Builder"
    let setters = builder.properties.map { "(\"\($0)\", { $0.`\($0)` = $0.`\($0)` })" }
    return """
        case "\(builder.structure)":
          changed(\(type)(bytes: bytes), bytes, { $0.bytes }, [\(setters.joined(separator: ", "))])
      """
  }
}
