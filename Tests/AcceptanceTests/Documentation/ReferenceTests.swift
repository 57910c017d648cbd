import Foundation
import TestSupport
import Testing

@testable import VexFormatSpec

/// The reference of the language: its examples compile, and there is one for everything.
@Suite struct ReferenceTests {
  private static let page = "docs/LANGUAGE.md"

  @Test(.timeLimit(.minutes(5)))
  func examplesCompile() throws {
    let page = try DocumentedPage(path: Self.page)
    var followed = try FollowedPage()
    try followed.follow(page) { name, scratch in
      guard name.hasSuffix(".yaml") else { return nil }
      let result = try Command.run(PackageFolder.vexfmt, ["check", name], in: scratch)
      return result.status == 0 ? nil : result.errors
    }
    #expect(followed.differences == [])
    for case .other(let language) in page.steps.map(\.step) {
      #expect(language != "yaml", "an example says which file it is in: `yaml FILE`")
    }
    let uses = try ConstructUses(texts: followed.files.filter { $0.key.hasSuffix(".yaml") })
    #expect(uses.unused == [])
    let expressions = followed.files.values.joined(separator: "\n")
    for name in Compiler.functionNames + Aggregate.Kind.allCases.map(\.rawValue) {
      #expect(expressions.contains("\(name)("), "no example uses \(name)")
    }
    let operators = ArithmeticOperator.allCases.map(\.rawValue) + ComparisonOperator.allCases.map(\.rawValue)
    for sign in operators + ["and", "or", "not", "has", "in"] {
      // What stands beside an operator is no sign, so that `<` is not found in `<=`.
      let pattern = try Regex("[\\w\\s)\"]" + NSRegularExpression.escapedPattern(for: sign) + "[\\w\\s(.]")
      #expect(expressions.contains(pattern), "no example uses \(sign)")
    }
  }
}

/// Which keys of which constructs, and which words behind them, some specifications use.
private struct ConstructUses {
  private var used: [String: Set<String>] = [:]
  private var met: [Construct] = []
  private var words: Set<String> = []

  init(texts: [String: String]) throws {
    for (name, text) in texts {
      note(.mapping(try SyntaxLoader.load(Array(text.utf8), path: name)), .construct(.specification))
    }
    collect(.specification)
  }

  /// `CONSTRUCT.KEY` for every key of the language that is not used, and the words that stand behind none.
  var unused: [String] {
    let keys = met.flatMap { construct in
      construct.keys.filter { used[construct.name]?.contains($0.name) != true }.map { "\(construct.name).\($0.name)" }
    }
    return (keys + known.subtracting(words)).sorted()
  }

  private var known: Set<String> = []

  private mutating func collect(_ construct: Construct) {
    guard !met.contains(where: { $0.name == construct.name }) else { return }
    met.append(construct)
    for key in construct.keys { collect(key.shape) }
    if let others = construct.others { collect(others) }
  }

  private mutating func collect(_ shape: Construct.Shape) {
    switch shape {
    case .scalar, .flag: break
    case .choice(let words): known.formUnion(words)
    case .list(let inner, _), .named(let inner): collect(inner)
    case .construct(let construct): collect(construct)
    case .either(let shapes): for shape in shapes { collect(shape) }
    }
  }

  private mutating func note(_ node: SyntaxNode, _ shape: Construct.Shape) {
    switch (shape, node) {
    case (.choice(let choices), .scalar(let scalar)): words.formUnion(choices.filter { $0 == scalar.text })
    case (.either(let shapes), _):
      for shape in shapes where Self.fits(node, shape) { return note(node, shape) }
    case (.list(let inner, _), .sequence(let list)): for item in list.items { note(item, inner) }
    case (.named(let inner), .mapping(let mapping)):
      for (key, value) in mapping.entries where key.text != "doc" { note(value, inner) }
    case (.construct(let construct), .mapping(let mapping)):
      for (key, value) in mapping.entries {
        if let known = construct.keys.first(where: { $0.name == key.text }) {
          used[construct.name, default: []].insert(known.name)
          note(value, known.shape)
        } else if let others = construct.others {
          note(value, others)
        }
      }
    default: break
    }
  }

  /// Which of several shapes a node has: constructs are told apart by what they ask for.
  private static func fits(_ node: SyntaxNode, _ shape: Construct.Shape) -> Bool {
    switch (shape, node) {
    case (.choice(let words), .scalar(let scalar)): words.contains(scalar.text)
    case (.scalar, .scalar), (.flag, .scalar), (.list, .sequence), (.named, .mapping): true
    case (.construct(let construct), .mapping(let mapping)):
      construct.keys.filter(\.isRequired).allSatisfy { mapping[$0.name] != nil }
    default: false
    }
  }
}
