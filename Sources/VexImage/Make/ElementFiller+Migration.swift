import VexBytes
import VexCodecs
import VexFormatSpec

extension ElementFiller {
  /// Gives fields the values that a migration sets; whether anything changed.
  mutating func assign() -> Bool {
    var changed = false
    for assignment in maker.assignments[cursor.region] ?? [] {
      do throws(NoValue) {
        if cursor.put(try bytes(assignment), at: assignment.offset) { changed = true }
      } catch {
        missing.append(MissingValue(subject: assignment.path, reason: error, location: assignment.location))
      }
    }
    return changed
  }

  private mutating func bytes(_ assignment: Migration.Assignment) throws(NoValue) -> [UInt8] {
    let field = assignment.field
    switch assignment.value {
    case .random: return maker.draw(key(-1, at: assignment.offset), field)
    case .now: return try FieldValue.time(maker.now, as: field)
    case .derived: throw .absent("a value")
    case .expression(let expression):
      guard let type = field.type else { throw .absent("a value of reserved bytes") }
      if case .bits = type {
        return try FieldValue.encode(.set(try cursor.evaluator().set(expression)), as: type, window: 0)
      }
      return try FieldValue.encode(try cursor.evaluator().value(expression), as: type, window: 0)
    }
  }

  /// Whether a field keeps what it had in the image before.
  mutating func isCarried(_ item: Recipe.Item) throws(NoValue) -> Bool {
    guard cursor.top.isInherited, let inheritance = maker.inheritance else { return false }
    let field = cursor.structure.fields[item.field]
    if case .joined(let parts) = field.storage {
      return parts.contains { inheritance.carries(cursor.structure.fields[$0]) }
    }
    guard inheritance.carries(field) else { return false }
    // One that was absent there has nothing to keep.
    guard item.isConditional, cursor.frames.count == 1 else { return true }
    return try inheritance.had(item.field, cursor.region, ordinal)
  }
}
