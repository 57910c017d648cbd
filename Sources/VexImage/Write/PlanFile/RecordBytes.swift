import VexBytes

/// Puts the values of a record one behind the other, little-endian.
struct RecordBytes {
  var bytes: [UInt8] = []

  mutating func put(_ value: some FixedWidthInteger) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  /// A text, behind its length.
  mutating func put(_ text: String) {
    put(UInt32(clamping: text.utf8.count))
    bytes += Array(text.utf8)
  }
}

/// Takes the values of a record one after the other; nil where it has no more.
struct RecordReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes are left.
  var rest: Int { bytes.count - place }

  mutating func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) -> T? {
    guard let value = bytes.withBytes({ $0.load(type, at: place, .little) }) else { return nil }
    place += MemoryLayout<T>.size
    return value
  }

  mutating func run(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= rest else { return nil }
    defer { place += count }
    return Array(bytes[place..<place + count])
  }

  mutating func text() -> String? {
    guard let count = integer(UInt32.self), count <= 1 << 16, let bytes = run(Int(count)) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// All that is left.
  mutating func remainder() -> [UInt8] { run(rest) ?? [] }
}
