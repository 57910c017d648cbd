import Testing
import VexBytes
import VexFuzz

@Suite struct LabJudgeTests {
  private static let sound = MountDecision(verdict: .ro, rule: nil, offset: 0, errno: 0)
  private static let magic = MountDecision(verdict: .refuse, rule: "tiny/header.magic/magic", offset: 0, errno: 22)

  private static func expectation(_ number: UInt32, _ decisions: [MountDecision]) -> LabExpectation {
    LabExpectation(
      number: number, kind: decisions.isEmpty ? .step : .mutant, device: .ram, title: "title \(number)",
      decisions: zip(["prediction", "table"], decisions).map { .init(evaluator: $0, decision: $1) })
  }

  private static func boot(_ lines: [String], console: String = "") -> GuestBoots.Boot {
    .init(answers: GuestAnswers(text: (["boot 6.1"] + lines).joined(separator: "\n") + "\n"), console: console)
  }

  private static func report(
    _ expectations: [LabExpectation], _ boots: [GuestBoots.Boot], least: [LabItem.Kind: Int] = [:]
  ) -> LabReport {
    LabJudge.report(expectations, boots, kernel: "6.1", evaluators: ["prediction", "table"], least: least)
  }

  private static func report(_ expectations: [LabExpectation], _ lines: [String], console: String = "") -> LabReport {
    report(expectations, [boot(lines, console: console)])
  }

  private static func answer(_ number: Int, _ decision: MountDecision, errno: Int32? = nil, entries: Int = 0)
    -> [String]
  {
    ["> \(number)", "< \(number) \(errno ?? decision.errno) \(entries) mount: e vexfs: (ram0p1) \(decision) "]
  }

  @Test func agreementPasses() {
    let report = Self.report(
      [
        Self.expectation(0, [Self.magic, Self.magic]), Self.expectation(1, [Self.sound, Self.sound]),
        Self.expectation(2, []),
      ],
      Self.answer(0, Self.magic) + Self.answer(1, Self.sound) + ["> 2", "= 2 ok fine", "time 1 2 500", "done"])
    #expect(report.passes)
    #expect(report.rate(.ram) == 4000)
    #expect(report.junit.contains("failures=\"0\"") && report.text.contains("0 disagreements"))
    #expect(report.text.hasPrefix("Linux 6.1 (6.1): passed\n"))
  }

  /// Each of these is one way not to pass.
  @Test(arguments: [
    ("another rule", [magic, magic], answer(0, MountDecision(verdict: .refuse, rule: "x", offset: 0, errno: 22))),
    (
      "another offset", [magic, magic],
      answer(0, MountDecision(verdict: .refuse, rule: magic.rule, offset: 4, errno: 22))
    ),
    (
      "another errno", [magic, magic],
      answer(0, MountDecision(verdict: .refuse, rule: magic.rule, offset: 0, errno: 117))
    ),
    ("another verdict", [sound, sound], answer(0, MountDecision(verdict: .rw, rule: nil, offset: 0, errno: 0))),
    ("evaluators that differ", [sound, magic], answer(0, sound)),
    ("an errno that is not logged", [magic, magic], answer(0, magic, errno: 5)),
    ("an unreadable root", [sound, sound], answer(0, sound, entries: -1)),
    ("a root that is not empty", [sound, sound], answer(0, sound, entries: 1)),
    ("a mount that is answered as a step", [sound, sound], ["> 0", "= 0 ok fine"]),
    ("a step that is answered as a mount", [], answer(0, sound)),
    ("nobody who decides", [sound], answer(0, sound)),
    ("no verdict", [sound, sound], ["> 0", "< 0 0 0 : "]),
    ("no answer", [sound, sound], ["> 0"]),
    ("not run", [sound, sound], []),
    ("a step that fails", [], ["> 0", "= 0 FAIL it does not"]),
  ])
  func problemsAreFound(what: String, decisions: [MountDecision], lines: [String]) {
    let report = Self.report([Self.expectation(0, decisions)], lines + ["done", "host 1 1 0"])
    #expect(report.troubles == [], "\(what)")
    #expect(!report.passes && report.problems.count == 1, "\(what)")
    #expect(report.text.contains("FAILED") && report.text.contains("title 0"), "\(what)")
    #expect(report.junit.contains("failures=\"1\""), "\(what)")
    #expect(report.json.text.contains("\"passed\": false"), "\(what)")
  }

  @Test func whatTheKernelPrintsCounts() {
    let answers = Self.answer(0, Self.magic) + ["done"]
    let expectations = [Self.expectation(0, [Self.magic, Self.magic])]
    #expect(Self.report(expectations, answers, console: "[1.0] vexfs: loading out-of-tree module\n").passes)
    for line in [
      "[2.0] WARNING: CPU: 0 PID: 1 at fs/x.c:3", "BUG: KASAN: use-after-free", "BUG: unable to handle page fault",
    ] {
      let report = Self.report(expectations, answers, console: "\(line)\n")
      #expect(!report.passes && report.troubles == ["the kernel's log: \(line)"])
    }
    #expect(!Self.report(expectations, answers + ["fail cannot read a group: x"]).passes)
    #expect(!Self.report([], [] as [String]).passes)
  }

  /// An item may be all right in a boot that is not.
  @Test func bootsMustEndWell() {
    let item = [Self.expectation(0, [Self.sound, Self.sound])]
    let answer = Self.answer(0, Self.sound)
    #expect(Self.report(item, answer + ["done", "host 1 1 0"]).passes)
    for lines in [answer, answer + ["hung"], answer + ["done", "hung"], answer + ["done", "host 1 1 1"]] {
      let report = Self.report(item, lines)
      #expect(report.troubles.count == 1 && report.problems.isEmpty && !report.passes, "\(lines)")
    }
    // Boots behind a crash go on; one that ends without an item to blame has lost some.
    let both = item + [Self.expectation(1, [Self.sound, Self.sound])]
    let rest = Self.boot(Self.answer(1, Self.sound) + ["done"])
    #expect(Self.report(both, [Self.boot(["> 0"]), rest]).troubles == [])
    #expect(Self.report(both, [Self.boot(answer), rest]).troubles.count == 1)
  }

  @Test func fewItemsAreNotEnough() {
    let items = [Self.expectation(0, [Self.sound, Self.sound])]
    let boot = Self.boot(Self.answer(0, Self.sound) + ["done"])
    #expect(Self.report(items, [boot], least: [.mutant: 1]).passes)
    #expect(Self.report(items, [boot], least: [.mutant: 2]).troubles.count == 1)
    #expect(Self.report(items, [boot], least: [.mutant: 1, .corpus: 1]).troubles.count == 1)
  }

  /// Whatever a pack loses, or what becomes another, is told.
  @Test func packsAreComparedWithTheirManifest() throws {
    let items = [Self.expectation(0, [Self.sound]), Self.expectation(1, [])]
    let files: [(name: String, bytes: [UInt8])] = [("pack.img", [1, 2]), ("expected.tsv", [3])]
    let manifest = LabManifest(items, files: files)
    #expect(try #require(LabManifest(text: manifest.text)) == manifest)
    #expect(manifest.differences(items, files: files) == [])
    #expect(manifest.differences([items[0]], files: files) == ["0 items of kind step, not 1"])
    #expect(manifest.differences([items[1], items[0]], files: files) == ["item 1 stands where item 0 belongs"])
    #expect(manifest.differences(items, files: [files[0]]) == ["expected.tsv is not as it was written"])
    #expect(
      manifest.differences(items, files: [files[0], ("expected.tsv", [4])])
        == ["expected.tsv is not as it was written"])
    for text in ["items nonsense 1", "items step x", "file a", "file a xyz", "other a b"] {
      #expect(LabManifest(text: text) == nil)
    }
  }

  @Test func expectationsAreReadAsTheyAreWritten() {
    for decisions in [[], [Self.sound, Self.magic]] {
      let expectation = Self.expectation(7, decisions)
      #expect(LabExpectation(text: expectation.text) == expectation)
    }
    for text in ["", "7\tmutant", "x\tmutant\t1\ttitle", "7\tmutant\t9\ttitle", "7\tmutant\t1\ttitle\ttable nonsense"] {
      #expect(LabExpectation(text: text) == nil)
    }
  }

  @Test func reportsEscapeWhatTheyQuote() {
    let report = Self.report([Self.expectation(0, [])], ["> 0", "= 0 FAIL <&\"\u{1}\">"])
    #expect(report.junit.contains("&lt;&amp;&quot;&quot;&gt;"))
    #expect(report.json.text.contains("<&\\\"\\u0001\\\">"))
  }
}
