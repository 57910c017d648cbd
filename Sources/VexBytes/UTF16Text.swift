/// Text in UTF-16 as formats store it: code units of two bytes, up to the first NUL.
public enum UTF16Text {
  /// The text that bytes are; what is not UTF-16 is U+FFFD, and an odd byte at the end is left out.
  public static func decode(_ bytes: some Collection<UInt8>, _ order: ByteOrder) -> String {
    var units: [UInt16] = []
    var rest = bytes.makeIterator()
    while let first = rest.next(), let second = rest.next() {
      let (low, high) = order == .little ? (first, second) : (second, first)
      let unit = UInt16(low) | UInt16(high) << 8
      if unit == 0 { break }
      units.append(unit)
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// The bytes of a text, without a NUL behind them.
  public static func encode(_ text: String, _ order: ByteOrder) -> [UInt8] {
    text.utf16.flatMap { unit in
      let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
      return order == .little ? [low, high] : [high, low]
    }
  }
}
