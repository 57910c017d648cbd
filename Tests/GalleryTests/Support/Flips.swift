import Testing
import VexBytes
import VexImage

extension Gallery {
  /// Turns a bit of each byte of `places` round, and compares the first rule that `validate` names with the one that
  /// `rule` says is right for the byte (without the format's name); nil for a byte whose change nothing can notice.
  ///
  /// Of a copy that another stands for, it is the rule that the finding says the copy breaks.
  func expectFound(
    _ image: PatchedImage, _ places: some Sequence<UInt64>, sourceLocation: SourceLocation = #_sourceLocation,
    rule: (UInt64) -> String?
  ) throws {
    for place in places {
      // Another bit for each byte.
      let report = try report(on: image.turning(1 << UInt8(truncatingIfNeeded: place & 7), at: place))
      let broken = report.findings.first?.found.wholeMatch(of: /it breaks (\S+)/).map { String($0.1) }
      let found = broken ?? report.findings.first?.rule
      let wanted = rule(place).map { "\(name)/\($0)" }
      #expect(found == wanted, "byte \(place)", sourceLocation: sourceLocation)
    }
  }
}
