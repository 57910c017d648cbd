import VexBytes
public import VexPlugins

/// Compiles specifications: text to `Format`, or to every diagnostic that the text deserves.
public enum SpecificationCompiler {
  /// Compiles one specification.
  ///
  /// - text: the bytes of the YAML file.
  /// - path: its name, for messages.
  /// - checksums: the algorithms that are built in, and where to look for those that the specification declares.
  /// - lock: the bytes of the lock file beside it; nil when there is none, and then rules are numbered in order.
  /// - isPinned: whether what the lock file has of released versions must still hold.
  public static func compile(
    text: [UInt8], path: String, checksums: ChecksumRegistry, lock: [UInt8]? = nil, isPinned: Bool = true
  ) throws(SpecificationError) -> Format {
    let root = try SyntaxLoader.load(text, path: path)
    var compiler = Compiler(path: path, checksums: checksums)
    let isSound = compiler.compile(root)
    if isSound, compiler.diagnostics.isEmpty {
      do throws(RuleNumbers.Flaw) {
        let numbers = try RuleNumbers(lock: lock, format: compiler.format.name)
        compiler.buildChecks(numbers)
        compiler.format.load(from: checksums)
        guard isPinned, !numbers.facts.isEmpty else { return compiler.format }
        for change in LockComparison(locked: numbers.facts, format: compiler.format).diagnostics {
          compiler.diagnostics.report(change)
        }
        if compiler.diagnostics.isEmpty { return compiler.format }
      } catch {
        // A diagnostic shows one line; of a file that is too large, none.
        let text = (lock ?? []).count <= RuleNumbers.maximumBytes ? lock ?? [] : []
        let lines = String(decoding: text, as: UTF8.self).split(
          separator: "\n", omittingEmptySubsequences: false)
        throw SpecificationError(
          path: lockPath(of: path), lines: lines.map(String.init), diagnostics: [error.diagnostic])
      }
    }
    let found = compiler.diagnostics.diagnostics.sorted {
      ($0.location.line, $0.location.column) < ($1.location.line, $1.location.column)
    }
    throw SpecificationError(path: path, lines: SourceText.lines(of: text), diagnostics: found)
  }

  /// Path of the lock file beside a specification: the same name, with the extension `lock`.
  public static func lockPath(of path: String) -> String {
    for suffix in [".yaml", ".yml"] where path.hasSuffix(suffix) { return path.dropLast(suffix.count) + ".lock" }
    return path + ".lock"
  }
}

/// The state of one compilation.
///
/// Tables fill in the order of `compile`; what a later phase binds, an earlier one has declared.
struct Compiler {
  let path: String
  let checksums: ChecksumRegistry
  var diagnostics = DiagnosticCollector()
  var format: Format

  /// Constants, units, structures and so on by name, with the place of each, for `name/duplicate` and notes.
  var constantIDs: [String: Int] = [:]
  var unitIDs: [String: Int] = [:]
  var enumerationIDs: [String: EnumerationID] = [:]
  var flagSetIDs: [String: FlagSetID] = [:]
  var structureIDs: [String: StructureID] = [:]
  var regionIDs: [String: RegionID] = [:]
  var spaceIDs: [String: SpaceID] = [:]
  /// Flags of all feature words by name.
  var featureFlags: [String: (word: Int, flag: Int)] = [:]
  /// Fields of each structure by name.
  var fieldIDs: [[String: FieldID]] = []
  /// The text of fields, regions and facts, read in a first phase and bound in a later one.
  var fieldSyntax: [[MappingReader]] = []
  var structureSyntax: [MappingReader] = []
  var regionSyntax: [MappingReader] = []
  var spaceSyntax: [MappingReader] = []
  var regionRuleSources: [RegionRuleSource] = []
  /// Where the edge between two versions is declared.
  var edgeLocations: [[UInt64]: SourceLocation] = [:]
  /// Names whose declarations are wrong; that nothing has them is no news.
  var rejected: Set<String> = []
  /// Structures in which something is wrong; their layout is not looked at.
  var broken: Set<StructureID> = []
  /// What is bound when it is first read: virtual fields and units.
  var pending: Set<LateName> = []
  var unitSyntax: [Int: SyntaxNode] = [:]
  /// Choices of algorithms by name, bound wherever a checksum names one.
  var algorithmSyntax: [String: SyntaxMapping] = [:]
  /// Operations of the expressions that say what units are.
  var unitSizes: [Int: Int] = [:]
  /// What is being bound, outermost first.
  var binding: [LateName] = []
  /// The values that the version field's `in` lists, once known.
  var knownVersions: [UInt64] = []
  /// Whether the specification has versions, even if what it says of them is wrong.
  var declaresVersions = false
  /// Regions declared before the one being bound; `image` facts see all.
  var visibleRegions = 0
  var variableCount = 0
  /// Operations of all expressions bound so far.
  var operations = 0
  /// Pairs of conditions compared so far.
  var comparedConditions = 0
  /// Bounds of computed values, from when they were bound.
  var computedBounds: [LateName: ValueAnalysis.Bounds] = [:]
  /// Types of the variables of aggregates and walks.
  var variableTypes: [VariableID: VariableBinding] = [:]

  init(path: String, checksums: ChecksumRegistry) {
    self.path = path
    self.checksums = checksums
    format = Format(
      name: "", title: "", doc: nil, license: "", order: .little,
      mount: Mount(isReadOnly: false, reads: []), versions: nil, constants: [],
      units: [], enumerations: [], flagSets: [], structures: [], features: [], regions: [], checks: [], facts: [],
      lookalikes: [], rules: [], path: path)
  }

  /// Runs every phase but the last; false when something is wrong.
  mutating func compile(_ root: SyntaxMapping) -> Bool {
    let reader = MappingReader(root, .specification, into: &diagnostics)
    readHeader(reader)
    readConstants(reader)
    readUnits(reader)
    readEnumerations(reader)
    readFlagSets(reader)
    readAlgorithms(reader)
    declareStructures(reader)
    declareSpaces(reader)
    declareRegions(reader)
    readVersions(reader)
    readFeatures(reader)
    checkNesting()
    guard !diagnostics.isFull else { return false }

    prepareUnits(reader)
    prepareComputed()
    for id in format.units.indices { settle(.unit(id), at: format.units[id].bytes.location) }
    bindSizesAndCounts()
    bindFlagRequirements(reader)
    for id in format.structures.indices where !diagnostics.isFull { bindStructure(id) }
    guard !diagnostics.isFull else { return false }
    bindSpaces()
    bindRegions()
    bindFacts(reader)
    bindMount(reader)
    readIoctls(reader)
    bindMigrations(reader)
    bindMarking(reader)
    bindRepair(reader)
    bindRecognition(reader)
    readLookalikes(reader)
    format.variableNames = (0..<variableCount).map { variableTypes[$0]?.name ?? "" }
    for id in format.structures.indices where !broken.contains(id) { checkLayout(id) }
    guard diagnostics.isEmpty else { return false }

    var graph = DependencyGraph(format: format)
    checkDependencies(&graph)
    guard diagnostics.isEmpty else { return false }

    bindRegionRules()
    addConditionRules()
    placeRules(&graph)
    placeRegions(&graph)
    checkPromises(&graph)
    checkMutualChecksums()
    return diagnostics.isEmpty
  }

  /// Runs `body`; what it reports makes the structure one whose layout is not looked at.
  mutating func inside(_ id: StructureID, _ body: (inout Compiler) -> Void) {
    let before = diagnostics.diagnostics.count
    body(&self)
    if diagnostics.diagnostics.count > before { broken.insert(id) }
  }
}

/// Something whose expression is bound when it is first read.
enum LateName: Hashable {
  /// A virtual field.
  case field(StructureID, FieldID)
  /// A unit.
  case unit(Int)
}

/// What a variable of an aggregate or walk stands for.
struct VariableBinding: Sendable {
  /// Its name.
  var name: String
  /// The type of the element; nil for an integer.
  var type: FieldType?
  /// The unit, if it is an integer that has one.
  var unit: Unit?
  /// The region whose elements it stands for, if it stands for those.
  var region: RegionID?
}
