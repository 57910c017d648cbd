import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// An image with changes that nobody has written yet, whose checksums can be made right.
///
/// Changes are made to elements that exist; what they say of the places of others is believed from then on. Nothing is
/// checked here: whoever makes a plan of the draft validates the image that comes out.
final class ImageDraft: SealedElements {
  let recipes: RecipeBook
  let walker: RegionWalker
  let pages: DraftPages
  let checksums: ChecksumRegistry
  /// Elements with changed bytes, in the order in which they changed.
  private var changes: [DraftChange] = []
  /// Elements whose checksums may be wrong, where they were when they changed: a change may say that they are elsewhere.
  private var unsealed: [ElementKey: Element] = [:]
  /// How the checksums of regions are computed whose elements are alike in that; nil for others.
  private(set) var steady: [RegionID: SteadySeal?] = [:]

  /// Begins a draft; throws when the image's version cannot be read.
  init(program: Program, checksums: ChecksumRegistry, source: any ByteSource) throws(NoValue) {
    self.checksums = checksums
    pages = DraftPages(source)
    walker = RegionWalker(program: program, source: pages)
    let version = program.format.versions == nil ? nil : try walker.evaluator.version()
    recipes = RecipeBook(format: program.format, version: version)
  }

  var format: Format { walker.format }
  var imageSize: UInt64 { walker.imageSize }
  func single(_ region: RegionID) throws(NoValue) -> Instance { try walker.single(region) }
  func element(_ region: RegionID, _ index: UInt64) throws(NoValue) -> Instance { try walker.element(region, index) }
  func visit(_ region: RegionID, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) {
    try walker.visit(region, body)
  }
  func owned(_ unit: Unit) throws(NoValue) -> IntegerSet { try walker.owned(unit) }
  func supplied(_ value: SuppliedValue) throws(NoValue) -> UInt64 { try walker.supplied(value) }

  func put(_ bytes: [UInt8], at place: ElementPlace) throws(NoValue) -> Bool {
    try put(bytes, at: place.offset, in: try walker.find(place.region, place.ordinal))
  }

  /// Changes bytes of an element; whether they were others.
  @discardableResult
  func put(_ bytes: [UInt8], at offset: Int, in element: Element) throws(NoValue) -> Bool {
    guard offset >= 0, let place = checkedAdd(element.place, UInt64(offset)) else { throw .absent("byte \(offset)") }
    guard try store(bytes, at: place, of: element) else { return false }
    unsealed[ElementKey(region: element.region, ordinal: element.ordinal)] = element
    // It may say where others are.
    walker.invalidate()
    return true
  }

  private func store(_ bytes: [UInt8], at place: UInt64, of element: Element) throws(NoValue) -> Bool {
    guard try pages.bytes(at: place, count: bytes.count) != bytes else { return false }
    try pages.put(bytes, at: place)
    note(DraftChange(element, place..<place + UInt64(bytes.count)))
    if walker.format.regions[element.region].isSingle { steady = [:] }
    return true
  }

  /// Keeps a change; one that continues the last is not kept apart.
  private func note(_ change: DraftChange) {
    if changes.last.map({ $0.range.upperBound == change.range.lowerBound }) == true,
      changes[changes.count - 1].absorb(change)
    {
      return
    }
    changes.append(change)
  }

  /// Computes the checksums of an element and stores them, also where others keep them; whether any changed.
  @discardableResult
  func seal(_ element: Element) throws -> Bool {
    if !unsealed.isEmpty { unsealed[ElementKey(region: element.region, ordinal: element.ordinal)] = nil }
    if let known = steady[element.region], let known { return try seal(element, known) }
    let instance = try walker.instance(of: element)
    let cursor = ElementCursor(
      format: format, world: self, region: element.region, structure: instance.structure, index: element.index,
      place: element.place, given: instance.given, bytes: instance.bytes)
    var sealer = ElementSealer(
      elements: self, recipes: recipes, checksums: checksums, cursor: cursor, outer: element.evaluator)
    if steady[element.region] == nil { steady[element.region] = .some(SteadySeal(&sealer)) }
    guard try sealer.seal() else { return false }
    let length = Int(clamping: try walker.length(of: element))
    let bytes = Array(sealer.cursor.bytes.prefix(length))
    guard try store(bytes, at: element.place, of: element) else { return true }
    walker.forget(element)
    return true
  }

  /// The same for an element that is like all others of its region.
  private func seal(_ element: Element, _ seal: SteadySeal) throws(NoValue) -> Bool {
    let length = Int(clamping: element.length)
    let changed = try pages.change(at: element.place, count: length) {
      (bytes: inout MutableRawSpan, base: Int) throws(NoValue) -> Bool in
      try seal.apply(to: &bytes, at: base, count: length)
    }
    guard changed else { return false }
    note(DraftChange(element, element.place..<element.place + element.length))
    walker.forget(element)
    return true
  }

  /// Computes all checksums that changes may have made wrong, again while one covers another that has changed.
  func seal() throws {
    for _ in 0..<ModelMaker.maximumPasses {
      guard !unsealed.isEmpty else { return }
      for element in unsealedElements { try seal(element) }
    }
    throw MakeError(
      kind: .unstable, subject: format.name, reason: "checksums cover each other in a circle and never come to rest",
      specification: format.path, location: nil)
  }

  /// Elements whose checksums may be wrong.
  var unsealedElements: [Element] {
    unsealed.values.sorted { ($0.region, $0.ordinal) < ($1.region, $1.ordinal) }
  }

  /// The copies of something, the first one first.
  func copies(of region: RegionID) throws(NoValue) -> [Element] {
    var copies: [Element] = []
    try walker.walk(region) { (step: WalkStep) throws(NoValue) -> Bool in
      switch step {
      case .element(let element): copies.append(element)
      case .failed(let failure): throw failure.cause
      case .vacant: break
      }
      return true
    }
    return copies
  }

  /// What has changed since the last call, as writes that lie apart from each other.
  func takeWrites() throws(NoValue) -> [WritePlan.Write] {
    defer { changes = [] }
    let writes = try DraftChange.merged(changes).map { change throws(NoValue) in
      let count = Int(clamping: change.range.upperBound - change.range.lowerBound)
      return WritePlan.Write(
        offset: change.range.lowerBound,
        content: .bytes(try pages.bytes(at: change.range.lowerBound, count: count)), name: change.name(format))
    }
    pages.settle(writes)
    return writes
  }
}

/// Bytes of elements that have changed.
struct DraftChange {
  var region: RegionID
  var ordinals: ClosedRange<UInt64>
  var range: Range<UInt64>

  init(_ element: Element, _ range: Range<UInt64>) {
    region = element.region
    ordinals = element.ordinal...element.ordinal
    self.range = range
  }

  /// So long do writes of neighbours become at most.
  private static let limit: UInt64 = 1 << 20

  /// Changes that lie apart, ascending; those of one region that touch are one.
  static func merged(_ changes: [DraftChange]) -> [DraftChange] {
    var result: [DraftChange] = []
    for var change in changes.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      if let last = result.last {
        if result[result.count - 1].absorb(change) { continue }
        // The same bytes are written once.
        guard change.range.upperBound > last.range.upperBound else { continue }
        change.range = max(change.range.lowerBound, last.range.upperBound)..<change.range.upperBound
      }
      result.append(change)
    }
    return result
  }

  /// Takes over a change that begins in this one or right behind it; false when the two stay apart.
  mutating func absorb(_ change: DraftChange) -> Bool {
    guard region == change.region,
      range.contains(change.range.lowerBound) || range.upperBound == change.range.lowerBound,
      change.range.upperBound - range.lowerBound <= Self.limit
    else { return false }
    let first = min(ordinals.lowerBound, change.ordinals.lowerBound)
    ordinals = first...max(ordinals.upperBound, change.ordinals.upperBound)
    range = range.lowerBound..<max(range.upperBound, change.range.upperBound)
    return true
  }

  func name(_ format: Format) -> String {
    let name = format.regions[region].name
    if ordinals.lowerBound == ordinals.upperBound { return "\(name)[\(ordinals.lowerBound)]" }
    return "\(name)[\(ordinals.lowerBound) ..= \(ordinals.upperBound)]"
  }
}
