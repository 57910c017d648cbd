extension StoredBytes {
  /// The text of at most `count` bytes at `offset`, up to the first NUL; what is not UTF-8 is replaced by U+FFFD.
  public func text(at offset: Int, count: Int) -> String {
    String(decoding: run(at: offset, count: count).prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Writes a text in `count` bytes and fills up with NUL; a long one is cut between characters.
  ///
  /// The text that is there already changes nothing: bytes behind its NUL stay, and such as are no UTF-8.
  public mutating func set(text: String, at offset: Int, count: Int) {
    guard !text.utf8.elementsEqual(self.text(at: offset, count: count).utf8) else { return }
    var kept = text.utf8.prefix(max(count, 0))[...]
    while kept.endIndex != text.utf8.endIndex, String(kept) == nil { kept = kept.dropLast() }
    set(run: Array(kept), at: offset, count: count)
  }

  /// The text of at most `units` code units of UTF-16 at `offset`, up to the first NUL.
  public func text16(at offset: Int, units: Int, _ order: ByteOrder) -> String {
    UTF16Text.decode(run(at: offset, count: max(units, 0) &* 2), order)
  }

  /// Writes a text in `units` code units of UTF-16 and fills up with NUL; a long one is cut between characters.
  ///
  /// The text that is there already changes nothing, as in bytes.
  public mutating func set(text16 text: String, at offset: Int, units: Int, _ order: ByteOrder) {
    guard !text.utf8.elementsEqual(text16(at: offset, units: units, order).utf8) else { return }
    var kept = text[...]
    while kept.utf16.count > max(units, 0) { kept = kept.dropLast() }
    set(run: UTF16Text.encode(String(kept), order), at: offset, count: max(units, 0) &* 2)
  }

  /// The UUID at `offset`.
  public func uuid(at offset: Int, mixedEndian: Bool) -> UUIDValue {
    UUIDValue(bytes: run(at: offset, count: 16), mixedEndian: mixedEndian) ?? .zero
  }

  /// Bit `index` of the bitmap at `offset`, bit 0 the lowest of its first byte; false outside.
  public func bit(_ index: Int, at offset: Int) -> Bool {
    guard index >= 0 else { return false }
    return bytes.withBytes { $0.bit(UInt64(index), from: base &+ offset) }
  }

  /// Sets bit `index` of the bitmap at `offset`.
  public mutating func set(bit index: Int, to value: Bool, at offset: Int) {
    guard index >= 0 else { return }
    let old: UInt8 = integer(at: offset &+ index >> 3, .little)
    let mask = 1 as UInt8 &<< UInt8(truncatingIfNeeded: index & 7)
    set(value ? old | mask : old & ~mask, at: offset &+ index >> 3, .little)
  }

  /// The `count` bits of the bitmap at `offset`.
  public func bits(at offset: Int, count: Int) -> BitView { BitView(stored: nested(at: offset), count: max(count, 0)) }

  /// The elements of an array at `offset`, each of `stride` bytes.
  ///
  /// - `element`: makes one element of the bytes that begin with it.
  public func elements<Element>(
    at offset: Int, count: Int, stride: Int, _ element: @escaping @Sendable (StoredBytes) -> Element
  ) -> ElementView<Element> {
    ElementView(stored: nested(at: offset), count: max(count, 0), stride: stride, element: element)
  }
}

/// Bits of a bitmap as booleans, bit 0 the lowest of the first byte.
public struct BitView: RandomAccessCollection, Sendable {
  let stored: StoredBytes
  /// Number of bits.
  public let count: Int

  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of bits.
  public var endIndex: Int { count }
  /// Bit `index`; false beyond the end.
  public subscript(index: Int) -> Bool { index < count && stored.bit(index, at: 0) }
}

/// Elements of an array, made when they are asked for.
public struct ElementView<Element>: RandomAccessCollection, Sendable {
  let stored: StoredBytes
  /// Number of elements.
  public let count: Int
  let stride: Int
  let element: @Sendable (StoredBytes) -> Element

  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of elements.
  public var endIndex: Int { count }
  /// Element `index`, which must be one of `indices`.
  public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count, "element \(index) of an array of \(count)")
    return element(stored.nested(at: index * stride))
  }
}
