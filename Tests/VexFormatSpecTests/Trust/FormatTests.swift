import Testing
import VexBytes
import VexPlugins

@testable import VexFormatSpec

/// What a sound specification becomes: places, sizes, names, stages and locality.
@Suite("Compiled formats")
struct FormatTests {
  @Test("Fields have their places and sizes, and structures their size in each version")
  func layout() throws {
    let format = try compiled(
      small(
        """
        v: {at: 0, type: u16be, in: [1, 2]}
        a: {at: 2, type: "u16[3]"}
        b: {at: 8, type: "bit[12]", size: 2, versions: 2}
        """.replacing(", size: 2", with: "") + "\nc: {at: 10, type: \"text[2][3]\", versions: 2}",
        size: "{is: \"v == 1 ? 8 : 16\", min: 8, max: 16}",
        more: "versions: {by: s.v, draft: [2], write: 1}\nunits: {block: 4096, sector: {}}".replacing(
          ", sector: {}", with: "")
      ))
    let structure = try #require(format.structure(named: "s"))
    #expect(structure.fields.map(\.offset) == [0, 2, 8, 10])
    #expect(structure.fields.map(\.byteCount) == [2, 6, 2, 6])
    #expect(structure.size.byVersion == [1: 8, 2: 16])
    #expect(format.versions?.known == [1, 2])
    #expect(format.versions?.drafts == [2])
    #expect(format.versions?.written == 1)
    #expect(format.units.map(\.constant) == [4096])
    #expect(structure.fields[0].type == .integer(IntegerType(width: 2, order: .big)))
  }

  @Test("The version and feature words may be bits of a field, and numbers are made of literals")
  func bitsOfFields() throws {
    let format = try compiled(
      small(
        """
        w: {at: 0, type: u16, bits: {version: {at: 0, width: 4, in: [4, 5]}, flags: {at: 4, type: word}}}
        a: {at: 2, type: u16, when: features.more}
        b: {at: 4, size: 4, versions: 4}
        c: {at: 4, type: u32, versions: 5, range: ..= 2^31 - 1}
        d: {at: 8, type: u64, none: 0, to: "t[this - 1]"}
        """, image: "t: {of: s, at: 16, count: {is: s.d, max: 2^32 - 1}}",
        more: "versions: s.w.version\nfeatures: {w: s.w.flags}\n"
          + "flags: {word: {type: u12, unknown: refuse, bits: {more: 11, odd: {bit: 0, mount: refuse}}}}"))
    #expect(format.versions?.bits?.name == "version" && format.versions?.known == [4, 5])
    #expect(format.features.map(\.bits?.at) == [4])
    #expect(format.regions[1].maximumCount == 0xffff_ffff)
    #expect(format.rule(named: "t/s.w.version/in")?.stage == .shape)
    #expect(format.rule(named: "t/s.d/to")?.stage == .references)
    #expect(format.rule(named: "t/s.w.flags/unknown")?.stage == .features)
    #expect(format.rule(named: "t/s.w.flags/odd")?.stage == .features)
  }

  @Test("A checksum may reach beyond its structure, and need what lies behind the smallest size")
  func reach() throws {
    let format = try compiled(
      small(
        """
        n: {at: 0, type: u32, range: 16 ..= 24}
        c:
          at: 4
          type: u32
          checksum:
            - {algorithm: crc32c, over: [{from: 0, to: {is: n + 64, max: 128}}], when: "not (n == 24 and e == 1)"}
            - {algorithm: crc32c, over: [0 .. 4], when: n == 24 and e == 1}
        d: {at: 8, type: u64}
        e: {at: 16, type: u64, range: 1 ..}
        """, size: "{is: n, min: 16, max: 24}"))
    #expect(format.reach(of: 0) == 128)
    #expect(format.rule(named: "t/s.n/range")?.stage == .shape)
    // A condition that is denied as a whole excludes itself, and what lies behind the smallest size is proven later.
    #expect(format.rule(named: "t/s.e/range")?.stage == .fields)
  }

  @Test("Another name of a flag means the same bit, wherever it is declared")
  func aliases() throws {
    let format = try compiled(
      small(
        """
        a: {at: 0, type: word}
        b: {at: 8, type: u64, valid: features.second or self.a has .second}
        """,
        more: "flags: {word: {type: u64, bits: {second: {alias: first}, first: 3, other: 4}}}\nfeatures: {w: s.a}"))
    let flags = try #require(format.flagSets.first)
    #expect(flags.flags.map(\.name) == ["first", "other"])
    #expect(flags.flags.map(\.aliases) == [["second"], []])
    #expect(flags.flag(named: "second")?.mask == 8)
    #expect(flags.knownMask == 24)
  }

  @Test("Rules run in the stage that what they read allows")
  func stages() throws {
    let format = try compiled(
      small(
        """
        m: {at: 0, type: "bytes[2]", magic: AB}
        n: {at: 2, type: u8, range: 8 ..= 24}
        a: {at: 3, type: u8, range: 1 ..}
        b: {at: 4, type: u32, is: a + 1}
        f: {at: 8, type: word, when: n > 9}
        p: {at: 9, type: pair, given: {x: a}}
        c: {at: 12, type: u32, checksum: {algorithm: crc32c, over: [0 .. offset(this)]}}
        t: {at: 16, type: u64}
        """, size: "{is: n, min: 16, max: 24}",
        structure: "rules: {both: {when: a == 1, valid: b < 9}, one: {valid: a != 7}}",
        image: "r: {of: s, at: 0, count: {is: 1, max: 1}}",
        more: "flags: {word: {type: u8, unknown: refuse, bits: {x: 0}}}"
      ).replacing(
        "image:",
        with:
          "  pair: {size: 3, given: {x: u64}, fields: {a: {at: 0, type: u8, is: x}, b: {at: 1, type: u16, range: 1 ..}}}\nimage:"
      ))
    func stage(_ name: String) -> Stage? { format.rule(named: "t/\(name)")?.stage }
    #expect(stage("s/bytes") == .bytes)
    #expect(stage("s.m/magic") == .magic)
    #expect(stage("s.n/range") == .shape)
    #expect(stage("s/size") == .size)
    #expect(stage("s.c/checksum") == .checksum)
    #expect(stage("s.f/unknown") == .features)
    #expect(stage("s.a/range") == .fields)
    #expect(stage("s/one") == .fields)
    #expect(stage("s.b/is") == .relations)
    #expect(stage("s/both") == .relations)
    #expect(stage("s.p.b/range") == .fields)
    #expect(stage("s.p.a/is") == .relations)
    let check = try #require(format.check(of: 0))
    #expect(check.frames.map(\.path) == ["", "p"])
    #expect(check.frames[0].stages.map(\.stage) == check.frames[0].stages.map(\.stage).sorted())
  }

  @Test("A rule of a structure that indexes a table or loops too long is refused, however it is written")
  func rounds() throws {
    func compile(_ condition: String) throws -> Format {
      let text = small(
        "a: {at: 0, type: u64}\nb: {at: 8, type: u64}\nw: {value: \"count(x in 0 .. 2097152 if x < a)\"}",
        structure: "rules: {r: {valid: \"\(condition)\"}}", image: "t: {of: s, at: 0, count: {is: 1, max: 1}}")
      return try SpecificationCompiler.compile(text: Array(text.utf8), path: "t.yaml", checksums: .builtIn)
    }
    #expect(try compile("all(x in 0 .. 1000: x < a)").structures[0].rules[0].isLocal)
    for condition in [
      "all(x in 0 .. 2000: all(y in 0 .. 2000: x + y < a))", "w < 3", "all(x in 0 .. a: x < b)", "t[a].b != 3",
    ] {
      let error = #expect(throws: SpecificationError.self) { try compile(condition) }
      #expect(error?.diagnostics.map(\.code) == ["local/required"], "\(condition)")
    }
  }

  @Test(
    "Conditions that exclude each other may share bytes",
    arguments: [
      ("k == 1", "k == 2"), ("k == 1", "k != 1"), ("k == 1", "not (k == 1)"), ("k in [1, 2]", "k in [3, 4]"),
      ("k < 3 and l == 1", "l == 2"), ("not (k < 3)", "k < 3"),
    ])
  func exclusion(_ a: String, _ b: String) {
    let fields =
      "k: {at: 0, type: u32}\nl: {at: 4, type: u32}\nx: {at: 8, type: u64, when: \"\(a)\"}\ny: {at: 8, type: u64, when: \"\(b)\"}"
    #expect(compileDiagnostics(small(fields)) == [])
    let weaker = fields.replacing("when: \"\(b)\"", with: "when: l == 7 or k == 9")
    #expect(compileDiagnostics(small(weaker)).map(\.code) == ["layout/overlap"])
  }

  @Test("A virtual value may be declared behind what reads it")
  func lateValues() throws {
    let format = try compiled(
      small(
        "a: {at: 0, type: u64, unit: block, valid: flag}\nb: {at: 8, type: u64}\nflag: {value: byte(a) < limit}\nlimit: {value: size * 2, unit: byte}\nsize: {value: \"1 << b\", unit: byte}",
        more: "units: {block: s.size}"))
    #expect(format.structures[0].fields.count == 5)
    #expect(format.units[0].constant == nil)
  }

  @Test("A condition that may have no value owns a rule")
  func conditionRules() throws {
    let format = try compiled(small("a: {at: 0, type: u64}\nb: {at: 8, type: u64, when: 8 / a == 2, is: 3}"))
    #expect(format.rules.map(\.name) == ["t/s/bytes", "t/s.b/when", "t/s.b/is", "t/image.s/inside"])
  }
}
