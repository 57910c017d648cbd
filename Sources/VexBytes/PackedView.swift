/// Elements that lie one behind the other, each as long as it says itself.
///
/// It ends where the bytes do, and before an element that says that it is longer than they are.
public struct PackedView<Element>: Sequence, Sendable {
  let stored: StoredBytes
  let count: Int
  let sizes: ClosedRange<Int>
  let size: @Sendable (StoredBytes) -> UInt64?
  let element: @Sendable (StoredBytes) -> Element

  /// Goes through the elements from the first on.
  public func makeIterator() -> Iterator { Iterator(view: self) }

  /// A place among the elements.
  public struct Iterator: IteratorProtocol {
    let view: PackedView
    private var done = 0

    init(view: PackedView) { self.view = view }

    /// The next element; nil behind the last.
    public mutating func next() -> Element? {
      let here = view.stored.nested(at: done)
      guard view.count - done >= view.sizes.lowerBound, let size = view.size(here).flatMap({ Int(exactly: $0) }),
        view.sizes.contains(size), size > 0, size <= view.count - done
      else { return nil }
      done += size
      return view.element(here)
    }
  }
}

extension StoredBytes {
  /// The elements that fill `count` bytes at `offset`.
  ///
  /// - `size`: how long the element is that the bytes begin with.
  /// - `element`: makes one of the bytes that begin with it.
  public func packed<Element>(
    at offset: Int, count: Int, _ sizes: ClosedRange<Int>, _ size: @escaping @Sendable (StoredBytes) -> UInt64?,
    _ element: @escaping @Sendable (StoredBytes) -> Element
  ) -> PackedView<Element> {
    PackedView(
      stored: nested(at: offset), count: Swift.max(count, 0), sizes: sizes, size: size, element: element)
  }
}
