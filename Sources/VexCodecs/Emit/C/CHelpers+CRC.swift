import VexPlugins

// CRCs that a specification describes by their parameters, so that no kernel has to bring them.
extension CHelpers {
  /// The name of a function that computes a CRC, which is printed from now on.
  mutating func use(_ model: CRCModel, named name: String) -> String {
    let function = "\(prefix)_crc_\(CNames.identifier(name))"
    add(Self.text(of: model, named: name, function), for: function)
    return function
  }

  /// Four bits at a time: a table that can be read, and twice the speed of single bits.
  private static func text(of model: CRCModel, named name: String, _ function: String) -> String {
    let isReflected = model.isReflected
    let table = (0..<16 as Range<UInt64>).map { model.shifted($0 << (isReflected ? 0 : 60), by: 4) }
    let rows = stride(from: 0, to: 16, by: 4).map { row in
      "\t\t" + table[row..<row + 4].map { literal($0) }.joined(separator: ", ") + ","
    }
    let mask = literal(model.mask)
    let shift = model.leftShift
    let begin = isReflected || shift == 0 ? "" : "\n\tvalue <<= \(shift);"
    let step = isReflected ? "value = value >> 4 ^ table[value & 15];" : "value = value << 4 ^ table[value >> 60];"
    let feed = isReflected ? "value ^= bytes[at];" : "value ^= (u64)bytes[at] << 56;"
    let result = isReflected || shift == 0 ? "value" : "(value >> \(shift))"
    return """
      /* \(CText.oneLine(name)): a CRC of \(model.width) bits, polynomial 0x\(String(model.polynomial, radix: 16))\
      \(isReflected ? ", reflected" : ""), four bits at a time. */
      static int \(function)(void *opaque, const struct PREFIX_checksum_request *request, u64 digest[4])
      {
      \tstatic const u64 table[16] = {
      \(rows.joined(separator: "\n"))
      \t};
      \tu64 value = request->has_initial ? request->initial & \(mask) : \(literal(model.initialRegister));
      \tu64 xorout = request->has_xorout ? request->xorout : \(literal(model.xorOut & model.mask));
      \tunsigned int i;

      \t(void)opaque;\(begin)
      \tfor (i = 0; i < request->count; i++) {
      \t\tconst u8 *bytes = request->pieces[i].data;
      \t\tsize_t at;

      \t\tfor (at = 0; at < request->pieces[i].len; at++) {
      \t\t\t\(feed)
      \t\t\t\(step)
      \t\t\t\(step)
      \t\t}
      \t}
      \tdigest[0] = (\(result) ^ xorout) & \(mask);
      \treturn \(model.byteCount);
      }
      """
  }

  private static func literal(_ value: UInt64) -> String { CText.mask(value, width: 8) }
}
