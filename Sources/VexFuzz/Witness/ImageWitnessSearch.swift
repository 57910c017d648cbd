import VexBytes
public import VexCodecs
import VexFormatSpec
import VexImage
public import VexPlugins

/// Looks for images that break one rule on regions or on the whole image, with all structures sound.
///
/// The judge is the validator: an image is a witness when it finds the rule and nothing else. Tried are all mutants of one field that
/// leave their structure sound, alone and in all copies, with the updates and checksums that follow; fields that a broken fact
/// compares are then set to what it demands.
public struct ImageWitnessSearch {
  let program: Program
  let reader: ChecksumReader
  let predictor: Predictor
  let validator: ImageValidator
  let fresh: [UInt8]
  let seed: UInt64

  /// Makes a search around a sound image.
  ///
  /// Throws when the program cannot be run.
  public init(program: Program, checksums: ChecksumRegistry, fresh: [UInt8], seed: UInt64) throws {
    self.program = program
    self.fresh = fresh
    self.seed = seed
    predictor = Predictor(format: program.format, checksums: checksums)
    reader = predictor.reader
    validator = try ImageValidator(program: program, checksums: checksums)
  }

  /// An image for each rule that no structure's check tests; rules without one are missing.
  ///
  /// - `wanted`: the rules that are looked for, by number; the search ends when it has them all.
  public func witnesses(_ wanted: Set<UInt32>) -> [UInt32: [UInt8]] {
    var found: [UInt32: [UInt8]] = [:]
    let format = program.format
    for baseline in RawImage(format: format, bytes: fresh).baselines(program, limit: 2) {
      guard let plan = MutationPlan(baseline, format, reader, seed: seed) else { continue }
      for subject in sound(plan) + grown(baseline) {
        var images: [[UInt8]] = []
        var one = ImageEditor(program: program, reader: reader, bytes: fresh)
        one.put(subject)
        images.append(one.bytes)
        if format.regions[subject.region].copies != nil {
          var all = ImageEditor(program: program, reader: reader, bytes: fresh)
          all.putIntoCopies(subject, of: baseline.subject)
          images.append(all.bytes)
        }
        for image in images where image != fresh {
          let rules = judged(image)
          for rule in rules where wanted.contains(rule) && found[rule] == nil {
            if let image = alone(rule, image, depth: 3) { found[rule] = image }
          }
        }
        if wanted.isSubset(of: found.keys) { return found }
      }
    }
    return found
  }

  /// Mutants of one field that break no rule of their structure.
  private func sound(_ plan: MutationPlan) -> [StructureCase] {
    var batch = MutantBatch(plan.baseline.subject)
    var result: [StructureCase] = []
    for mutant in plan.mutants where mutant.surroundings == nil && mutant.isRepaired {
      batch.removeAll()
      batch.append(mutant, number: 0, plan.repair, program.format, reader)
      var subject = batch.subject(batch.entries[0])
      subject.update(program.format)
      subject.repair(program.format, reader)
      if subject.bytes != plan.baseline.subject.bytes, predictor.findings(subject).isEmpty { result.append(subject) }
    }
    // The smallest changes first, since the first witness is kept.
    func cost(_ subject: StructureCase) -> Int {
      zip(subject.bytes, plan.baseline.subject.bytes).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
    }
    return result.map { (cost($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Sound structures with one more element in an array whose length another field says.
  private func grown(_ baseline: Baseline) -> [StructureCase] {
    let format = program.format
    guard let check = format.check(of: baseline.subject.structure) else { return [] }
    var result: [StructureCase] = []
    let root = FrameEvaluator(baseline.subject, check, format)
    for frame in check.frames where frame.isRepeated {
      guard let parent = frame.parent, let field = frame.field,
        case .array(_, .counted(let steering, _))? = format.structures[check.frames[parent].structure].fields[field]
          .type,
        case .read(let access) = steering.expression.node, case .field(let counter, _)? = access.steps.last
      else { continue }
      let targets = root.targets(every: true)
      for target in targets where target.key == FieldKey(frame: parent, field: counter) {
        var subject = baseline.subject
        subject.bytes.withMutableBytes { target.edit(.add, 1).apply(to: &$0) }
        var search = GuidedSearch(format: format, check: check, predictor: predictor, rule: 0, nodes: 2000)
        search.fixed = targets.filter { $0.key.frame == parent && $0.key.field == counter }.map(\.range)
        var met: [StructureCase] = []
        if let found = search.climb(subject, limit: 2000, &met) { result.append(found) }
      }
    }
    return result
  }

  /// The rules that the validator finds broken.
  private func judged(_ image: [UInt8]) -> [UInt32] {
    guard let report = try? validator.validate(MemorySource(image), name: "mutant") else { return [] }
    return report.findings.map(\.number)
  }

  /// The image, changed until it breaks nothing but the rule.
  private func alone(_ rule: UInt32, _ image: [UInt8], depth: Int) -> [UInt8]? {
    let rules = judged(image)
    guard rules.contains(rule) else { return nil }
    guard let other = rules.first(where: { $0 != rule }) else { return rules.count == 1 ? image : nil }
    guard depth > 0, let fact = program.format.facts.first(where: { $0.number == other }),
      case .compare(.equal, let left, let right, _) = fact.predicate.node
    else { return nil }
    for (field, value) in [(left, right), (right, left)] {
      if let next = setting(field, to: value, in: image), let found = alone(rule, next, depth: depth - 1) {
        return found
      }
    }
    return nil
  }

  /// The image with a field of a single thing set to what an expression says, in all copies.
  private func setting(_ field: Expression, to value: Expression, in image: [UInt8]) -> [UInt8]? {
    guard case .read(let access) = field.node, case .single(let region) = access.root, access.steps.count == 1 else {
      return nil
    }
    let walker = RegionWalker(program: program, source: ImageElements(MemorySource(image)))
    guard let number = try? walker.evaluator.integer(value), let located = try? walker.evaluator.locate(access),
      let type = located.type?.integerType
    else { return nil }
    var editor = ImageEditor(program: program, reader: reader, bytes: image)
    guard let sound = editor.raw.structureCase(region, 0, located.holder.structure, program) else { return nil }
    var subject = sound
    subject.bytes.withMutableBytes {
      _ = $0.storeInteger(number & type.mask, at: located.offset, width: type.width, type.order)
    }
    editor.putIntoCopies(subject, of: sound)
    return editor.bytes
  }
}
