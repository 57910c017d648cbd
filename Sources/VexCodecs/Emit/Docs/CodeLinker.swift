import VexFormatSpec

/// Turns text of the specification's language into text in which names lead to what they name.
///
/// Names are found as the language finds them: variables, then fields, what is given, constants, regions. What is not found stays
/// text, so that no link leads to something else.
struct CodeLinker {
  let format: Format
  let places: DocumentPlaces
  private let fields: [[String: FieldID]]
  private let regions: [String: RegionID]
  private let constants: Set<String>

  init(format: Format, places: DocumentPlaces) {
    self.format = format
    self.places = places
    fields = format.structures.map { structure in
      Dictionary(zip(structure.fields.map(\.name), structure.fields.indices)) { first, _ in first }
    }
    regions = Dictionary(zip(format.regions.map(\.name), format.regions.indices)) { first, _ in first }
    constants = Set(format.constants.map(\.name))
  }

  /// In whose terms a text is.
  struct Scope {
    /// The structure whose fields are names; nil for none.
    var structure: StructureID?
    /// What `this` is, if it has fields.
    var this: StructureID?
    /// What variables stand for, by their names; nil for what has no fields.
    var variables: [String: StructureID?] = [:]
  }

  /// What a path has led to.
  private enum Place {
    case structure(StructureID)
    case field(FieldID, of: StructureID)
    case features
    case image
    case other
  }

  /// The text with links; not yet code.
  func link(_ text: String, in scope: Scope) -> [DocumentInline] {
    var reader = Reader(linker: self, scope: scope, scalars: Array(text.unicodeScalars))
    return reader.run()
  }

  private struct Reader {
    let linker: CodeLinker
    var scope: Scope
    let scalars: [Unicode.Scalar]
    var at = 0
    var result: [DocumentInline] = []
    var plain = ""
    /// What the path that ends here led to.
    var place: Place?
    /// Paths that go on behind a bracket.
    var open: [Place?] = []
    /// A variable whose loop's sequence is being read.
    var variable: String?

    mutating func run() -> [DocumentInline] {
      while at < scalars.count { step() }
      flush()
      return result
    }

    private mutating func step() {
      let scalar = scalars[at]
      if scalar == "'" { return quoted() }
      if Self.isName(scalar) { return word() }
      at += 1
      plain.unicodeScalars.append(scalar)
      switch scalar {
      case ".": if peek(0) == "." || place == nil { endPath() }
      case "[":
        open.append(place)
        place = nil
      case "]":
        endPath()
        place = open.popLast().flatMap { $0 }
      default: endPath()
      }
    }

    /// A byte string, in which nothing is a name.
    private mutating func quoted() {
      endPath()
      repeat {
        plain.unicodeScalars.append(scalars[at])
        at += 1
      } while at < scalars.count && scalars[at] != "'"
      if at < scalars.count {
        plain.unicodeScalars.append(scalars[at])
        at += 1
      }
    }

    private mutating func word() {
      let start = at
      while at < scalars.count, Self.isName(scalars[at]) { at += 1 }
      let name = String(String.UnicodeScalarView(scalars[start..<at]))
      let isMember = start > 0 && scalars[start - 1] == "." && !(start > 1 && scalars[start - 2] == ".")
      let isCall = peek(0) == "("
      if isMember {
        let found = place.flatMap { member(name, of: $0) }
        append(name, found?.target)
        place = found?.place ?? (place == nil ? nil : .other)
        return
      }
      if declares(name, before: start) {
        variable = name
        scope.variables[name] = .some(nil)
        plain += name
        return
      }
      let found = isCall ? unit(name) : first(name)
      append(name, found?.target)
      place = found?.place
    }

    /// Whether a word is the variable of a loop, `(name in `.
    private func declares(_ name: String, before start: Int) -> Bool {
      guard start > 0, scalars[start - 1] == "(" else { return false }
      return Array(scalars[at...].prefix(4)) == Array(" in ".unicodeScalars)
    }

    private func unit(_ name: String) -> (target: DocumentTarget?, place: Place?)? {
      linker.places.unit(.size(name)).map { ($0, nil) }
    }

    private func first(_ name: String) -> (target: DocumentTarget?, place: Place?)? {
      if let known = scope.variables[name] { return (nil, known.map { .structure($0) } ?? .other) }
      if name == "this" { return (nil, scope.this.map { .structure($0) } ?? .other) }
      if let structure = scope.structure {
        if let field = linker.fields[structure][name] {
          return (linker.places.field(field, of: structure), .field(field, of: structure))
        }
        if let given = linker.format.structures[structure].given.first(where: { $0.name == name }) {
          if case .structure(let id) = given.type { return (nil, .structure(id)) }
          return (nil, .other)
        }
      }
      if linker.constants.contains(name) { return (linker.places.constant(name), nil) }
      if name == "features" { return (nil, .features) }
      if name == "old" { return (nil, .image) }
      return region(name)
    }

    private func region(_ name: String) -> (target: DocumentTarget?, place: Place?)? {
      guard let id = linker.regions[name] else { return nil }
      return (linker.places.region(id), linker.format.regions[id].structure.map { .structure($0) })
    }

    private func member(_ name: String, of place: Place) -> (target: DocumentTarget?, place: Place?)? {
      switch place {
      case .structure(let id):
        guard let field = linker.fields[id][name] else { return nil }
        return (linker.places.field(field, of: id), .field(field, of: id))
      case .field(let field, let id):
        if case .bitFields(_, let bits)? = linker.format.structures[id].fields[field].type,
          bits.contains(where: { $0.name == name })
        {
          return (linker.places.bitField(name, in: field, of: id), nil)
        }
        return nested(field, of: id).flatMap { member(name, of: .structure($0)) }
      case .features:
        for word in linker.format.features {
          if let flag = linker.format.flagSets[word.flags].flag(named: name) {
            return (linker.places.flag(flag.name, of: word.flags), nil)
          }
        }
        return nil
      case .image: return region(name)
      case .other: return nil
      }
    }

    /// The structure that a field holds, or that the elements of its array are.
    private func nested(_ field: FieldID, of id: StructureID) -> StructureID? {
      switch linker.format.structures[id].fields[field].type {
      case .structure(let inner)?, .array(.structure(let inner), _)?: inner
      default: nil
      }
    }

    private mutating func endPath() {
      if let name = variable, let place {
        switch place {
        case .structure(let id): scope.variables[name] = .some(id)
        case .field(let field, let id): scope.variables[name] = .some(nested(field, of: id))
        default: break
        }
        variable = nil
      }
      place = nil
    }

    private mutating func append(_ name: String, _ target: DocumentTarget?) {
      guard let target else {
        plain += name
        return
      }
      flush()
      result.append(.link(name, target))
    }

    private mutating func flush() {
      if !plain.isEmpty { result.append(.text(plain)) }
      plain = ""
    }

    private func peek(_ offset: Int) -> Unicode.Scalar? {
      scalars.indices.contains(at + offset) ? scalars[at + offset] : nil
    }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }
  }
}
