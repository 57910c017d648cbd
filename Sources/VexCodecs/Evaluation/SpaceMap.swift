import VexBytes
public import VexFormatSpec

/// The pieces of an address space, as an image has them.
public struct SpaceMap: Sendable {
  /// A space has at most so many pieces.
  static let maximumPieces = 1 << 18

  private let name: String
  /// The pieces, by their addresses; those of one address have one length and are told one after the other.
  private let pieces: [Piece]
  /// Whether addresses of no piece are elsewhere.
  private let isPartial: Bool

  private struct Piece {
    var addresses: Range<UInt64>
    var place: UInt64
  }

  /// Finds the pieces of a space.
  ///
  /// Throws when something that says what they are has no value, when two of them overlap without being the same, and when
  /// they are too many.
  public init(_ space: AddressSpace, _ evaluator: Evaluator) throws(NoValue) {
    name = space.name
    var pieces: [Piece] = []
    try Self.visit(space.walks[...], evaluator) { (evaluator: Evaluator) throws(NoValue) in
      if let condition = space.condition, !(try evaluator.isTrue(condition)) { return }
      let start = try space.start.map { start throws(NoValue) in try evaluator.integer(start) }
      let piece = try Self.piece(from: start ?? pieces.last?.addresses.upperBound ?? 0, space, evaluator)
      guard !piece.addresses.isEmpty else { return }
      guard pieces.count < Self.maximumPieces else {
        throw .tooLarge("space \(space.name), of more than \(Self.maximumPieces) pieces,")
      }
      pieces.append(piece)
    }
    self.pieces = try Self.sorted(pieces, space.name)
    isPartial = try space.partial.map { partial throws(NoValue) in try evaluator.isTrue(partial) } ?? false
  }

  private static func visit(
    _ walks: ArraySlice<Region.Walk>, _ evaluator: Evaluator, _ body: (Evaluator) throws(NoValue) -> Void
  ) throws(NoValue) {
    guard let walk = walks.first else { return try body(evaluator) }
    try evaluator.visit(walk.sequence, as: walk.variable) { (inner: Evaluator) throws(NoValue) -> Bool in
      try visit(walks.dropFirst(), inner, body)
      return true
    }
  }

  private static func piece(
    from start: UInt64, _ space: AddressSpace, _ evaluator: Evaluator
  ) throws(NoValue) -> Piece {
    let length = try evaluator.integer(space.length)
    let place = try evaluator.integer(space.place)
    guard let end = checkedAdd(start, length), checkedAdd(place, length) != nil else {
      throw .operation("a piece of \(space.name) of \(length) bytes at \(start) ends beyond all addresses")
    }
    return Piece(addresses: start..<end, place: place)
  }

  /// The pieces by their addresses; those of one address stay in their order.
  private static func sorted(_ pieces: [Piece], _ name: String) throws(NoValue) -> [Piece] {
    let order = pieces.indices.sorted {
      (pieces[$0].addresses.lowerBound, $0) < (pieces[$1].addresses.lowerBound, $1)
    }
    let sorted = order.map { pieces[$0] }
    var mirrors = 1
    for (piece, next) in zip(sorted, sorted.dropFirst()) {
      mirrors = piece.addresses == next.addresses ? mirrors + 1 : 1
      guard mirrors > 1 || piece.addresses.upperBound <= next.addresses.lowerBound else {
        throw .operation(
          "two pieces of \(name) overlap: \(piece.addresses.lowerBound) ..< \(piece.addresses.upperBound) and "
            + "\(next.addresses.lowerBound) ..< \(next.addresses.upperBound)")
      }
      guard mirrors <= AddressSpace.maximumMirrors else {
        throw .tooLarge("the number of places of address \(piece.addresses.lowerBound) of \(name)")
      }
    }
    return sorted
  }

  /// The place of an element of a region that is in the space; nil when it is on another device, or has fewer mirrors.
  ///
  /// - address: what the region says of the element's place.
  /// - count: the least number of bytes of the element.
  public func place(
    of address: UInt64, count: UInt64, _ region: Region, _ index: UInt64
  ) throws(NoValue) -> UInt64? {
    let places = try places(of: address, count: count)
    let number = region.isMirrored ? index : 0
    return number < UInt64(places.count) ? places[Int(number)] : nil
  }

  /// How many elements a mirrored region has for one turn of its loops: one in each place of their address.
  public func mirrorCount(of region: Region, _ evaluator: Evaluator) throws(NoValue) -> UInt64 {
    guard case .formula(let formula) = region.places else { return 1 }
    var evaluator = evaluator
    evaluator.index = 0
    return UInt64(try places(of: try evaluator.integer(formula), count: 0).count)
  }

  /// The places that some bytes have, in the order of the pieces; none if they are elsewhere.
  ///
  /// Throws when they lie in no piece, or not in one alone.
  public func places(of address: UInt64, count: UInt64) throws(NoValue) -> [UInt64] {
    let end = pieces.partitioningIndex { $0.addresses.lowerBound > address }
    guard end > 0, pieces[end - 1].addresses.contains(address) else {
      if isPartial { return [] }
      throw .operation("no piece of \(name) maps address \(address)")
    }
    let addresses = pieces[end - 1].addresses
    guard count <= addresses.upperBound - address else {
      throw .operation(
        "\(count) bytes at address \(address) of \(name) go beyond the piece that maps it, which ends at "
          + "\(addresses.upperBound)")
    }
    var first = end - 1
    while first > 0, pieces[first - 1].addresses == addresses { first -= 1 }
    return pieces[first..<end].map { $0.place + (address - addresses.lowerBound) }
  }
}
