/// A program that runs generated Swift on cases, as any user of the layout library would write it.
///
/// A case is the structure's name, place, index and image size (u64 each), then a count (u32) and parameters (u64), a count (u32)
/// and sources, and the structure; names, sources and structures are a length (u32) and bytes. All integers are little-endian. The
/// answer is a line of the rule's number, the severity and the offset.
enum SwiftHarness {
  static func text(namespace: String) -> String {
    #"""
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

    func finding(_ reader: inout Reader) throws -> Finding {
      let name = String(decoding: try reader.blob(), as: UTF8.self)
      let (place, index) = (try reader.number(8), try reader.number(8))
      let context = \#(namespace).Context(imageSize: try reader.number(8), checksums: registry)
      let given = try (0..<(try reader.number(4))).map { _ in try reader.number(8) }
      let sources = try (0..<(try reader.number(4))).map { _ in try reader.blob() }
      let own = try reader.blob()
      let found = own.withBytes {
        \#(namespace).check(name, $0, in: context, place: place, index: index, sources: sources, parameters: given)
      }
      guard let found else { throw Malformed() }
      return found
    }

    var reader = Reader(bytes: Array(FileHandle.standardInput.readDataToEndOfFile()))
    while reader.next < reader.bytes.count {
      let finding = try finding(&reader)
      print(finding.rule, finding.severity.rawValue, finding.offset)
    }
    """#
  }
}
