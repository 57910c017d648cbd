import VexBytes
import VexFormatSpec

/// A path into an image, `region[index].field[index].field`.
struct DecodePath {
  /// One step behind the region.
  enum Step: Equatable {
    case name(String)
    case index(UInt64)
  }

  let text: String
  /// The region's name.
  var region = ""
  /// The element of the region; nil when none is named.
  var index: UInt64?
  /// The way from the element on.
  var steps: [Step] = []

  /// Reads a path.
  init(_ text: String) throws(ShowError) {
    self.text = text
    guard text.utf8.count <= 1000 else {
      throw ShowError(path: String(text.prefix(40)) + "...", reason: "a path has at most 1000 bytes")
    }
    for (number, part) in text.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
      var pieces = part.split(separator: "[", omittingEmptySubsequences: false)[...]
      let name = pieces.popFirst().map(String.init) ?? ""
      guard !name.isEmpty, name.utf8.allSatisfy(Self.isNameByte) else { throw Self.malformed(text) }
      if number == 0 { region = name } else { steps.append(.name(name)) }
      for piece in pieces {
        guard piece.last == "]", let index = UInt64(piece.dropLast()), piece.first != "+" else {
          throw Self.malformed(text)
        }
        if number == 0, self.index == nil { self.index = index } else { steps.append(.index(index)) }
      }
    }
  }

  /// The region that the path begins with; throws when the format has none of that name.
  func region(in format: Format) throws(ShowError) -> RegionID {
    if let id = format.regions.firstIndex(where: { $0.name == region }) { return id }
    let names = format.regions.map(\.name).joined(separator: ", ")
    throw ShowError(path: text, reason: "\(format.name) has no region '\(printable(region))'; it has \(names)")
  }

  /// The number of the element; throws when the region has many and none is named.
  func element(of region: Region) throws(ShowError) -> UInt64 {
    if let index = index ?? (region.isSingle ? 0 : nil) { return index }
    throw ShowError(path: text, reason: "\(region.name) has many elements; name one, as in \(region.name)[0]")
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x5f
  }

  private static func malformed(_ text: String) -> ShowError {
    ShowError(path: text, reason: "not a path; write REGION[INDEX].FIELD[INDEX], as in superblock.regions[0].start")
  }

  /// The field or part of one that the steps lead to.
  func follow(into object: DecodedObject) throws(ShowError) -> DecodedField {
    var current = DecodedField(name: text, value: .object(object), offset: object.offset, unit: nil, doc: nil)
    for step in steps {
      switch (step, current.value) {
      case (.name(let name), .object(let object)):
        current = try field(name, object.fields, of: object.structure, at: nil)
      case (.name(let name), .bitFields(_, let fields)):
        current = try field(name, fields, of: current.name, at: current.offset)
      case (.index(let index), .array(let elements)):
        guard index < UInt64(elements.count) else {
          throw ShowError(path: text, reason: "\(current.name) has \(elements.count) elements, counted from 0")
        }
        current.value = elements[Int(index)]
        current.offset = if case .object(let object) = current.value { object.offset } else { nil }
      case (.index(let index), .bits(let set)):
        current.value = .boolean(set.contains(index))
      case (.name(let name), _):
        throw ShowError(path: text, reason: "\(current.name) has no parts, so there is no '\(name)' in it")
      case (.index, _): throw ShowError(path: text, reason: "\(current.name) is not an array")
      }
    }
    current.name = text
    return current
  }

  private func field(
    _ name: String, _ fields: [DecodedField], of holder: String, at offset: UInt64?
  ) throws(ShowError) -> DecodedField {
    guard var found = fields.first(where: { $0.name == name }) else {
      let names = fields.map(\.name).joined(separator: ", ")
      throw ShowError(path: text, reason: "\(holder) has no '\(name)' here; it has \(names)")
    }
    found.offset = found.offset ?? offset
    return found
  }
}
