import VexFormatSpec

/// Where in the site everything is that has a name.
struct DocumentPlaces: Sendable {
  private let format: Format
  private let structurePages: [String]

  /// The pages besides those of structures.
  enum Page: String {
    case overview = "index"
    case image, types, rules, versions, recognition, requests, names
  }

  init(_ format: Format) {
    self.format = format
    // Two names may be the same to a file system that does not tell `A` from `a`.
    var taken: Set<String> = []
    structurePages = format.structures.map { structure in
      var name = "structure-\(Markup.anchor(structure.name))"
      while !taken.insert(name.lowercased()).inserted { name += "-" }
      return name
    }
  }

  func page(of structure: StructureID) -> String { structurePages[structure] }

  func target(_ page: Page, _ anchor: String? = nil) -> DocumentTarget {
    DocumentTarget(page: page.rawValue, anchor: anchor)
  }

  func structure(_ id: StructureID) -> DocumentTarget { DocumentTarget(page: structurePages[id], anchor: nil) }

  func field(_ id: FieldID, of structure: StructureID) -> DocumentTarget {
    DocumentTarget(page: structurePages[structure], anchor: "field-\(format.structures[structure].fields[id].name)")
  }

  func bitField(_ name: String, in field: FieldID, of structure: StructureID) -> DocumentTarget {
    let whole = self.field(field, of: structure)
    return DocumentTarget(page: whole.page, anchor: "\(whole.anchor ?? "").\(name)")
  }

  func enumeration(_ id: EnumerationID) -> DocumentTarget { target(.types, "enum-\(format.enumerations[id].name)") }

  func flags(_ id: FlagSetID) -> DocumentTarget { target(.types, "flags-\(format.flagSets[id].name)") }

  func flag(_ name: String, of id: FlagSetID) -> DocumentTarget {
    target(.types, "flags-\(format.flagSets[id].name).\(name)")
  }

  func constant(_ name: String) -> DocumentTarget { target(.types, "constant-\(name)") }

  /// Where a unit is declared; nil for those of the language itself.
  func unit(_ unit: Unit) -> DocumentTarget? {
    format.units.contains { $0.name == unit.name } ? target(.types, "unit-\(unit.name)") : nil
  }

  func region(_ id: RegionID) -> DocumentTarget { target(.image, "region-\(format.regions[id].name)") }

  func space(_ id: SpaceID) -> DocumentTarget { target(.image, "space-\(format.spaces[id].name)") }

  func rule(_ number: UInt32) -> DocumentTarget { target(.rules, "rule-\(number)") }

  func version(_ version: UInt64) -> DocumentTarget { target(.versions, "version-\(version)") }

  func migration(_ migration: Migration) -> DocumentTarget { target(.versions, "migration-\(migration.name)") }
}
