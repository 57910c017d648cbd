/// What is done to a field.
public enum Verb: String, Sendable, CaseIterable {
  case zeroes, ones
  case firstBit = "first-bit"
  case middleBit = "middle-bit"
  case lastBit = "last-bit"
  case add, subtract, random
  /// The number below one that a rule compares the field with.
  case below
  /// A number that a rule compares the field with.
  case at
  /// The number above one that a rule compares the field with.
  case above
  /// The first bit is turned round and no checksum is repaired.
  case stale
}
