/// Sixteen bytes that name something, in the order in which they lie on disk.
public struct UUIDValue: Hashable, Sendable {
  /// The bytes, always sixteen.
  public let bytes: [UInt8]
  /// Whether the first three groups are stored with the lowest byte first, as in a GUID.
  public let isMixedEndian: Bool

  /// Makes a UUID; nil unless there are sixteen bytes.
  public init?(bytes: [UInt8], mixedEndian: Bool = false) {
    guard bytes.count == 16 else { return nil }
    self.bytes = bytes
    isMixedEndian = mixedEndian
  }

  /// The UUID of sixteen zero bytes.
  public static var zero: UUIDValue { UUIDValue(checked: [UInt8](repeating: 0, count: 16), mixedEndian: false) }

  init(checked bytes: [UInt8], mixedEndian: Bool) {
    self.bytes = bytes
    isMixedEndian = mixedEndian
  }
}

extension UUIDValue: CustomStringConvertible {
  /// The usual form, `00112233-4455-6677-8899-aabbccddeeff`, in lower case.
  public var description: String {
    let order = isMixedEndian ? [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] : Array(0..<16)
    var text = ""
    for (position, index) in order.enumerated() {
      if [4, 6, 8, 10].contains(position) { text += "-" }
      text += (bytes[index] < 16 ? "0" : "") + String(bytes[index], radix: 16)
    }
    return text
  }
}
