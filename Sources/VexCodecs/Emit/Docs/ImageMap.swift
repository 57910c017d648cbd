import VexFormatSpec

/// Where the regions of an image are, as pictures show it: to scale, and as a list of addresses in which small ones can be read.
package struct ImageMap: Sendable, Equatable {
  /// What it shows, for people who do not see it.
  var title: String
  /// The file that shows it in Markdown, without an extension.
  var name: String
  /// Number of bytes of the image; nil where only fixed places are known, so that nothing is to scale.
  var size: UInt64?
  /// What is there, by offset, the longer before what lies inside it.
  var marks: [Mark]
  /// So many more are not shown.
  var hidden: Int

  /// Elements of a region that lie close to each other.
  struct Mark: Sendable, Equatable {
    var name: String
    var kind: ByteMap.Kind
    var offset: UInt64
    var length: UInt64
    /// Number of elements.
    var count: UInt64
    /// Whether there is something between them that is not theirs.
    var isLoose: Bool
    var target: DocumentTarget

    var end: UInt64 { offset + length }
  }

  /// A list of addresses has at most so many marks.
  static let maximumMarks = 48
  /// Elements of one region that are no farther from each other are one mark.
  private static let nearness: UInt64 = 1 << 16

  /// Makes the map of runs.
  init(title: String, name: String, size: UInt64?, runs: [DocsLayout.Run], _ format: Format, _ places: DocumentPlaces) {
    let sorted = runs.filter { run in
      run.length > 0 && !run.offset.addingReportingOverflow(run.length).overflow && run.offset < size ?? .max
    }.sorted { ($0.offset, $1.length, $0.region) < ($1.offset, $0.length, $1.region) }
    var marks: [Mark] = []
    var latest: [RegionID: Int] = [:]
    for run in sorted where format.regions.indices.contains(run.region) {
      let length = min(run.length, (size ?? .max) - run.offset)
      if let index = latest[run.region], run.offset >= marks[index].end,
        run.offset - marks[index].end <= Self.nearness,
        !marks[(index + 1)...].contains(where: { $0.name != marks[index].name && $0.end > marks[index].end })
      {
        marks[index].isLoose = marks[index].isLoose || run.offset > marks[index].end
        marks[index].length = run.offset + length - marks[index].offset
        marks[index].count += run.count
        continue
      }
      latest[run.region] = marks.count
      let region = format.regions[run.region]
      let kind: ByteMap.Kind = run.region == 0 ? .identity : region.structure == nil ? .number : .nested
      marks.append(
        Mark(
          name: region.name, kind: kind, offset: run.offset, length: length, count: run.count, isLoose: false,
          target: places.region(run.region)))
    }
    (self.title, self.name, self.size) = (title, name, size)
    self.marks = marks
    hidden = max(0, marks.count - Self.maximumMarks)
  }

  /// The marks of the list of addresses.
  var shown: ArraySlice<Mark> { marks.prefix(Self.maximumMarks) }
}

/// A list of addresses: what lies at which one, beside each other where it overlaps.
struct AddressList {
  /// Pieces of the image, from where something begins or ends to where the next does.
  var rows: [(start: UInt64, end: UInt64, isEmpty: Bool)] = []
  /// The column of each mark.
  var lanes: [Int] = []
  /// Number of columns.
  var laneCount = 1

  init(_ map: ImageMap) {
    var ends: [UInt64] = []
    for mark in map.shown {
      let lane = ends.firstIndex { $0 <= mark.offset } ?? ends.count
      if lane == ends.count { ends.append(0) }
      ends[lane] = mark.end
      lanes.append(lane)
    }
    laneCount = max(ends.count, 1)
    var bounds = Set(map.shown.flatMap { [$0.offset, $0.end] })
    if let first = map.shown.first, first.offset > 0 { bounds.insert(0) }
    if let size = map.size, map.hidden == 0 { bounds.insert(size) }
    let sorted = bounds.sorted()
    for (start, end) in zip(sorted, sorted.dropFirst()) {
      rows.append((start, end, !map.shown.contains { $0.offset <= start && $0.end >= end }))
    }
  }
}
