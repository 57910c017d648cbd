extension RandomAccessCollection {
  /// The position of the first element for which `isBehind` holds; the end when it holds for none.
  ///
  /// The elements must be in such an order that it holds for none and then for all that follow. Looks at few of them.
  @inlinable
  public func partitioningIndex(where isBehind: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, self.count)
    while count > 0 {
      let middle = index(low, offsetBy: count / 2)
      if isBehind(self[middle]) {
        count /= 2
      } else {
        low = index(after: middle)
        count -= count / 2 + 1
      }
    }
    return low
  }
}
