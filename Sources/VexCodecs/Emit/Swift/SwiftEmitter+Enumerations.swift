import VexFormatSpec

extension SwiftEmitter {
  /// All enumerations.
  func printEnumerations(_ code: inout CodePrinter) {
    code.block("extension \(namespace) {") { code in
      for id in format.enumerations.indices {
        code.separate()
        printEnumeration(format.enumerations[id], name: typeNames.enumerations[id], &code)
      }
    }
  }

  private func printEnumeration(_ enumeration: Enumeration, name: String, _ code: inout CodePrinter) {
    let type = SwiftText.integer(enumeration.storage)
    var names = SwiftNames(reserved: SwiftNames.reservedCases)
    let cases = enumeration.cases.map {
      (name: names.unique($0.name), value: SwiftText.number($0.value, as: enumeration.storage), spelling: $0.name)
    }
    // Swift has no raw type for an enumeration without cases.
    let isOpen = enumeration.isOpen || cases.isEmpty
    code.document(enumeration.doc ?? "Values of `\(enumeration.name)`.")
    guard isOpen else {
      code.block("public enum \(name): \(type), CaseIterable, Sendable {") { code in
        for item in cases {
          code.document("`\(item.spelling)`.")
          code.print("case \(item.name) = \(item.value)")
        }
      }
      return
    }
    code.block("public enum \(name): RawRepresentable, Hashable, Sendable {") { code in
      for item in cases {
        code.document("`\(item.spelling)`, \(item.value).")
        code.print("case \(item.name)")
      }
      code.document("A value without a name.")
      code.print("case other(\(type))")
      code.separate()
      code.document("Every value is legal.")
      code.block("public init(rawValue: \(type)) {") { code in
        code.print("switch rawValue {")
        for item in cases { code.print("case \(item.value): self = .\(item.name)") }
        code.print("default: self = .other(rawValue)")
        code.print("}")
      }
      code.separate()
      code.document("The value as it is stored.")
      code.block("public var rawValue: \(type) {") { code in
        code.print("switch self {")
        for item in cases { code.print("case .\(item.name): \(item.value)") }
        code.print("case .other(let rawValue): rawValue")
        code.print("}")
      }
      code.separate()
      code.document("Whether both are stored alike.")
      code.print("public static func == (lhs: Self, rhs: Self) -> Bool { lhs.rawValue == rhs.rawValue }")
      code.separate()
      code.document("Feeds the stored value into `hasher`.")
      code.print("public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }")
    }
  }

  /// All flag types.
  func printFlagSets(_ code: inout CodePrinter) {
    code.block("extension \(namespace) {") { code in
      for id in format.flagSets.indices {
        code.separate()
        printFlagSet(format.flagSets[id], name: typeNames.flagSets[id], &code)
      }
    }
  }

  private func printFlagSet(_ set: FlagSet, name: String, _ code: inout CodePrinter) {
    let type = SwiftText.integer(IntegerType(width: set.storage.width, order: set.storage.order))
    var names = SwiftNames(reserved: SwiftNames.reservedFlags)
    code.document(set.doc ?? "Flags of `\(set.name)`.")
    code.block("public struct \(name): OptionSet, Hashable, Sendable {") { code in
      code.document("The word as it is stored.")
      code.print("public var rawValue: \(type)")
      code.separate()
      code.document("Every word is legal.")
      code.print("public init(rawValue: \(type)) { self.rawValue = rawValue }")
      code.separate()
      let constants = set.flags.map { names.unique($0.name) }
      for (flag, constant) in zip(set.flags, constants) {
        code.document(flag.doc ?? "`\(flag.name)`, bit \(flag.bit).")
        code.print("public static let \(constant) = Self(rawValue: 1 << \(flag.bit))")
        for alias in flag.aliases {
          code.document("`\(alias)`, another name of `\(flag.name)`.")
          code.print("public static let \(names.unique(alias)) = \(constant)")
        }
      }
      code.separate()
      code.document("All bits that have a name.")
      // Swift warns of an empty set that is not written as one, and of a list that nothing is added to.
      let isEmpty = set.flags.isEmpty
      let known = "Self(rawValue: \(SwiftText.number(set.knownMask & set.storage.mask)))"
      code.print("public static let known\(isEmpty ? ": Self = []" : " = \(known)")")
      code.document("The bits that are set and have no name.")
      code.print("public var unknown: Self { subtracting(.known) }")
      code.document(
        "What the specification calls the bits that are set, in its order; bits without a name are left out.")
      if isEmpty { return code.print("public var names: [String] { [] }") }
      code.block("public var names: [String] {", "}") { code in
        code.print("var names: [String] = []")
        for (flag, constant) in zip(set.flags, constants) {
          code.print("if contains(.\(constant)) { names.append(\(SwiftText.literal(flag.name))) }")
        }
        code.print("return names")
      }
    }
  }
}
