import VexPlugins

/// Algorithms that a specification declares.
extension Compiler {
  /// `sha256: {width: 32}`, which a plugin may bring, or `crc64: {crc: {...}}`, which is always there.
  mutating func declareAlgorithm(_ key: SyntaxScalar, _ mapping: SyntaxMapping) {
    let isCRC = mapping["crc"] != nil
    let taken = format.declaredAlgorithm(named: key.text) != nil || isCRC && checksums.algorithm(named: key.text) != nil
    guard checkName(key, what: "an algorithm", taken: taken, hyphens: true) else { return }
    guard !key.text.contains(where: \.isUppercase) else {
      diagnostics.report(
        "name/reserved", at: key.wholeLocation, "'\(key.text)' cannot be the name of an algorithm",
        help: "names of algorithms are all lower case")
      return
    }
    guard let origin = isCRC ? modelled(key, mapping) : plugin(key, mapping) else { return }
    let implementation: ModelledCRC? = if case .crc(let model) = origin { ModelledCRC(key.text, model) } else { nil }
    format.algorithms.append(
      DeclaredAlgorithm(
        name: key.text, origin: origin, implementation: implementation, location: key.wholeLocation))
    rejected.remove(key.text)
  }

  private mutating func plugin(_ key: SyntaxScalar, _ mapping: SyntaxMapping) -> DeclaredAlgorithm.Origin? {
    let reader = MappingReader(mapping, .declaredAlgorithm, into: &diagnostics)
    guard let width = reader.number("width", limit: Self.widestDigest, into: &diagnostics) else { return nil }
    let loaded = checksums.algorithm(named: key.text)?.width
    guard width > 0, loaded ?? Int(width) == Int(width) else {
      diagnostics.report(
        "checksum/width", at: reader.keyLocation("width"),
        loaded.map { "'\(key.text)' is loaded, and its digests have \($0) bytes, not \(width)" }
          ?? "a digest has at least one byte")
      return nil
    }
    return .plugin(width: Int(width))
  }

  private mutating func modelled(_ key: SyntaxScalar, _ mapping: SyntaxMapping) -> DeclaredAlgorithm.Origin? {
    let outer = MappingReader(mapping, .modelledAlgorithm, into: &diagnostics)
    guard let crc = outer.mapping("crc", into: &diagnostics) else { return nil }
    let reader = MappingReader(crc, .crcModel, into: &diagnostics)
    guard reader.required("width", into: &diagnostics) != nil,
      let width = reader.number("width", limit: Self.widestCRC, into: &diagnostics)
    else { return nil }
    guard width > 0 else {
      diagnostics.report(
        "checksum/width", at: reader.keyLocation("width"), "the register of a CRC has at least one bit")
      return nil
    }
    guard reader.required("polynomial", into: &diagnostics) != nil, reader.required("check", into: &diagnostics) != nil
    else { return nil }
    var model = CRCModel(
      width: Int(width), polynomial: 0, isReflected: reader.flag("reflected", into: &diagnostics), check: 0)
    for (name, path) in [
      ("polynomial", \CRCModel.polynomial), ("init", \CRCModel.initial), ("xorout", \CRCModel.xorOut),
      ("check", \CRCModel.check),
    ] where reader[name] != nil {
      guard let value = reader.number(name, limit: model.mask, into: &diagnostics) else { return nil }
      model[keyPath: path] = value
    }
    // Of a polynomial that is even some changes of a single bit go unseen.
    guard model.polynomial & 1 == 1 else {
      diagnostics.report(
        "checksum/polynomial", at: reader.keyLocation("polynomial"), "the polynomial of a CRC is odd",
        help: "without its highest term, the highest remaining one first, also of a CRC that is reflected")
      return nil
    }
    let found = ModelledCRC(key.text, model).computedCheck
    guard found == model.check else {
      let texts = [found, model.check].map { hexadecimal($0, (model.width + 3) / 4) }
      diagnostics.report(
        "checksum/check", at: reader.keyLocation("check"),
        "the digest of 123456789 is 0x\(texts[0]) by these parameters, not 0x\(texts[1])",
        help: "take all of them from one catalogue")
      return nil
    }
    return .crc(model)
  }

  private func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  /// Digests have at most so many bytes.
  private static let widestDigest: UInt64 = 32
  /// Registers of CRCs have at most so many bits.
  private static let widestCRC: UInt64 = 64
}
