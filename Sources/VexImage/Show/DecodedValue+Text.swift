import VexBytes
public import VexFormatSpec

extension DecodedValue {
  /// One line for people: a number with its unit, names, quoted text, bytes in hexadecimal.
  public func line(unit: Unit? = nil) -> String {
    switch self {
    case .unsigned(let value):
      Self.quantity(String(value), isOne: value == 1, unit)
        + Self.date(Int64(exactly: value), unit)
    case .signed(let value):
      Self.quantity(String(value), isOne: value == 1, unit)
        + Self.date(value, unit)
    case .boolean(let value): value ? "true" : "false"
    case .bytes(let bytes): Self.words(bytes)
    case .text(let text): Self.quoted(text)
    case .uuid(let uuid): uuid.description
    case .enumeration(let raw, let name?): "\(name) (\(raw))"
    case .enumeration(let raw, nil): "\(raw), which has no name"
    case .flags(let raw, let names, let unknown): Self.flags(raw, names, unknown)
    case .bitFields(let raw, let fields):
      "0x\(String(raw, radix: 16)) ("
        + fields.map { "\($0.name): \($0.value.line(unit: $0.unit))" }.joined(separator: ", ") + ")"
    case .bits(let set): set.line
    case .array(let elements):
      "[" + elements.prefix(Self.shownElements).map { $0.line(unit: unit) }.joined(separator: ", ")
        + (elements.count > Self.shownElements ? ", ... \(elements.count - Self.shownElements) more" : "") + "]"
    case .object(let object): "\(object.structure) at \(object.offset)"
    }
  }

  /// So many elements of an array are printed for people.
  static let shownElements = 64

  private static func quantity(_ digits: String, isOne: Bool, _ unit: Unit?) -> String {
    switch unit {
    case nil: digits
    case .size(let name)?: isOne ? "\(digits) \(name)" : "\(digits) \(name)s"
    case .time(let name)?: "\(digits) \(name)"
    }
  }

  /// The instant as a date, in parentheses, if the unit counts since 1970.
  private static func date(_ value: Int64?, _ unit: Unit?) -> String {
    guard let value, value != 0, case .time(let name)? = unit else { return "" }
    let perSecond: Int64
    switch name {
    case "unix_s": perSecond = 1
    case "unix_ms": perSecond = 1000
    case "unix_us": perSecond = 1_000_000
    case "unix_ns": perSecond = 1_000_000_000
    default: return ""
    }
    let seconds = floorDivide(value, perSecond)
    // Beyond this the calendar is no help.
    guard abs(seconds) < 1 << 40 else { return "" }
    let days = floorDivide(seconds, 86_400)
    let second = seconds - days * 86_400
    let (year, month, day) = civil(days)
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
    return " (\(year)-\(two(month))-\(two(day)) \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) UTC)"
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 { a / b - (a % b < 0 ? 1 : 0) }

  /// Year, month and day of a day since 1970 in the Gregorian calendar , as in `civil_from_days` of Howard Hinnant.
  private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
    let shifted = days + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func flags(_ raw: UInt64, _ names: [String], _ unknown: UInt64) -> String {
    let all = names + (unknown == 0 ? [] : ["0x" + String(unknown, radix: 16) + " without a name"])
    return all.isEmpty ? "none" : all.joined(separator: ", ")
  }

  /// Bytes in hexadecimal, with the text that they are if all of them are printable ASCII.
  private static func words(_ bytes: [UInt8]) -> String {
    guard !bytes.isEmpty, bytes.count <= 16, bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
      return hexadecimal(bytes)
    }
    return "\(quoted(String(decoding: bytes, as: UTF8.self))) (\(hexadecimal(bytes)))"
  }

  /// Bytes in hexadecimal, cut after 64 of them.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let shown = bytes.prefix(shownElements).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "0x" + shown + (bytes.count > shownElements ? "... (\(bytes.count) bytes)" : "")
  }

  /// Text in double quotes, with everything escaped that could break a line or steer a terminal.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for character in printable(text).unicodeScalars {
      if character == "\"" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}

extension IntegerSet {
  /// The runs as text, `0-5, 31`, cut after 64 of them; `none` for the empty set.
  var line: String {
    if runs.isEmpty { return "none" }
    let shown = runs.prefix(64).map { run in
      run.upperBound - run.lowerBound == 1 ? "\(run.lowerBound)" : "\(run.lowerBound)-\(run.upperBound - 1)"
    }
    return shown.joined(separator: ", ") + (runs.count > 64 ? ", ... \(runs.count - 64) more runs" : "")
  }
}
