import Glibc

/// The system's own words for an errno, such as `Input/output error (5)`.
public func systemMessage(_ code: Int32) -> String {
  // strerror keeps its text in memory that threads share; this variant writes into ours.
  let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer -> String? in
    guard let base = buffer.baseAddress, unsafe strerror_r(code, base, 128) == 0 else { return nil }
    return unsafe String(cString: base)
  }
  return "\(text ?? "error") (\(code))"
}

/// `text` with everything escaped that could break a line or steer a terminal.
///
/// A path is hostile input too: it may hold line feeds and escape sequences.
public func printable(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
      result += scalar.escaped(asASCII: true)
    default:
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
