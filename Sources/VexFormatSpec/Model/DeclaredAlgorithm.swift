public import VexPlugins

/// A checksum algorithm that a specification declares, since no vexfmt has it built in.
public struct DeclaredAlgorithm: Sendable {
  /// Its name.
  public var name: String
  /// Where it comes from.
  public var origin: Origin
  /// What computes it; nil where no plugin has it.
  public internal(set) var implementation: (any ChecksumAlgorithm)?
  /// Whether a checksum of the specification gives it an initial value.
  public internal(set) var needsInitial = false
  /// Where the specification declares it.
  public var location: SourceLocation

  /// Where an algorithm comes from.
  public enum Origin: Sendable {
    /// From a plugin, if there is one that has it; its digests have so many bytes.
    case plugin(width: Int)
    /// From the parameters of a CRC, so that it is always there.
    case crc(CRCModel)
  }

  /// Bytes of a digest.
  public var width: Int {
    switch origin {
    case .plugin(let width): width
    case .crc(let model): model.byteCount
    }
  }

  /// The parameters of a CRC; nil for what a plugin brings.
  public var crc: CRCModel? {
    if case .crc(let model) = origin { model } else { nil }
  }

  /// Whether an algorithm of that name is what the specification declares: its digests have the width, and it takes an initial
  /// value if one is given.
  func admits(_ algorithm: any ChecksumAlgorithm) -> Bool {
    algorithm.width == width && (algorithm.takesInitial || !needsInitial)
  }
}

extension Format {
  /// The algorithm that the specification declares with a name; nil for one that is built in.
  public func declaredAlgorithm(named name: String) -> DeclaredAlgorithm? { algorithms.first { $0.name == name } }

  /// What computes the digests of the algorithm with a name; nil when it is not loaded.
  ///
  /// One that is not what the specification declares counts as not loaded.
  public func algorithm(named name: String, in loaded: ChecksumRegistry) -> (any ChecksumAlgorithm)? {
    guard let declared = declaredAlgorithm(named: name) else { return loaded.algorithm(named: name) }
    if let known = declared.implementation { return known }
    return loaded.algorithm(named: name).flatMap { declared.admits($0) ? $0 : nil }
  }

  /// Takes what plugins have of the algorithms that only they bring.
  mutating func load(from registry: ChecksumRegistry) {
    for id in algorithms.indices where algorithms[id].crc == nil {
      guard let found = registry.plugged(algorithms[id].name), algorithms[id].admits(found) else { continue }
      algorithms[id].implementation = found
    }
  }
}
