public import VexBytes
import VexPlugins

extension WritePlan {
  /// The places that are written.
  public var touched: IntegerSet {
    var set = ClaimSet()
    for write in writes { _ = set.insert(write.range) }
    return set.all
  }

  /// What a target that becomes shorter loses.
  var cut: IntegerSet { size < sizeBefore ? IntegerSet(size..<sizeBefore) : IntegerSet() }

  /// The places that more than one stage writes.
  var repeated: IntegerSet {
    var (once, more) = (IntegerSet(), IntegerSet())
    for stage in stages {
      var places = ClaimSet()
      for write in stage.writes { _ = places.insert(write.range) }
      for run in places.all.runs {
        var start = run.lowerBound
        for gap in once.gaps(in: run) {
          if gap.lowerBound > start { more.insert(start..<gap.lowerBound) }
          start = gap.upperBound
        }
        if start < run.upperBound { more.insert(start..<run.upperBound) }
      }
      once.formUnion(places.all)
    }
    return more
  }

  /// Throws unless every write lies inside of the target, and no two of a stage overlap.
  ///
  /// `name` is what errors call the target.
  func requireSound(_ name: String) throws(WriteError) {
    for stage in stages {
      var taken = ClaimSet()
      for write in stage.writes {
        guard write.content.count <= size, write.offset <= size - write.content.count else {
          throw WriteError(path: name, kind: .outside(offset: write.offset, size: size))
        }
        guard taken.insert(write.range) == nil else {
          throw WriteError(path: name, kind: .overlapping(stage: stage.name, offset: write.offset))
        }
      }
    }
  }

  /// So many bytes are read and digested at a time.
  static let window: UInt64 = 1 << 20

  /// The plan, tied to what these places of a source hold, and those that it writes, but for what it discards: that may be
  /// all of a large target.
  public func resting(on places: IntegerSet, of source: any ByteSource) throws(ImageError) -> WritePlan {
    var plan = self
    plan.basis = []
    var written = ClaimSet()
    for write in writes {
      if case .discard = write.content { continue }
      _ = written.insert(write.range)
    }
    for run in places.union(written.all).runs {
      var start = run.lowerBound
      // What is behind the end is made by the plan itself.
      let end = min(run.upperBound, sizeBefore, source.size)
      var bytes: [UInt8] = []
      while start < end {
        let next = min(end, start + Self.window)
        try source.read(at: start, into: &bytes, count: Int(next - start))
        plan.basis.append(Basis(range: start..<next, digest: Self.digest(bytes)))
        start = next
      }
    }
    return plan
  }

  /// Throws `changed` unless the target is what the plan was made for.
  func requireBasis(_ target: any Storage, _ progress: ProgressHandler? = nil) throws(WriteError) {
    guard try target.size() == sizeBefore else { throw WriteError(path: target.name, kind: .changed) }
    if ground == Self.blank, try target.firstData(progress: progress) != nil {
      throw WriteError(path: target.name, kind: .changed)
    }
    let total = basis.reduce(0) { $0 &+ ($1.range.upperBound - $1.range.lowerBound) }
    var progress = StageProgress("comparing with what was planned", of: total, progress)
    for part in basis {
      defer { progress.advance(part.range.upperBound - part.range.lowerBound) }
      guard let count = Int(exactly: part.range.upperBound - part.range.lowerBound), count <= Int(Self.window) else {
        throw WriteError(path: target.name, kind: .changed)
      }
      let bytes = try target.read(count, at: part.range.lowerBound)
      guard bytes.count == count, Self.digest(bytes) == part.digest else {
        throw WriteError(path: target.name, kind: .changed)
      }
    }
  }

  static func digest(_ bytes: [UInt8]) -> UInt64 {
    bytes.withBytes { XXH64().digest(of: $0, ChecksumParameters()).low }
  }
}
