public import VexBytes
public import VexCodecs
import VexFormatSpec
public import VexPlugins

/// Tests every rule of a format on images.
///
/// One value serves many images and threads; memory stays small however large an image is.
public struct ImageValidator: Sendable {
  /// The program whose rules are tested.
  public let program: Program
  let table: Table
  let index: RuleIndex
  /// Generated code that decides as the table does; long tables of elements are shown to it first.
  let compiled: CompiledChecks?
  /// Whether long tables are checked many elements at a time; what is reported is the same.
  var takesTablesTogether = true

  /// Makes a validator; throws when the program cannot be run.
  ///
  /// - `compiled`: code that was generated from the same format.
  public init(program: Program, checksums: ChecksumRegistry, compiled: CompiledChecks? = nil) throws(TableError) {
    self.program = program
    self.compiled = compiled
    table = try Table(program, checksums)
    index = RuleIndex(program.format)
  }

  /// Tests all rules on an image that `name` names in the report.
  ///
  /// Throws only when bytes of the image cannot be read; whatever they are, they end in a verdict. `progress` is told how
  /// far it is.
  public func validate(
    _ source: any ByteSource, name: String, progress: ProgressHandler? = nil
  ) throws(ImageError) -> ValidationReport {
    let elements = ImageElements(source)
    let run = ValidationRun(validator: self, elements: elements, name: name)
    run.progress.handler = progress
    run.run()
    if let failure = elements.failure { throw failure }
    return run.finishedReport()
  }

  /// The copies that count of regions behind the first, as far as any of them is sound.
  func laterCopies(_ source: any ByteSource) -> [(region: RegionID, copy: Instance)] {
    let run = ValidationRun(validator: self, elements: ImageElements(source), name: "")
    var found: [(region: RegionID, copy: Instance)] = []
    for (id, region) in program.format.regions.enumerated().dropFirst() where region.copies != nil {
      run.checkCopies(id, firstIsSound: true)
      if let copy = run.walker.standing[id] { found.append((id, copy)) }
    }
    return found
  }
}

/// Where each rule stands in the check of its structure.
struct RuleIndex: Sendable {
  /// A rule of a structure.
  struct Entry: Sendable {
    var rule: PlacedRule
    /// The frame that the rule is placed in, outermost first, with those that hold it.
    var frames: [Frame]
  }

  private var entries: [UInt32: Entry] = [:]
  /// Stages of the rules that the first region's structure has itself, not in what is nested in it.
  private(set) var rootStages: [UInt32: Stage] = [:]

  init(_ format: Format) {
    for check in format.checks {
      for (number, frame) in check.frames.enumerated() {
        for list in frame.stages {
          for case .rule(let rule) in list.items {
            var chain = [check.frames[rule.frame]]
            while let parent = chain[0].parent { chain.insert(check.frames[parent], at: 0) }
            entries[rule.number] = Entry(rule: rule, frames: chain)
            if number == 0, check.structure == format.regions.first?.structure { rootStages[rule.number] = list.stage }
          }
        }
      }
    }
  }

  subscript(number: UInt32) -> Entry? { entries[number] }
}
