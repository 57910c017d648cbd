extension Finding {
  /// Takes in another failed rule: of all that were raised, the first of the greatest severity stays.
  ///
  /// - `offset`: place in the image of the bytes that the rule is about.
  @inlinable @inline(__always)
  public mutating func raise(_ rule: UInt32, _ severity: Severity, at offset: UInt64) {
    if severity > self.severity { self = Finding(rule: rule, severity: severity, offset: offset) }
  }
}
