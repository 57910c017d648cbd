import VexBytes
import VexCodecs
import VexFormatSpec

/// Plans one edge on one image.
struct StepPlanner {
  let migrator: ImageMigrator
  let edge: Migration
  /// The image before; it is clean.
  let source: any ByteSource
  let name: String
  let options: MigrationOptions

  var format: Format { migrator.program.format }

  /// What is given up, and why.
  var losses: [(what: String, reason: String)] {
    edge.drops.map { drop in
      let region = format.regions[drop.region]
      let field = drop.field.flatMap { id in region.structure.map { format.structures[$0].fields[id].name } }
      return ([region.name, field].compactMap(\.self).joined(separator: "."), drop.reason)
    }
  }

  /// What is written, and what else lies there.
  func plan() throws(MigrationError) -> (WritePlan, Remains?) {
    let elements = ImageElements(source)
    let walker = RegionWalker(program: migrator.program, source: elements)
    do {
      try requireNeeds(walker)
      let occupied = try OccupiedSpace(walker)
      let inheritance = try Inheritance(edge: edge, walker: walker)
      let maker = try made(inheritance)
      let work = try stages(maker, inheritance, occupied)
      try requireRoom(work.map(\.stage), occupied)
      var plan = WritePlan(
        title: "\(format.name) version \(edge.from) to \(edge.to)", sizeBefore: source.size, size: source.size,
        stages: work.map(\.stage))
      let found = try remains(plan.stages, occupied)
      if let marking = format.marking {
        let marker = ChangeMarker(
          program: migrator.program, checksums: migrator.checksums, marking: marking, started: maker.now)
        plan.stages = try marker.marked(work, before: source, after: PlannedSource.after(plan, source))
      }
      return (plan, found)
    } catch let error as MigrationError {
      throw error
    } catch let error as NoValue {
      if let failure = elements.failure { throw .image(failure) }
      throw .noValue("\(error)")
    } catch {
      throw .noValue("\(error)")
    }
  }

  /// Throws the needs of the edge that the image does not meet, all of them.
  private func requireNeeds(_ walker: RegionWalker) throws {
    let describer = FindingDescriber(format: format, index: migrator.validator.index, imageSize: source.size)
    let evaluator = walker.evaluator
    var failed: [ImageFinding] = []
    for need in edge.needs {
      var found: String
      do throws(NoValue) {
        if let condition = need.condition, !(try evaluator.isTrue(condition)) { continue }
        if try evaluator.isTrue(need.predicate) { continue }
        let sides = describer.sides(need.predicate, evaluator) ?? ("it is false", nil)
        found = sides.found + (sides.expected.map { ", expected \($0)" } ?? "")
      } catch {
        found = "it has no value: \(error)"
      }
      let message = "this does not hold: \(need.doc ?? need.statement) (\(found))"
      failed.append(finding(need.number, found: found, message: message))
    }
    if !failed.isEmpty { throw MigrationError.needs(failed) }
  }

  /// A broken rule of the edge.
  func finding(_ number: UInt32, found: String, message: String, at range: Range<UInt64>? = nil) -> ImageFinding {
    let info = format.rule(number)
    return ImageFinding(
      rule: info?.name ?? "\(format.name)/\(edge.name)", number: number, severity: .error, stage: nil, errno: .unclean,
      structure: "image", field: "", offset: range?.lowerBound, length: UInt64(range?.count ?? 0), found: found,
      expected: info?.statement ?? "", message: message, specFile: format.path, specLine: info?.location.line ?? 1,
      restsOnUnverified: false, isUnverified: false)
  }

  /// The image after, as a model.
  func made(_ inheritance: Inheritance) throws -> ModelMaker {
    var options = MakeOptions(
      size: source.size, version: edge.to, settings: self.options.settings, random: self.options.random,
      clock: self.options.clock)
    options.progress = self.options.progress
    let maker = ModelMaker(
      program: migrator.program, options: options, version: edge.to, inheritance: inheritance)
    do throws(MakeError) { try maker.finish(migrator.validator.table, migrator.checksums) } catch {
      throw MigrationError.make(error)
    }
    return maker
  }
}
