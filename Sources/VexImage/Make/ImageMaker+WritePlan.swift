import VexBytes
import VexCodecs
import VexFormatSpec

/// What is on a target when an image is made there.
public struct Ground: Sendable {
  /// Size of the target before, in bytes; the image may be longer than a file.
  public var size: UInt64
  /// Whether every byte is zero; if not, zeroes of the image are written as well.
  public var isBlank: Bool
  /// Places of what was recognised there, by name, which must not come back: made zero where the image writes nothing.
  public var remains: [(range: Range<UInt64>, name: String)]
  /// Whether the rest of the target shall take no room.
  public var isDiscarded: Bool

  /// Describes a target.
  public init(
    size: UInt64, isBlank: Bool, remains: [(range: Range<UInt64>, name: String)] = [], isDiscarded: Bool = false
  ) {
    self.size = size
    self.isBlank = isBlank
    self.remains = remains
    self.isDiscarded = isDiscarded
  }
}

extension ImageMaker {
  /// What is written to a target to make an image there; the last write before the clearing commits.
  ///
  /// Throws as `plan` does. The plan still has to be tied to what the target has (`WritePlan.resting`).
  public func plan(_ options: MakeOptions, on ground: Ground) throws(MakeError) -> WritePlan {
    let (image, version) = try made(options, onBlank: ground.isBlank)
    let unit = try ground.isBlank ? 1 : largestUnit(image)
    let writes = Self.filled(image, to: unit)
    var stages: [WritePlan.Stage] = []
    var written = ClaimSet()
    for write in writes { _ = written.insert(write.range) }
    let places = written.all
    if ground.isDiscarded {
      let rest = places.gaps(in: 0..<min(image.size, max(ground.size, 1)))
      stages.append(
        WritePlan.Stage(
          name: "discard", role: .preparation,
          writes: rest.map {
            WritePlan.Write(offset: $0.lowerBound, content: .discard($0.upperBound - $0.lowerBound), name: "discard")
          }))
    }
    if writes.count > 1 {
      stages.append(WritePlan.Stage(name: "image", role: .preparation, writes: Array(writes.dropLast())))
    }
    if let commit = writes.last { stages.append(WritePlan.Stage(name: commit.name, role: .commit, writes: [commit])) }
    let wiped = ground.isDiscarded ? [] : Self.wiped(ground, besides: places, size: image.size)
    if !wiped.isEmpty { stages.append(WritePlan.Stage(name: "remains", role: .clearing, writes: wiped)) }
    let name = version.map { "\(format.name) version \($0)" } ?? format.name
    return WritePlan(title: "mkfs \(name)", sizeBefore: ground.size, size: image.size, stages: stages)
  }

  /// Zeroes for what was recognised on the target, where the image has nothing.
  private static func wiped(_ ground: Ground, besides places: IntegerSet, size: UInt64) -> [WritePlan.Write] {
    var taken = places
    return ground.remains.sorted { $0.range.lowerBound < $1.range.lowerBound }.flatMap { remains in
      let gaps = taken.gaps(in: remains.range.clamped(to: 0..<min(size, ground.size)))
      for gap in gaps { taken.insert(gap) }
      return gaps.map {
        WritePlan.Write(
          offset: $0.lowerBound, content: .zeroes($0.upperBound - $0.lowerBound), name: "zeroes over \(remains.name)")
      }
    }
  }

  /// The writes, each with zeroes behind it up to the next multiple of a unit or the next write.
  private static func filled(_ image: ImagePlan, to unit: UInt64) -> [WritePlan.Write] {
    let starts = image.writes.map(\.offset).sorted()
    let following = Dictionary(zip(starts, starts.dropFirst()), uniquingKeysWith: max)
    return image.writes.map { write in
      let end = write.offset + UInt64(write.bytes.count)
      let rest = end % unit == 0 ? 0 : unit - end % unit
      let limit = min(following[write.offset] ?? image.size, image.size)
      let room = min(rest, limit > end ? limit - end : 0)
      return WritePlan.Write(
        offset: write.offset, content: .bytes(write.bytes + [UInt8](repeating: 0, count: Int(room))), name: write.name)
    }
  }

  /// So much room is made around what an image writes at most.
  private static let largestFill: UInt64 = 1 << 16

  /// The size of the largest unit that the image's parts are owned in, in bytes.
  ///
  /// What lies behind a structure in its own block is nobody else's, and old bytes there would look like part of it.
  private func largestUnit(_ image: ImagePlan) throws(MakeError) -> UInt64 {
    let blank = PlannedSource(
      EmptySource(size: image.size), size: image.size,
      writes: image.writes.map { write in
        WritePlan.Write(offset: write.offset, content: .bytes(write.bytes), name: write.name)
      })
    let walker = RegionWalker(program: program, source: ImageElements(blank))
    var largest: UInt64 = 1
    for unit in format.regions.compactMap(\.owns) {
      // A unit that cannot be computed has nothing in this image.
      let size = (try? walker.byteCount(of: unit)) ?? 1
      if size <= Self.largestFill { largest = max(largest, size) }
    }
    return largest
  }
}

/// Nothing but zeroes.
private struct EmptySource: ByteSource {
  let size: UInt64
  var name: String { "<zeroes>" }

  func read(at offset: UInt64, into target: inout MutableRawSpan) throws(ImageError) {
    try requireInside(offset: offset, length: UInt64(target.byteCount))
    _ = target.fill(from: 0, to: target.byteCount, value: 0)
  }
}
