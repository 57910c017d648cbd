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

  private func spec(_ migrations: String, fields: String = Self.fields, image: String = "", more: String = "") -> String
  {
    small(fields, image: image, more: "\(more)versions: s.v\nmigrations: \(migrations)")
  }

  @Test("An edge that says what becomes of everything is sound")
  func sound() throws {
    let format = try compiled(spec("[{from: 1, to: 2, \(Self.whole), back: {set: {s.b1: 3}, drop: {s.b2: gone}}}]"))
    #expect(format.migrations.map(\.name) == ["1-2", "2-1"])
    #expect(format.rules.map(\.name).allSatisfy { !$0.contains("1-2") })
    #expect(format.migrationRules.map(\.name) == ["t/1-2/room", "t/2-1/room"])
    #expect(format.rule(named: "t/1-2/room").flatMap { format.rule($0.number)?.name } == "t/1-2/room")
    #expect(format.lockFile(previous: nil).contains("t/2-1/room"))
    #expect(format.migrations[0].order.map(\.region) == [0])
  }

  @Test(
    "Edges are checked",
    arguments: [
      "⟦type/mismatch⟧{from: 1, to: 2}",
      "[⟦type/mismatch⟧upgrade]",
      "[⟦key/missing⟧{to: 2}]",
      "[{from: ⟦name/unknown⟧3, to: 2}]",
      "[{from: ⟦type/mismatch⟧one, to: 2}]",
      "[{from: 1, ⟦migrate/version⟧to: 1}]",
      "[{from: 1, to: 2, WHOLE, ⟦key/unknown⟧sett: {}}]",
      "[{from: 1, to: 2, WHOLE}, {⟦name/duplicate⟧from: 1, to: 2, WHOLE}]",
      "[{from: 1, to: 2, WHOLE}, {from: 2, to: 1, set: {s.b1: 0}, drop: {s.b2: x}, ⟦name/duplicate⟧back: {WHOLE}}]",
      "[{⟦migrate/unassigned⟧from: 1, to: 2, drop: {s.b1: x}}]",
      "[{⟦migrate/dropped⟧from: 1, to: 2, set: {s.b2: 0}}]",
      "[{from: 1, to: 2, set: {s.b2: 0}, ⟦migrate/dropped⟧drop: {}}]",
      "[{from: 1, to: 2, WHOLE, build: ⟦type/mismatch⟧s}]",
      "[{from: 1, to: 2, WHOLE, build: [⟦migrate/build⟧s]}]",
      "[{from: 1, to: 2, WHOLE, build: [⟦name/unknown⟧q]}]",
      "[{from: 1, to: 2, WHOLE, ⟦migrate/commit⟧order: []}]",
      "[{from: 1, to: 2, WHOLE, order: [⟦type/mismatch⟧1 + 2, \"s[0]\"]}]",
      "[{from: 1, to: 2, WHOLE, order: [\"s[0]\", ⟦name/duplicate⟧s]}]",
      "[{from: 1, to: 2, WHOLE, features: {set: [⟦name/unknown⟧f]}}]",
    ])
  func edges(_ migrations: String) { expectMarked(spec(migrations.replacing("WHOLE", with: Self.whole))) }

  @Test(
    "What an edge needs is asked of the image before",
    arguments: [
      "⟦name/duplicate⟧room: {valid: old.s.a == 1}",
      "⟦name/reserved⟧old: {valid: old.s.a == 1}",
      "n: ⟦type/mismatch⟧[1]",
      "n: ⟦key/missing⟧{when: old.s.a == 1}",
      "n: {valid: ⟦name/unknown⟧s.a == 1}",
      "n: {valid: ⟦name/unknown⟧new.s.a == 1}",
      "n: {valid: ⟦name/unknown⟧old == 1}",
      "n: {valid: old.⟦name/unknown⟧q.a == 1}",
      "n: {valid: old.s.⟦name/unknown⟧c == 1}",
      "n: {valid: ⟦name/unknown⟧old.s.b2 == 1}",
      "n: {valid: ⟦type/mismatch⟧old.s.a}",
      "n: {valid: ⟦rule/always-true⟧1 == 1}",
      "n: {valid: ⟦rule/always-false⟧1 == 2}",
      "n: {valid: \"all(i in 0 .. 3: ⟦name/unknown⟧s.a == i)\"}",
    ])
  func needs(_ needs: String) { expectMarked(spec("[{from: 1, to: 2, \(Self.whole), needs: {\(needs)}}]")) }

  @Test(
    "What fields are set to fits them",
    arguments: [
      "⟦name/unknown⟧q.x: 1",
      "⟦type/mismatch⟧s: 1",
      "s.⟦name/unknown⟧b1: 1",
      "s.⟦type/mismatch⟧twice: 1",
      "⟦migrate/version⟧s.v: 2",
      "s.a: ⟦migrate/counted⟧counted",
      "s.a: ⟦type/mismatch⟧[1]",
      "s.a: ⟦type/mismatch⟧true",
      "s.a: ⟦name/unknown⟧s.a",
      "s.a: ⟦name/unknown⟧old.s.b2",
      "s.a: ⟦name/unknown⟧new.s.b1",
      "s.a: old.⟦name/unknown⟧q.x",
    ])
  func assignments(_ set: String) {
    expectMarked(spec("[{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, \(set)}}]"))
  }

  @Test("One image's part does not depend on the other's")
  func mixed() throws {
    let table = "r: {of: s, at: index * 16, count: {is: 1, max: 8}}"
    expectMarked(
      spec(
        "[{from: 1, to: 2, drop: {s.b1: x, r.b1: x}, set: {r.b2: 0, s.b2: \"⟦name/unknown⟧old.r[new.s.a].a\"}}]",
        image: table))
    _ = try compiled(
      spec(
        "[{from: 1, to: 2, drop: {s.b1: x, r.b1: x}, set: {r.b2: 0, s.b2: \"new.r[old.s.a].a + old.s.a\"}}]",
        image: table))
  }

  @Test("What is given up does disappear, and says why")
  func drops() {
    for drop in [
      "⟦migrate/dropped⟧s.a: x", "⟦migrate/dropped⟧s.b2: x", "⟦name/unknown⟧q: x", "⟦name/unknown⟧s.c: x",
      "s: ⟦type/mismatch⟧[x]",
    ] {
      expectMarked(spec("[{from: 1, to: 2, set: {s.b2: 0}, drop: {s.b1: x, \(drop)}}]"))
    }
  }

  @Test("Regions of one version are built or given up, and everything is in the order")
  func regions() {
    let image = "r: {of: s, at: 16, versions: 2}\nq: {of: s, at: 32, versions: 1}\nw: {at: 64, bytes: 8, versions: 2}"
    func expect(_ edge: String) { expectMarked(spec("[\(edge)]", image: image)) }
    let whole = "set: {s.b2: 0}, drop: {s.b1: x, q: x}"
    expect("{from: 1, to: 2, build: [r], \(whole)}")
    expect("{⟦migrate/unassigned⟧from: 1, to: 2, \(whole)}")
    expect("{from: 1, to: 2, build: [r], set: {s.b2: 0}, ⟦migrate/dropped⟧drop: {s.b1: x}}")
    expect("{from: 1, to: 2, build: [⟦name/unknown⟧q, r], \(whole)}")
    expect("{from: 1, to: 2, build: [r, ⟦name/duplicate⟧r], \(whole)}")
    expect("{from: 1, to: 2, build: [r, ⟦migrate/build⟧w], \(whole)}")
    expect("{from: 1, to: 2, build: [r], \(whole), ⟦migrate/commit⟧order: [s, r]}")
    expect("{from: 1, to: 2, build: [r], \(whole), ⟦migrate/commit⟧order: [r, \"s[1]\"]}")
    expect("{from: 1, to: 2, build: [r], \(whole), ⟦migrate/order⟧order: [s]}")
  }

  @Test("Features that a version lacks are not set")
  func features() {
    let fields = Self.fields.replacing("a: {at: 4, type: u32}", with: "a: {at: 4, type: f}").replacing(
      "twice: {value: a * 2}", with: "")
    let flags = "flags: {f: {type: u32, bits: {x: 0, y: {bit: 1, versions: 1}}}}\nfeatures: {w: s.a}\n"
    func expect(_ features: String) {
      expectMarked(
        spec("[{from: 1, to: 2, \(Self.whole), features: {\(features)}}]", fields: fields, more: flags))
    }
    expect("set: [x], clear: [y]")
    expect("set: [⟦feature/versions⟧y]")
    expect("set: [x, ⟦name/duplicate⟧x]")
    expect("clear: ⟦type/mismatch⟧x")
    expectMarked(
      spec(
        "[{from: 1, to: 2, drop: {s.b1: x}, set: {s.b2: 0, s.a: 0}, features: {set: [⟦name/duplicate⟧x]}}]",
        fields: fields, more: flags))
  }

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
    let took = try clock.measure { format = try compiled(spec("[\(edges)]", fields: fields)) }
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
