/// Reads the records of a plan file one after the other, and tests each.
struct PlanFileScan {
  private let file: any Storage
  /// Where the next record begins.
  private(set) var place: UInt64
  /// Its number.
  private(set) var number: UInt64

  init(_ file: any Storage, at place: UInt64 = 0, number: UInt64 = 0) {
    (self.file, self.place, self.number) = (file, place, number)
  }

  /// A record that is sound.
  struct Record {
    var type: PlanRecord.Kind
    var number: UInt64
    var payload: [UInt8]
  }

  /// The next record; nil at the end of the file.
  ///
  /// Throws `damaged` for what is no sound record, and `unfinished` where the file ends within one. With `tolerating`,
  /// both are the end: a mark that was interrupted says nothing.
  ///
  /// With `skipping`, what is neither a beginning nor an end nor a mark is passed over, without its payload and untested.
  mutating func next(skipping: Bool = false, tolerating: Bool = false) throws -> Record? {
    let bytes = try file.read(PlanRecord.headerSize, at: place)
    if bytes.isEmpty { return nil }
    func broken(_ kind: PlanFileError.Kind) throws -> Record? {
      if tolerating { return nil }
      throw PlanFileError(path: file.name, kind: kind)
    }
    guard bytes.count == PlanRecord.headerSize else { return try broken(place == 0 ? .foreign : .unfinished) }
    guard let header = PlanRecord.Header(bytes), header.number == number else {
      return try broken(place == 0 ? .foreign : .damaged(offset: place))
    }
    let count = header.storedCount + PlanRecord.checksumSize
    if skipping, ![.head, .end, .mark].contains(header.type) {
      place += UInt64(PlanRecord.headerSize + count)
      number += 1
      return Record(type: header.type, number: header.number, payload: [])
    }
    let rest = try file.read(count, at: place + UInt64(PlanRecord.headerSize))
    guard rest.count == count else { return try broken(.unfinished) }
    let stored = Array(rest[..<header.storedCount])
    var reader = RecordReader(Array(rest[header.storedCount...]))
    guard reader.integer(UInt64.self) == WritePlan.digest(bytes + stored),
      let payload = header.isPacked ? Deflate.unpack(stored, count: header.plainCount) : stored
    else { return try broken(.damaged(offset: place)) }
    place += UInt64(PlanRecord.headerSize + count)
    number += 1
    return Record(type: header.type, number: header.number, payload: payload)
  }
}

extension WritePlan {
  /// Adds what a record of a plan file says; false when it makes no sense.
  mutating func take(_ record: PlanFileScan.Record) -> Bool {
    var reader = RecordReader(record.payload)
    switch record.type {
    case .stage:
      guard let code = reader.integer(UInt8.self), code < Role.allCases.count, let name = reader.text(),
        reader.rest == 0
      else { return false }
      stages.append(Stage(name: name, role: Role.allCases[Int(code)], writes: []))
    case .write:
      guard !stages.isEmpty, let write = Write(&reader) else { return false }
      stages[stages.count - 1].writes.append(write)
    case .basis:
      guard let start = reader.integer(UInt64.self), let end = reader.integer(UInt64.self),
        let digest = reader.integer(UInt64.self), reader.rest == 0, start < end, end - start <= Self.window,
        start >= basis.last?.range.upperBound ?? 0
      else { return false }
      basis.append(Basis(range: start..<end, digest: digest))
    default: return false
    }
    return true
  }
}

extension WritePlan.Write {
  fileprivate init?(_ reader: inout RecordReader) {
    guard let offset = reader.integer(UInt64.self), let count = reader.integer(UInt64.self),
      let code = reader.integer(UInt8.self), let name = reader.text()
    else { return nil }
    let bytes = reader.remainder()
    let content: WritePlan.Content
    switch code {
    case 0: content = .bytes(bytes)
    case 1: content = .zeroes(count)
    case 2: content = .discard(count)
    default: return nil
    }
    guard content.count == count, code == 0 || bytes.isEmpty else { return nil }
    self.init(offset: offset, content: content, name: name)
  }
}
