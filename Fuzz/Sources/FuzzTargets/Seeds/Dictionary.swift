import VexBytes
import VexCodecs
@testable import VexFormatSpec
@testable import VexFuzz
@testable import VexImage
import VexPlugins

/// What an engine puts into inputs: magic numbers, values of enumerations, bits, bounds of rules, words of the language.
struct Dictionary {
  private(set) var entries: [[UInt8]] = []
  private var known: Set<[UInt8]> = []

  /// More would only make each less likely.
  private static let limit = 4000

  init(_ target: FuzzTarget) {
    switch target {
    case .table, .image: for name in ShippedFormats.names { add(ShippedFormats.named(name)) }
    case .reader: add(ShippedFormats.named("vexfs"))
    case .spec: addWords(of: .specification)
    case .manifest: addWords(of: .bundle)
    case .plan, .undo:
      add(PlanRecord.magic)
      for value in [0, 1, UInt64(PlanRecord.limit), WritePlan.window, ByteSize.maximum, .max] {
        add(value, IntegerType(width: 8, order: .little))
      }
      for count in [0, 1, PlanRecord.limit, 1 << 16] { add(UInt64(count), IntegerType(width: 4, order: .little)) }
    case .answer:
      for word in ["files", "path", "contents", "diagnostics", "severity", "message", "structure", "field", "rule"] {
        add(Array("\"\(word)\":".utf8))
      }
      for word in GeneratorDiagnostic.Severity.allCases { add(Array("\"\(word.rawValue)\"".utf8)) }
      for text in [#"\u0000"#, #"\ud800"#, "../", "[", "]", "{", "}", "null"] { add(Array(text.utf8)) }
    }
  }

  /// The dictionary of a format's generated C.
  init(format name: String) { add(ShippedFormats.named(name)) }

  /// The file, as libFuzzer and AFL++ read it.
  var text: String {
    entries.map { entry in "\"\(entry.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())\"\n" }
      .joined()
  }

  private mutating func add(_ entry: [UInt8]) {
    // AFL++ refuses dictionaries with an entry of more than 128 bytes.
    guard !entry.isEmpty, entry.count <= 128, entries.count < Self.limit, known.insert(entry).inserted else { return }
    entries.append(entry)
  }

  private mutating func add(_ value: UInt64, _ type: IntegerType) {
    let little = (0..<type.width).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    add(type.order == .little ? little : little.reversed())
  }

  private mutating func add(_ loaded: LoadedFormat) {
    let format = loaded.format
    let signature = FormatSignature(format)
    for pattern in signature.magic + signature.lookalikes + signature.marks { add(pattern.bytes) }
    for enumeration in format.enumerations { for known in enumeration.cases { add(known.value, enumeration.storage) } }
    for set in format.flagSets { for flag in set.flags { add(flag.mask, set.storage) } }
    // What the rules compare fields with, where nothing else is known.
    for check in loaded.program.checks {
      guard let region = loaded.region(of: check), let rules = format.check(of: check.structure) else { continue }
      let subject = StructureCase(
        structure: check.structure, region: region,
        bytes: [UInt8](repeating: 0, count: min(check.maximumSize, 1 << 16)),
        context: CaseContext(place: 0, index: 0, imageSize: 1 << 20))
      let frame = FrameEvaluator(subject, rules, format)
      let targets = frame.targets()
      for (target, bounds) in zip(targets, MutationPlan.bounds(frame, targets)) {
        for bound in bounds {
          switch bound {
          case .number(let value), .instead(let value): if let type = target.type { add(value, type) }
          case .bytes(let bytes): add(bytes)
          case .bit: break
          }
        }
      }
    }
  }

  /// The keys and words of a construct, and of what stands behind its keys.
  private mutating func addWords(of construct: Construct) {
    var seen: Set<String> = []
    addWords(of: .construct(construct), &seen)
    // What YAML and expressions give a meaning to, and numbers at the edge of 64 bits.
    let marks = ["[", "]", "{ ", " }", ": ", "- ", "\"", "0x", "..", "../", "&", "*", "!!", "|", ">"]
    for text in marks + ["0xffffffffffffffff", "0x10000000000000000", "18446744073709551616"] { add(Array(text.utf8)) }
  }

  private mutating func addWords(of shape: Construct.Shape, _ seen: inout Set<String>) {
    switch shape {
    case .scalar: break
    case .flag: for word in ["true", "false"] { add(Array(word.utf8)) }
    case .choice(let words): for word in words { add(Array(word.utf8)) }
    case .list(let inner, _), .named(let inner): addWords(of: inner, &seen)
    case .either(let shapes): for shape in shapes { addWords(of: shape, &seen) }
    case .construct(let construct):
      guard seen.insert(construct.name).inserted else { return }
      for key in construct.keys {
        add(Array("\(key.name): ".utf8))
        addWords(of: key.shape, &seen)
      }
      if let others = construct.others { addWords(of: others, &seen) }
    }
  }
}
