import VexFormatSpec

/// Where the members of a C structure lie.
///
/// Stored fields in the order of their offsets, and side by side those that share bytes.
struct CLayout {
  /// The parts of the structure, without gap or overlap.
  var parts: [Part] = []

  /// Something between two offsets of a structure.
  enum Part {
    /// One field.
    case field(FieldID)
    /// Bytes that no field describes.
    case padding(offset: Int, size: Int)
    /// Fields that share bytes: runs of fields that do not overlap within a run.
    case variants(offset: Int, [[FieldID]])
  }

  private struct Place {
    var id: FieldID
    var offset: Int
    var end: Int
  }

  /// Lays out `structure`, which takes `structure.size.maximum` bytes.
  init(_ structure: Structure) {
    var places: [Place] = []
    for (id, field) in structure.fields.enumerated() {
      if case .stored(let offset, let size) = field.storage, offset >= 0, size > 0, size <= structure.size.maximum,
        offset <= structure.size.maximum - size
      {
        places.append(Place(id: id, offset: offset, end: offset + size))
      }
    }
    places.sort { ($0.offset, $0.id) < ($1.offset, $1.id) }

    var position = 0
    var next = places.startIndex
    while next < places.endIndex {
      // A cluster is as many fields as hang together by shared bytes.
      var cluster = [places[next]]
      var end = places[next].end
      next += 1
      while next < places.endIndex, places[next].offset < end {
        cluster.append(places[next])
        end = max(end, places[next].end)
        next += 1
      }
      if cluster[0].offset > position {
        parts.append(.padding(offset: position, size: cluster[0].offset - position))
      }
      if cluster.count == 1 {
        parts.append(.field(cluster[0].id))
      } else {
        parts.append(.variants(offset: cluster[0].offset, Self.lanes(cluster, structure)))
      }
      position = end
    }
    if position < structure.size.maximum {
      parts.append(.padding(offset: position, size: structure.size.maximum - position))
    }
  }

  /// Distributes fields that overlap over runs of fields that do not, those of the same versions together.
  private static func lanes(_ cluster: [Place], _ structure: Structure) -> [[FieldID]] {
    var lanes: [(end: Int, fields: [FieldID])] = []
    for place in cluster {
      let free = lanes.indices.filter { lanes[$0].end <= place.offset }
      let versions = structure.fields[place.id].versions
      let same = free.first { lane in lanes[lane].fields.last.map { structure.fields[$0].versions == versions } ?? false
      }
      if let lane = same ?? free.first {
        lanes[lane].fields.append(place.id)
        lanes[lane].end = place.end
      } else {
        lanes.append((place.end, [place.id]))
      }
    }
    return lanes.map(\.fields)
  }
}

extension Format {
  /// The number of bytes that `type` takes, if that can be said; nil beyond 2^31 and for structures that do not exist.
  func byteCount(of type: FieldType) -> Int? {
    switch type {
    case .integer(let integer), .enumeration(_, let integer), .flags(_, let integer), .bitFields(let integer, _):
      return integer.width
    case .bytes(let count), .text(let count, _): return count
    case .text16(let units, _): return units * 2
    case .uuid: return 16
    case .bits(let count): return count.maximum / 8 + (count.maximum % 8 == 0 ? 0 : 1)
    case .structure(let id): return structures.indices.contains(id) ? structures[id].size.maximum : nil
    case .array(let element, let count):
      if case .packed(_, let bytes) = count { return bytes }
      guard let size = byteCount(of: element) else { return nil }
      let (bytes, overflow) = size.multipliedReportingOverflow(by: count.maximum)
      return overflow || bytes < 0 || bytes > 1 << 31 ? nil : bytes
    }
  }

  /// Structures in an order in which each comes after those that it holds.
  var structuresInnermostFirst: [StructureID] {
    var order: [StructureID] = []
    var visited: Set<StructureID> = []
    func visit(_ id: StructureID) {
      guard structures.indices.contains(id), visited.insert(id).inserted else { return }
      for field in structures[id].fields where field.offset != nil {
        var type = field.type
        while case .array(let element, _)? = type { type = element }
        if case .structure(let inner)? = type { visit(inner) }
      }
      order.append(id)
    }
    structures.indices.forEach(visit)
    return order
  }
}
