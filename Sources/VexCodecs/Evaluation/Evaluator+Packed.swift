import VexBytes
import VexFormatSpec

extension Evaluator {
  /// Where the elements of a packed array begin in its holder, in order; throws where they do not fill its bytes.
  public func packedPlaces(of located: Located) throws(NoValue) -> [Int] {
    var places: [Int] = []
    _ = try visitPacked(located) { (element: Instance) throws(NoValue) -> Bool in
      places.append(element.base - located.holder.base)
      return true
    }
    return places
  }

  /// Calls `body` for each element of a packed array, until it returns false; throws at the first that does not fit.
  func visitPacked(_ located: Located, _ body: (Instance) throws(NoValue) -> Bool) throws(NoValue) -> Bool {
    guard case .array(.structure(let id), .packed(let steering, let maximum))? = located.type else {
      throw .absent("a packed array")
    }
    let holder = self.holder(of: located)
    let bytes = try holder.integer(steering.expression)
    guard bytes <= UInt64(maximum) else { throw .operation("\(bytes) bytes of elements, more than \(maximum)") }
    try holder.requireInside(located, length: Int(bytes))
    let size = format.structures[id].size
    var (done, index): (UInt64, UInt64) = (0, 0)
    while done < bytes {
      guard bytes - done >= UInt64(size.minimum) else {
        throw .operation("\(bytes - done) bytes left for element \(index), which has \(size.minimum) at least")
      }
      let element = nested(
        id, in: located.holder, at: located.offset + Int(done), index: index, field: located.field)
      let length = try within(element).size(of: element)
      guard length >= UInt64(size.minimum), length <= UInt64(size.maximum), length <= bytes - done else {
        throw .operation("element \(index) of \(length) bytes, with \(bytes - done) left")
      }
      if !(try body(element)) { return false }
      done += length
      index += 1
    }
    return true
  }

  /// An evaluator in the terms of what holds a place.
  func holder(of located: Located) -> Evaluator {
    current?.structure == located.holder.structure && current?.base == located.holder.base
      ? self : within(located.holder)
  }

  /// Requires that so many bytes of an array at the end of the current instance are within its size.
  func requireInside(_ located: Located, length: Int) throws(NoValue) {
    guard let current, located.field != nil else { return }
    let size = format.structures[current.structure].size
    guard !size.isFixed, located.offset + length > size.minimum else { return }
    let whole = try self.size(of: current)
    guard UInt64(located.offset + length) <= whole else {
      throw .operation("\(length) bytes of elements from \(located.offset) on in a structure of \(whole)")
    }
  }
}
