import VexCodecs
import VexFormatSpec

/// Which element of which region.
struct ElementKey: Hashable {
  var region: RegionID
  var ordinal: UInt64
}

/// Elements that were read last, within a bound of bytes.
struct ElementCache {
  /// So many bytes of elements are kept.
  private let limit = 2 << 20
  private var instances: [ElementKey: Instance] = [:]
  /// Keys in the order in which they came; the oldest goes first.
  private var order: [ElementKey] = []
  private var oldest = 0
  private var byteCount = 0

  /// An element; setting one may drop older ones.
  subscript(key: ElementKey) -> Instance? {
    get { instances[key] }
    set {
      guard let newValue, newValue.bytes.count <= limit / 4 else { return remove(key) }
      if let old = instances[key] { byteCount -= cost(old) } else { order.append(key) }
      instances[key] = newValue
      byteCount += cost(newValue)
      while byteCount > limit, oldest < order.count {
        if let old = instances.removeValue(forKey: order[oldest]) { byteCount -= cost(old) }
        oldest += 1
      }
      if oldest > 1024, oldest > order.count / 2 {
        order.removeFirst(oldest)
        oldest = 0
      }
    }
  }

  /// Forgets an element.
  mutating func remove(_ key: ElementKey) {
    if let old = instances.removeValue(forKey: key) { byteCount -= cost(old) }
  }

  /// The bytes, and about what keeping them takes besides.
  private func cost(_ instance: Instance) -> Int { instance.bytes.count + 256 }
}
