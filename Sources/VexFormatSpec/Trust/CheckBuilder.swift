import VexBytes

/// Unrolls a structure and everything nested in it into one check, and names its rules.
struct CheckBuilder {
  let format: Format
  /// Gives a rule's number for its name.
  var numbers: RuleNumbers
  private(set) var infos: [RuleInfo] = []

  init(format: Format, numbers: RuleNumbers) {
    self.format = format
    self.numbers = numbers
  }

  mutating func check(of id: StructureID) -> Check {
    var check = Check(structure: id, frames: [])
    _ = addFrame(id, path: "", parent: nil, field: nil, isRepeated: false, isMerged: false, to: &check)
    return check
  }

  /// Adds a frame and, before its own stages are settled, those of what is nested in it.
  private mutating func addFrame(
    _ id: StructureID, path: String, parent: Int?, field: FieldID?, isRepeated: Bool, isMerged: Bool,
    to check: inout Check
  ) -> Int {
    let structure = format.structures[id]
    let number = check.frames.count
    check.frames.append(
      Frame(
        structure: id, path: path, parent: parent, field: field, isRepeated: isRepeated, isMerged: isMerged, stages: [])
    )
    var items: [Stage: [Frame.Item]] = [:]
    var order: [(Stage, Frame.Item)] = []
    if !isMerged { order += ownRules(of: structure, frame: number, path, check.structure) }
    for (index, declared) in structure.fields.enumerated() {
      let name = path.isEmpty ? declared.name : "\(path).\(declared.name)"
      for template in declared.rules where template.isLocal && isReachable(template, number, check) {
        order.append(place(template, frame: number, field: index, name: name, check.structure))
      }
      guard let (nested, repeated) = declared.type?.nestedStructure else { continue }
      let child = addFrame(
        nested, path: name, parent: number, field: index, isRepeated: repeated, isMerged: declared.isMerged, to: &check)
      if declared.isMerged {
        order += check.frames[child].stages.flatMap { list in list.items.map { (list.stage, $0) } }
        check.frames[child].stages = []
      } else {
        order.append((.fields, .frame(child)))
      }
    }
    for template in structure.rules where template.isLocal && isReachable(template, number, check) {
      order.append(place(template, frame: number, field: nil, name: path, check.structure))
    }
    for (stage, item) in order { items[stage, default: []].append(item) }
    check.frames[number].stages = Stage.allCases.compactMap { stage in
      items[stage].map { Frame.StageList(stage: stage, items: $0) }
    }
    return number
  }

  /// Whether a rule can ever apply in a frame, which may be given constants.
  private func isReachable(_ template: RuleTemplate, _ frame: Int, _ check: Check) -> Bool {
    guard let condition = template.condition else { return true }
    let frame = check.frames[frame]
    guard let parent = frame.parent, let field = frame.field else { return true }
    let arguments = format.structures[check.frames[parent].structure].fields[field].arguments
    let folded = condition.folded { access in
      guard case .given(let index) = access.root, access.steps.isEmpty, arguments.indices.contains(index) else {
        return nil
      }
      return arguments[index].folded().integer
    }
    return folded.integer != 0
  }

  /// The rules every structure has: its bytes are there, and its size is possible.
  ///
  /// A nested one is inside its holder anyway.
  private mutating func ownRules(of structure: Structure, frame: Int, _ path: String, _ root: StructureID) -> [(
    Stage, Frame.Item
  )] {
    var result: [(Stage, Frame.Item)] = []
    func template(_ kind: String, _ predicate: Predicate, _ stage: Stage, _ statement: String) -> RuleTemplate {
      RuleTemplate(
        kind: kind, nameOverride: nil, bitField: nil, predicate: predicate, versions: nil, condition: nil,
        severity: SeverityPolicy(always: .error), errno: nil, stage: stage, statement: statement, isLocal: true,
        doc: nil,
        location: structure.location)
    }
    if path.isEmpty {
      let statement = "the first \(structure.size.minimum) bytes can be read"
      result.append(place(template("bytes", .bytes, .bytes, statement), frame: frame, field: nil, name: path, root))
    }
    if structure.size.expression != nil {
      let statement =
        "the size is from \(structure.size.minimum) to \(structure.size.maximum) bytes, all of which can be read"
      result.append(place(template("size", .size, .size, statement), frame: frame, field: nil, name: path, root))
    }
    return result
  }

  private mutating func place(
    _ template: RuleTemplate, frame: Int, field: FieldID?, name: String, _ root: StructureID
  ) -> (Stage, Frame.Item) {
    let owner = format.structures[root].name
    let subject = name.isEmpty ? owner : "\(owner).\(name)"
    let part = template.bitField.map { ".\($0)" } ?? ""
    let full = "\(format.name)/\(template.nameOverride ?? "\(subject)\(part)/\(template.kind)")"
    let number = numbers.number(of: full)
    infos.append(
      RuleInfo(
        number: number, name: full, stage: template.stage, structure: root, field: name + part,
        severity: template.severity,
        errno: template.errno ?? template.stage.errno, isLocal: template.isLocal,
        isImplied: template.isImplied,
        statement: template.statement,
        doc: template.doc, location: template.location))
    return (template.stage, .rule(PlacedRule(number: number, frame: frame, field: field, template: template)))
  }
}

extension Stage {
  /// The errno of a rule of this stage that says nothing else.
  public var errno: ErrorNumber {
    switch self {
    case .bytes, .magic, .shape, .size, .features: .invalid
    case .checksum: .badMessage
    case .fields, .relations, .references: .unclean
    }
  }
}

extension FieldType {
  /// The structure of a nested structure or of an array's elements, and whether it is an array.
  public var nestedStructure: (structure: StructureID, isArray: Bool)? {
    switch self {
    case .structure(let id): (id, false)
    case .array(.structure(let id), _): (id, true)
    default: nil
    }
  }
}

extension Compiler {
  /// Builds the checks of all structures that regions hold, and numbers all rules.
  mutating func buildChecks(_ numbers: RuleNumbers) {
    var builder = CheckBuilder(format: format, numbers: numbers)
    let held = Set(format.regions.compactMap(\.structure))
    let checks = held.sorted().map { builder.check(of: $0) }
    var infos = builder.infos
    numberRegions(&builder.numbers, &infos)
    format.checks = checks
    // A structure inside another may be a region's, too; its rules then have the same name only within one check.
    format.rules = infos.sorted { $0.number < $1.number }
    numberMigrations(&builder.numbers)
  }

  private mutating func numberMigrations(_ numbers: inout RuleNumbers) {
    var infos: [RuleInfo] = []
    func number(_ rule: String, _ edge: Migration, _ statement: String, _ doc: String?, _ location: SourceLocation)
      -> UInt32
    {
      let name = "\(format.name)/\(edge.name)/\(rule)"
      let number = numbers.number(of: name)
      infos.append(
        RuleInfo(
          number: number, name: name, stage: nil, structure: nil, field: "", severity: SeverityPolicy(always: .error),
          errno: .unclean, isLocal: false, isImplied: false, statement: statement, doc: doc, location: location))
      return number
    }
    for id in format.migrations.indices {
      let edge = format.migrations[id]
      for index in edge.needs.indices {
        let need = edge.needs[index]
        format.migrations[id].needs[index].number = number(
          need.name, edge, need.statement, need.doc, need.location)
      }
      format.migrations[id].room = number(
        "room", edge, "what is written before the commit lies where version \(edge.from) has nothing",
        "So that an interruption leaves the image before, or the one after.", edge.location)
    }
    format.migrationRules = infos.sorted { $0.number < $1.number }
  }

  private mutating func numberRegions(_ numbers: inout RuleNumbers, _ infos: inout [RuleInfo]) {
    for id in format.regions.indices {
      let region = format.regions[id]
      for index in region.rules.indices {
        let rule = region.rules[index]
        let name = "\(format.name)/image.\(region.name)/\(rule.kind.name)"
        let number = numbers.number(of: name)
        format.regions[id].rules[index].number = number
        infos.append(
          RuleInfo(
            number: number, name: name, stage: nil, structure: nil, field: "", severity: rule.severity, errno: .unclean,
            isLocal: false, isImplied: rule.isImplied, statement: rule.kind.statement(region), doc: nil,
            location: region.location))
      }
    }
    for index in format.facts.indices {
      let fact = format.facts[index]
      let name = "\(format.name)/image/\(fact.name)"
      let number = numbers.number(of: name)
      format.facts[index].number = number
      infos.append(
        RuleInfo(
          number: number, name: name, stage: nil, structure: nil, field: "", severity: fact.severity, errno: .unclean,
          isLocal: false,
          isImplied: false, statement: fact.statement, doc: fact.doc, location: fact.location))
    }
  }
}

extension RegionRule.Kind {
  fileprivate func statement(_ region: Region) -> String {
    switch self {
    case .when: "it can be told whether an element of \(region.name) is there"
    case .inside: "every element of \(region.name) is inside the image"
    case .copies: "all copies of \(region.name) can be read and agree"
    case .disjoint: "the space of \(region.name) belongs to nothing else"
    case .valid: "every element of \(region.name) is as the region demands"
    }
  }
}
