import Testing
import VexPlugins

@testable import VexFormatSpec

/// Numbers of rules: they are kept, and never given twice.
@Suite("The lock file")
struct LockFileTests {
  static let spec = small("a: {at: 0, type: u64, is: 1}\nb: {at: 8, type: u64, is: 2}")

  @Test("Without one, rules are numbered in order")
  func fresh() throws {
    let format = try compiled(Self.spec)
    #expect(format.rules.map(\.number) == [1, 2, 3, 4])
    #expect(format.rules.map(\.name) == ["t/s/bytes", "t/s.a/is", "t/s.b/is", "t/image.s/inside"])
  }

  @Test("Numbers are kept, new rules get new ones, and those of gone rules stay taken")
  func kept() throws {
    let lock = "# comment\nformat t\nrule 7 t/s.b/is\nrule 9 t/s.gone/is\n"
    let format = try compiled(Self.spec, lock: lock)
    #expect(format.rule(named: "t/s.b/is")?.number == 7)
    #expect(format.rules.map(\.number) == [7, 10, 11, 12])
    let written = format.lockFile(previous: Array(lock.utf8))
    #expect(written.contains("rule 9 t/s.gone/is\n"))
    #expect(written.contains("rule 7 t/s.b/is\n"))
    let again = try compiled(Self.spec, lock: written)
    #expect(again.rules.map(\.number) == format.rules.map(\.number))
    #expect(again.lockFile(previous: Array(written.utf8)) == written)
  }

  /// One byte more than is read.
  static let endless = String(repeating: "#", count: RuleNumbers.maximumBytes + 1)

  static let flaws: [(String, String, Int)] = [
    ("format u\n", "lock/format", 1), ("format t\nrule 1\n", "lock/syntax", 2),
    ("format t\nrule x t/s/bytes\n", "lock/syntax", 2), ("format t\nrule 0 t/s/bytes\n", "lock/syntax", 2),
    ("format t\nrule 1 a\nrule 1 b\n", "lock/reused", 3), ("format t\nrule 1 a\nrule 2 a\n", "lock/reused", 3),
    ("format t\nrule 4294967295 a\n", "lock/syntax", 2), ("format t\nrule 4294967294 a\n", "lock/full", 2),
    ("rule 1 a\n", "lock/syntax", 1), ("<<<<<<< HEAD\n", "lock/syntax", 1),
  ]

  @Test("What is wrong in it is said with its line", arguments: flaws)
  func wrong(_ lock: String, _ code: String, _ line: Int) {
    do throws(SpecificationError) {
      _ = try SpecificationCompiler.compile(
        text: Array(Self.spec.utf8), path: "dir/t.yaml", checksums: .builtIn, lock: Array(lock.utf8))
      Issue.record("accepted")
    } catch {
      #expect(error.diagnostics.map(\.code) == [code])
      #expect(error.diagnostics.map(\.location.line) == [line])
      #expect(error.path == "dir/t.lock")
      #expect(error.lines.indices.contains(line - 1))
    }
  }

  @Test("Garbage and huge files are refused quickly")
  func hostile() {
    let (_, took) = measured {
      for bytes in [[UInt8](repeating: 0xFF, count: 100), [UInt8](repeating: 0x0A, count: 17 << 20)] {
        #expect(throws: SpecificationError.self) {
          try SpecificationCompiler.compile(
            text: Array(Self.spec.utf8), path: "t.yaml", checksums: .builtIn, lock: bytes)
        }
      }
    }
    #expect(took < .seconds(1))
  }
}
