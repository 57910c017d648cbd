import VexBytes
import VexFormatSpec
import VexPlugins

extension Evaluator {
  /// A digest of the current instance that is used as a value: its lowest 64 bits.
  func digest(_ object: ChecksumObject) throws(NoValue) -> UInt64 {
    let chosen = try algorithm(of: object)
    guard let algorithm = format.algorithm(named: chosen.name, in: world.checksums) else {
      throw .absent("the algorithm \(chosen.name)")
    }
    var parameters = ChecksumParameters()
    if let initial = chosen.initial { parameters.initial = try integer(initial) }
    if let xorOut = chosen.xorOut { parameters.xorOut = try integer(xorOut) }
    var state = algorithm.begin(parameters)
    for piece in object.pieces {
      let covered = try bytes(of: piece)
      covered.withBytes { state.update($0) }
    }
    return state.finish().low
  }

  private func algorithm(of object: ChecksumObject) throws(NoValue) -> ChecksumObject.Algorithm {
    switch object.algorithm {
    case .fixed(let algorithm): return algorithm
    case .selected(let by, let choices):
      guard let selector = by.first else { throw .absent("a choice of algorithms") }
      let value = try integer(selector)
      guard let choice = choices.first(where: { $0.value == value }) else { throw .absent("algorithm \(value)") }
      return choice.algorithm
    }
  }

  private func bytes(of piece: ChecksumObject.Piece) throws(NoValue) -> [UInt8] {
    switch piece {
    case .integer(let expression, let type):
      return type.bytes(of: try integer(expression))
    case .field(let access):
      let located = try locate(access)
      guard let run = located.holder.run(at: located.offset, count: located.count) else { throw .absent("a byte") }
      return Array(run)
    case .range(let from, let to, let maximum):
      let (low, high) = (try integer(from), try integer(to))
      if let maximum, high > maximum { throw .operation("\(high) is more than \(maximum)") }
      guard low <= high, let start = Int(exactly: low), let count = Int(exactly: high - low),
        let run = current?.run(at: start, count: count)
      else { throw .absent("a covered byte") }
      return Array(run)
    }
  }
}
