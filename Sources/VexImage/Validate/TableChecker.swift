import VexBytes
import VexCodecs
import VexFormatSpec

/// Checks stretches of a long table on one thread, and says of each only whether nothing is to be said of it.
struct TableChecker: ~Copyable {
  private let plan: TablePlan
  private let validator: ImageValidator
  private let walker: RegionWalker
  private let source: any ByteSource
  private let compiled: CompiledChecks.Check?
  private var runner: TableRunner
  /// Which parameters are the index of the element.
  private let indexParameters: [Int]
  /// What is known of the elements' places.
  private var strided: StridedPlace?
  private var result = CheckResult()
  private var buffer: [UInt8] = []
  /// Where in the image the buffer's bytes are.
  private var start: UInt64 = 0
  /// Bytes that the next read takes: few where elements lie apart, many where one follows the other.
  private var ahead: Int

  /// So many bytes are read at once at most.
  private static let largestRead = 1 << 18
  /// Bytes of a window of the walker, which reads single structures, such as the header of each stretch.
  private static let windowSize = 1 << 12

  /// - `standing`, `damage`: what is known of the image by now.
  init(
    _ plan: TablePlan, _ validator: ImageValidator, _ source: any ByteSource, standing: [RegionID: Instance],
    damage: Damage
  ) {
    (self.plan, self.validator, self.source) = (plan, validator, source)
    let windows = WindowedSource(source, windowSize: Self.windowSize, windowCount: 64)
    walker = RegionWalker(program: validator.program, source: ImageElements(windows))
    walker.standing = standing
    walker.damage = damage
    walker.finders = [:]
    compiled = validator.compiled?.makeCheck(source.size)
    runner = TableRunner(validator.table)
    indexParameters = plan.parameters.indices.filter { if case .index = plan.parameters[$0] { true } else { false } }
    strided = plan.strided
    ahead = plan.size
  }

  /// How many elements of a stretch are used, if each of them is there and breaks no rule; nil when one has to be looked at.
  mutating func usedIfClean(_ stretch: Range<UInt64>) -> UInt64? {
    do throws(NoValue) { return try check(stretch) } catch { return nil }
  }

  private mutating func check(_ stretch: Range<UInt64>) throws(NoValue) -> UInt64? {
    var context = CheckContext(imageSize: walker.imageSize)
    // Copies, so that no thread waits for another one's counting of references to the same array.
    for region in plan.sources { context.sources.append(try walker.single(region).bytes.map { $0 }) }
    var evaluator = walker.evaluator
    evaluator.index = stretch.lowerBound
    for constant in plan.constants { _ = try evaluator.value(constant) }
    for parameter in plan.parameters {
      switch parameter {
      case .index: context.parameters.append(0)
      case .constant(let value): context.parameters.append(try evaluator.integer(value))
      }
    }
    var (index, used): (UInt64, UInt64) = (stretch.lowerBound, 0)
    while index < stretch.upperBound {
      var free = IntegerSet()
      var end = stretch.upperBound
      if let vacancy = plan.vacancy {
        end = min(end, vacancy.end(of: index))
        free = try vacancy.members(around: index, evaluator)
      }
      for run in free.complement(in: index..<end).runs {
        for number in run {
          evaluator.index = number
          let place: UInt64
          if let known = strided?.place(number, evaluator) {
            place = known
          } else {
            place = try evaluator.integer(plan.place)
          }
          guard isClean(number, place, &context) else { return nil }
        }
        used += run.upperBound - run.lowerBound
      }
      index = end
    }
    return used
  }

  /// Whether an element is there and breaks no rule.
  private mutating func isClean(_ index: UInt64, _ place: UInt64, _ context: inout CheckContext) -> Bool {
    guard let offset = fill(place) else { return false }
    context.place = place
    context.index = index
    for number in indexParameters { context.parameters[number] = index }
    return buffer.withBytes { buffer in
      let bytes = buffer.extracting(offset..<offset + plan.size)
      if let known = compiled?(plan.name, bytes, context) { return known == .clean }
      runner.check(plan.structure, bytes: bytes, context: context, mode: .kernel, into: &result)
      return result.fault == nil && result.findings.isEmpty && result.omitted == 0
    }
  }

  /// Makes sure that an element is in the buffer; its offset there, or nil when it is not inside the image or cannot be read.
  private mutating func fill(_ place: UInt64) -> Int? {
    guard let end = checkedAdd(place, UInt64(plan.size)), end <= source.size else { return nil }
    if place >= start, end <= start + UInt64(buffer.count) { return Int(place - start) }
    ahead = place == start + UInt64(buffer.count) ? min(ahead * 2, max(Self.largestRead, plan.size)) : plan.size
    let count = Int(min(UInt64(ahead), source.size - place))
    do throws(ImageError) { try source.read(at: place, into: &buffer, count: count) } catch {
      buffer = []
      return nil
    }
    start = place
    return 0
  }
}
