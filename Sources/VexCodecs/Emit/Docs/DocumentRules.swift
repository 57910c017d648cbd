import VexFormatSpec

/// Which numbers the rules have that a structure declares, and what each number is about.
struct DocumentRules: Sendable {
  /// A rule as it is declared: it has a number for each structure in whose check it is.
  private struct Key: Hashable {
    var structure: StructureID
    var field: FieldID?
    var kind: String
    var bitField: String?
    var name: String?
    var location: SourceLocation
  }

  private var numbers: [Key: [UInt32]] = [:]
  /// What each rule is about.
  private(set) var subjects: [UInt32: Subject] = [:]

  /// What a rule is about, and in whose terms it is.
  struct Subject: Sendable {
    var target: DocumentTarget
    var structure: StructureID?
    /// What `this` is.
    var this: StructureID?
  }

  init(_ format: Format, _ places: DocumentPlaces) {
    for check in format.checks {
      for frame in check.frames {
        for case .rule(let rule) in frame.stages.flatMap(\.items) {
          let structure = check.frames[rule.frame].structure
          numbers[Self.key(rule.template, rule.field, structure), default: []].append(rule.number)
          let target = rule.field.map { places.field($0, of: structure) } ?? places.structure(structure)
          subjects[rule.number] = Subject(target: target, structure: structure)
        }
      }
    }
    for (id, region) in format.regions.enumerated() {
      for rule in region.rules {
        subjects[rule.number] = Subject(target: places.region(id), this: region.structure)
      }
    }
    for fact in format.facts { subjects[fact.number] = Subject(target: places.target(.image, "facts")) }
    for migration in format.migrations {
      let subject = Subject(target: places.migration(migration))
      subjects[migration.room] = subject
      for need in migration.needs { subjects[need.number] = subject }
    }
  }

  /// The numbers of a rule, ascending; none if no region holds the structure.
  func numbers(of rule: RuleTemplate, field: FieldID?, structure: StructureID) -> [UInt32] {
    (numbers[Self.key(rule, field, structure)] ?? []).sorted()
  }

  private static func key(_ rule: RuleTemplate, _ field: FieldID?, _ structure: StructureID) -> Key {
    Key(
      structure: structure, field: field, kind: rule.kind, bitField: rule.bitField, name: rule.nameOverride,
      location: rule.location)
  }
}
