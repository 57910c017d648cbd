import VexBytes
import Foundation
import Testing

@testable import VexFormatSpec

/// What can be wrong with the ways from one version to another.
@Suite("Diagnostics of migrations", .timeLimit(.minutes(2)))
struct MigrationDiagnosticTests {
  private static let fields = """
    v: {at: 0, type: u32, in: [1, 2]}
    a: {at: 4, type: u32}
    b1: {at: 8, type: u64, versions: 1}
    b2: {at: 8, type: u64, versions: 2}
    twice: {value: a * 2}
    """
  /// What makes an edge from version 1 to version 2 whole.
  private static let whole = "drop: {s.b1: it becomes b2}, set: {s.b2: old.s.b1}"

  private static func spec(_ migrations: String, fields: String = fields, image: String = "", more: String = "")
    -> String
  {
    small(fields, image: image, more: "\(more)versions: s.v\nmigrations: \(migrations)")
  }

  @Test("An edge that says what becomes of everything is sound")
  func sound() throws {
    let format = try compiled(
      Self.spec("[{from: 1, to: 2, \(Self.whole), back: {set: {s.b1: 3}, drop: {s.b2: gone}}}]"))
    #expect(format.migrations.map(\.name) == ["1-2", "2-1"])
    #expect(format.rules.map(\.name).allSatisfy { !$0.contains("1-2") })
    #expect(format.migrationRules.map(\.name) == ["t/1-2/room", "t/2-1/room"])
    #expect(format.rule(named: "t/1-2/room").flatMap { format.rule($0.number)?.name } == "t/1-2/room")
    #expect(format.lockFile(previous: nil).contains("t/2-1/room"))
    #expect(format.migrations[0].order.map(\.region) == [0])
  }

  static let edges: [String] = [
    "⟦type/mismatch|'migrations' is a list of edges, not a mapping⟧{from: 1, to: 2}",
    "[⟦type/mismatch|an edge is a mapping, not a scalar⟧upgrade]",
    "[⟦key/missing|an edge needs the key 'from'⟧{to: 2}]",
    "[{from: ⟦name/unknown|3 is not a known version⟧3, to: 2}]",
    "[{from: ⟦type/mismatch|'one' is not a number⟧one, to: 2}]",
    "[{from: 1, ⟦migrate/version|an edge leads from one version to another, not to the same⟧to: 1}]",
    "[{from: 1, to: 2, WHOLE, ⟦key/unknown|an edge has no key 'sett'⟧sett: {}}]",
    "[{from: 1, to: 2, WHOLE}, {⟦name/duplicate|there is an edge from version 1 to version 2 already⟧from: 1, to: 2, WHOLE}]",
    "[{from: 1, to: 2, WHOLE}, {from: 2, to: 1, set: {s.b1: 0}, drop: {s.b2: x}, ⟦name/duplicate|there is an edge from version 1 to version 2 already⟧back: {WHOLE}}]",
    "[{⟦migrate/unassigned|version 2 has 's.b2', and nothing gives it a value⟧from: 1, to: 2, drop: {s.b1: x}}]",
    "[{⟦migrate/dropped|version 2 lacks 's.b1', and nothing says that it may be lost⟧from: 1, to: 2, set: {s.b2: 0}}]",
    "[{from: 1, to: 2, set: {s.b2: 0}, ⟦migrate/dropped|version 2 lacks 's.b1', and nothing says that it may be lost⟧drop: {}}]",
    "[{from: 1, to: 2, WHOLE, build: ⟦type/mismatch|'build' is a list of names, not a scalar⟧s}]",
    "[{from: 1, to: 2, WHOLE, build: [⟦migrate/build|'s' is what the image is known by; its fields carry over, and 'set' changes them⟧s]}]",
    "[{from: 1, to: 2, WHOLE, build: [⟦name/unknown|there is no region 'q'⟧q]}]",
    "[{from: 1, to: 2, WHOLE, ⟦migrate/commit|what holds the version is written last, so that it commits everything before it⟧order: []}]",
    "[{from: 1, to: 2, WHOLE, order: [⟦type/mismatch|a region or an element of one is expected here⟧1 + 2, \"s[0]\"]}]",
    "[{from: 1, to: 2, WHOLE, order: [\"s[0]\", ⟦name/duplicate|'s' is written already⟧s]}]",
    "[{from: 1, to: 2, WHOLE, features: {set: [⟦name/unknown|there is no feature 'f'⟧f]}}]",
  ].map { Self.spec($0.replacing("WHOLE", with: whole)) }

  @Test("Edges are checked", arguments: edges)
  func edgesAreReported(_ marked: String) { expectMarked(marked) }

  static let needs: [String] = [
    "⟦name/duplicate|a need named 'room' exists already⟧room: {valid: old.s.a == 1}",
    "⟦name/reserved|'old' has a meaning in expressions and cannot name a need⟧old: {valid: old.s.a == 1}",
    "n: ⟦type/mismatch|a need is a mapping, not a list⟧[1]",
    "n: ⟦key/missing|a need has the key 'valid'⟧{when: old.s.a == 1}",
    "n: {valid: ⟦name/unknown|'s' is in the image before and in the one after; say which⟧s.a == 1}",
    "n: {valid: ⟦name/unknown|only the image before is there to be read⟧new.s.a == 1}",
    "n: {valid: ⟦name/unknown|'old' is an image; say what of it⟧old == 1}",
    "n: {valid: old.⟦name/unknown|the image has no region 'q'⟧q.a == 1}",
    "n: {valid: old.s.⟦name/unknown|s has no field 'c'⟧c == 1}",
    "n: {valid: ⟦name/unknown|version 1 has no 's.b2'⟧old.s.b2 == 1}",
    "n: {valid: ⟦type/mismatch|a condition is true or false, and this is a number⟧old.s.a}",
    "n: {valid: ⟦rule/always-true|'1 == 1' always holds⟧1 == 1}",
    "n: {valid: ⟦rule/always-false|'1 == 2' never holds⟧1 == 2}",
    "n: {valid: \"all(i in 0 .. 3: ⟦name/unknown|'s' is in the image before and in the one after; say which⟧s.a == i)\"}",
  ].map { Self.spec("[{from: 1, to: 2, \(whole), needs: {\($0)}}]") }

  @Test("What an edge needs is asked of the image before", arguments: needs)
  func needsAreReported(_ marked: String) { expectMarked(marked) }

  static let assignments: [String] = [
    "⟦name/unknown|there is no region 'q'⟧q.x: 1",
    "⟦type/mismatch|a field of a region is set⟧s: 1",
    "s.⟦name/unknown|version 2 has no 'b1'⟧b1: 1",
    "s.⟦type/mismatch|'twice' is computed; what it is computed from is set⟧twice: 1",
    "⟦migrate/version|the version is what the edge leads to, and is set by itself⟧s.v: 2",
    "s.a: ⟦migrate/counted|no rule of the whole image says what 's.a' counts⟧counted",
    "s.a: ⟦type/mismatch|a value is expected here, not a list⟧[1]",
    "s.a: ⟦type/mismatch|the field is a number, and this is a condition⟧true",
    "s.a: ⟦name/unknown|'s' is in the image before and in the one after; say which⟧s.a",
    "s.a: ⟦name/unknown|version 1 has no 's.b2'⟧old.s.b2",
    "s.a: ⟦name/unknown|version 2 has no 's.b1'⟧new.s.b1",
    "s.a: old.⟦name/unknown|the image has no region 'q'⟧q.x",
  ].map { Self.spec("[{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, \($0)}}]") }

  @Test("What fields are set to fits them", arguments: assignments)
  func assignmentsAreReported(_ marked: String) { expectMarked(marked) }

  @Test("One image's part does not depend on the other's")
  func mixed() throws {
    let table = "r: {of: s, at: index * 16, count: {is: 1, max: 8}}"
    expectMarked(
      Self.spec(
        "[{from: 1, to: 2, drop: {s.b1: x, r.b1: x}, set: {r.b2: 0, s.b2: \"⟦name/unknown⟧old.r[new.s.a].a\"}}]",
        image: table))
    _ = try compiled(
      Self.spec(
        "[{from: 1, to: 2, drop: {s.b1: x, r.b1: x}, set: {r.b2: 0, s.b2: \"new.r[old.s.a].a + old.s.a\"}}]",
        image: table))
  }

  static let drops: [String] = [
    "⟦migrate/dropped|'s.a' does not disappear in version 2⟧s.a: x",
    "⟦migrate/dropped|'s.b2' does not disappear in version 2⟧s.b2: x",
    "⟦name/unknown|there is no region 'q'⟧q: x",
    "⟦name/unknown|'s' has no field 'c'⟧s.c: x",
    "s: ⟦type/mismatch|why it is given up is expected here, in words⟧[x]",
  ].map { Self.spec("[{from: 1, to: 2, set: {s.b2: 0}, drop: {s.b1: x, \($0)}}]") }

  @Test("What is given up does disappear, and says why", arguments: drops)
  func dropsAreReported(_ marked: String) { expectMarked(marked) }

  static let regions: [String] = [
    "{from: 1, to: 2, build: [r], WHOLE}",
    "{⟦migrate/unassigned|version 2 has the region 'r', which nothing makes⟧from: 1, to: 2, WHOLE}",
    "{from: 1, to: 2, build: [r], set: {s.b2: 0}, ⟦migrate/dropped|version 2 lacks the region 'q', and nothing says that it may be lost⟧drop: {s.b1: x}}",
    "{from: 1, to: 2, build: [⟦name/unknown|version 2 has no region 'q'⟧q, r], WHOLE}",
    "{from: 1, to: 2, build: [r, ⟦name/duplicate|'r' is built already⟧r], WHOLE}",
    "{from: 1, to: 2, build: [r, ⟦migrate/build|the region 'w' is bytes without a structure to build⟧w], WHOLE}",
    "{from: 1, to: 2, build: [r], WHOLE, ⟦migrate/commit|what holds the version is written last, so that it commits everything before it⟧order: [s, r]}",
    "{from: 1, to: 2, build: [r], WHOLE, ⟦migrate/commit|what holds the version is written last, so that it commits everything before it⟧order: [r, \"s[1]\"]}",
    "{from: 1, to: 2, build: [r], WHOLE, ⟦migrate/order|the order leaves out r⟧order: [s]}",
  ].map {
    Self.spec(
      "[\($0.replacing("WHOLE", with: "set: {s.b2: 0}, drop: {s.b1: x, q: x}"))]",
      image: "r: {of: s, at: 16, versions: 2}\nq: {of: s, at: 32, versions: 1}\nw: {at: 64, bytes: 8, versions: 2}")
  }

  @Test("Regions of one version are built or given up, and everything is in the order", arguments: regions)
  func regionsAreReported(_ marked: String) { expectMarked(marked) }

  static let features: [String] = {
    let fields = Self.fields.replacing("a: {at: 4, type: u32}", with: "a: {at: 4, type: f}").replacing(
      "twice: {value: a * 2}", with: "")
    let flags = "flags: {f: {type: u32, bits: {x: 0, y: {bit: 1, versions: 1}}}}\nfeatures: {w: s.a}\n"
    let edges = [
      "\(whole), features: {set: [x], clear: [y]}",
      "\(whole), features: {set: [⟦feature/versions⟧y]}",
      "\(whole), features: {set: [x, ⟦name/duplicate⟧x]}",
      "\(whole), features: {clear: ⟦type/mismatch⟧x}",
      "drop: {s.b1: x}, set: {s.b2: 0, s.a: 0}, features: {set: [⟦name/duplicate⟧x]}",
    ]
    return edges.map { spec("[{from: 1, to: 2, \($0)}]", fields: fields, more: flags) }
  }()

  @Test("Features that a version lacks are not set", arguments: features)
  func featuresAreReported(_ marked: String) { expectMarked(marked) }

  @Test("A format without versions has no ways between them")
  func unversioned() {
    expectMarked(small("a: {at: 0, type: u64}\nb: {at: 8, type: u64}", more: "migrations: ⟦name/unknown⟧[]"))
  }

  @Test("As many versions as there may be, with an edge between each two, take little time")
  func many() throws {
    let count = 64
    let versions = (1...count).map(String.init).joined(separator: ", ")
    let fields = "v: {at: 0, type: u32, in: [\(versions)]}\na: {at: 4, type: u32}\nb: {at: 8, type: u64}"
    let edges = (1..<count).map { "{from: \($0), to: \($0 + 1)}" }.joined(separator: ", ")
    let clock = ContinuousClock()
    var format: Format?
    let took = try clock.measure { format = try compiled(Self.spec("[\(edges)]", fields: fields)) }
    #expect(took < .seconds(60))
    #expect(format?.migrations(from: 1, to: UInt64(count))?.count == count - 1)
    #expect(format?.migrations(from: 2, to: 1) == nil)
  }

  @Test("Nonsense where migrations are declared never traps")
  func nonsense() throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let text = try String(contentsOf: root.appending(path: "spec/vexfs.yaml"), encoding: .utf8)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let first = try #require(lines.firstIndex(of: "migrations:")) + 1
    let original = lines
    var random = SeededGenerator(seed: 612)
    let words = [
      "old", "new", "old.superblock", "new.inodes[index]", "counted", "random", "now", "superblock[0]", "0", "2^63",
      "[", "{", "-", "this", "all(i in old.inodes: true)", "from: 2", "order: []", "superblock.checksum: 1",
    ]
    let deadline = ContinuousClock.now + .seconds(6)
    for _ in 0..<60 where ContinuousClock.now < deadline {
      lines = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let line = Int.random(in: first..<lines.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: line)
        default:
          var parts = lines[line].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
          guard let part = parts.indices.randomElement(using: &random) else { continue }
          parts[part] = words.randomElement(using: &random) ?? ""
          lines[line] = parts.joined(separator: " ")
        }
      }
      // Sound or not, it ends.
      _ = compileDiagnostics(lines.joined(separator: "\n"))
    }
  }
}
