import VexFormatSpec

extension SwiftEmitter {
  /// The namespace with constants and the table of rules.
  func printNamespace(_ code: inout CodePrinter) {
    var details: [String] = []
    if let doc = format.doc { details.append(doc) }
    code.document("The on-disk format \(SwiftText.plain(format.title.isEmpty ? format.name : format.title)).", details)
    code.block("public enum \(namespace) {") { code in
      var names = SwiftNames(reserved: ["init", "self", "Type", "knownVersions", "writtenVersion", "ruleName"])
      if let versions = format.versions {
        code.document("The versions of the format that are known, ascending.")
        code.print("public static let knownVersions: [UInt64] = [\(list(versions.known))]")
        code.document("The version that a new image has unless told otherwise.")
        code.print("public static let writtenVersion: UInt64 = \(versions.written)")
        code.separate()
      }
      for constant in format.constants {
        let unit = constant.unit.map { " In units of `\($0.name)`." } ?? ""
        code.document(constant.doc ?? "The constant `\(constant.name)`.", unit.isEmpty ? [] : [unit])
        code.print(
          "public static let \(names.unique(constant.name)): UInt64 = \(SwiftText.number(constant.value))")
      }
      code.separate()
      printRules(&code)
      printIoctls(&code)
    }
  }

  private func printIoctls(_ code: inout CodePrinter) {
    guard !format.ioctls.isEmpty else { return }
    code.separate()
    code.document("What programs ask of a mounted filesystem, through ioctl(2).")
    code.block("public enum Ioctl {") { code in
      var names = SwiftNames(reserved: ["init", "self", "Type"])
      for ioctl in format.ioctls {
        let structure = format.structures[ioctl.structure]
        code.document(
          ioctl.doc ?? "The request `\(ioctl.name)`.", ["It exchanges a `\(path(structure: ioctl.structure))`."])
        let direction =
          switch ioctl.direction {
          case .reads: ".read"
          case .writes: ".write"
          case .exchanges: "[.read, .write]"
          }
        code.print(
          "public static let \(names.unique(ioctl.name)) = IoctlRequest(direction: \(direction), "
            + "type: \(ioctl.type), number: \(ioctl.number), size: \(structure.size.maximum))")
      }
    }
  }

  private func printRules(_ code: inout CodePrinter) {
    code.document(
      "The full name of rule `number`, `FORMAT/STRUCTURE.FIELD/KIND`; nil when no rule has the number.")
    code.block("public static func ruleName(_ number: UInt32) -> String? {") { code in
      code.print("switch number {")
      for rule in format.rules { code.print("case \(rule.number): \(SwiftText.literal(rule.name))") }
      code.print("default: nil")
      code.print("}")
    }
  }

  private func list(_ numbers: [UInt64]) -> String { numbers.map(String.init).joined(separator: ", ") }
}
