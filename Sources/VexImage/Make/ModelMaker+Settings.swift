import VexBytes
import VexCodecs
import VexFormatSpec

extension ModelMaker {
  /// Turns what the user and the version settle into bytes of the first structure.
  func prepareOverrides(version: UInt64?) throws(MakeError) {
    if let table = format.versions, let version {
      let field = format.structures[table.structure].fields[table.field]
      // Where the version is some bits of a field, the others are zero in a fresh image.
      let word = version << UInt64(table.bits?.at ?? 0)
      if let offset = field.offset, let type = field.type { try override(offset, field.name, type, .integer(word)) }
    }
    for (path, setting) in options.settings.sorted(by: { $0.key < $1.key }) {
      let (field, base) = try find(path)
      guard let offset = field.offset, let type = field.type, field.checksums.isEmpty else {
        throw refused(path, "cannot be set")
      }
      if overrides.contains(where: { $0.offset == base + offset }) { throw refused(path, "is settled already") }
      try override(base + offset, path, type, try value(setting, type, path))
    }
    overridden = Set(overrides.map(\.offset))
  }

  private func override(_ offset: Int, _ path: String, _ type: FieldType, _ value: Value) throws(MakeError) {
    do throws(NoValue) {
      overrides.append(Override(offset: offset, bytes: try FieldValue.encode(value, as: type, window: 0), path: path))
    } catch {
      throw refused(path, "does not fit: \(error)")
    }
  }

  private func find(_ path: String) throws(MakeError) -> (Field, Int) {
    var names = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...]
    var id = format.regions[0].structure
    var base = 0
    while let name = names.popFirst(), let structure = id.map({ format.structures[$0] }) {
      guard let number = structure.field(named: name) else {
        throw refused(path, "\(structure.name) has no field '\(name)'")
      }
      let field = structure.fields[number]
      guard recipes.holds(field.versions) else {
        throw refused(path, "version \(recipes.version ?? 0) of \(format.title) has no such field")
      }
      if names.isEmpty { return (field, base) }
      guard case .structure(let nested)? = field.type, let offset = field.offset else { break }
      base += offset
      id = nested
    }
    throw refused(path, "leads to no field")
  }

  private func value(_ setting: MakeOptions.Setting, _ type: FieldType, _ path: String) throws(MakeError) -> Value {
    switch (setting, type) {
    case (.bytes(let bytes), .uuid) where bytes.count != 16:
      throw refused(path, "\(bytes.count) bytes are no UUID; expected 16")
    case (.bytes(let bytes), .bytes), (.bytes(let bytes), .text), (.bytes(let bytes), .text16),
      (.bytes(let bytes), .uuid):
      return .bytes(bytes)
    case (.text(let text), _):
      do throws(FieldText.Malformed) { return try FieldText(format: format).value(text, as: type) } catch {
        throw refused(path, error.reason)
      }
    default: throw refused(path, "cannot be set like that")
    }
  }

  private func refused(_ path: String, _ reason: String) -> MakeError {
    MakeError(kind: .setting, subject: path, reason: reason, specification: format.path, location: nil)
  }
}
