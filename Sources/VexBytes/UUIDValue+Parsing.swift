extension UUIDValue {
  /// Reads the usual form, 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12, in either case; nil for everything else.
  public init?(text: String, mixedEndian: Bool = false) {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    guard groups.map({ $0.utf8.count }) == [8, 4, 4, 4, 12] else { return nil }
    var bytes: [UInt8] = []
    var digits = Array(groups.joined().utf8)[...]
    while let high = digits.popFirst(), let low = digits.popFirst() {
      guard let a = Self.digit(high), let b = Self.digit(low) else { return nil }
      bytes.append(a << 4 | b)
    }
    guard bytes.count == 16 else { return nil }
    if mixedEndian { bytes = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map { bytes[$0] } }
    self.init(bytes: bytes, mixedEndian: mixedEndian)
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }
}
