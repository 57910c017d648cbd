import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// Recognises a format by its specification: what tells of it, copies of that, and what the specification lists as lookalikes.
struct SpecifiedFormat {
  let program: Program
  let validator: ImageValidator
  let signature: FormatSignature
  /// The image, read in pieces that are not much larger than what is looked for.
  let elements: ImageElements
  let reader: ProbeReader

  var format: Format { program.format }
  var recognition: Recognition { format.recognition }

  /// So many elements are asked at most whether they are copies: most of a large table are none, and `backups` tells which are.
  private static let elementLimit: UInt64 = 256
  static let windowSize = 4096

  /// Prepares for an image; nil when the format's rules cannot be run.
  init?(program: Program, checksums: ChecksumRegistry, _ reader: ProbeReader) {
    guard let validator = try? ImageValidator(program: program, checksums: checksums) else { return nil }
    self.program = program
    self.validator = validator
    self.reader = reader
    signature = FormatSignature(program.format)
    elements = ImageElements(WindowedSource(reader, windowSize: Self.windowSize))
  }

  /// What of the format is on the image.
  func findings() -> [Recognised] {
    var findings = lookalikes()
    var seen: Set<UInt64> = []
    var primary: Recognised?
    if let place = firstPlace, let copy = examined(recognition.region, place, 0) {
      seen.insert(place)
      let found = recognised(copy, .primary)
      primary = found
      if found.isSound || isTold(copy) { findings.append(found) }
      for (region, ordinal, place) in ownPlaces(copy) where seen.insert(place).inserted {
        guard let copy = examined(region, place, ordinal), let found = backup(copy, primary) else { continue }
        findings.append(found)
        guard findings.count < ImageIdentifier.wipedBackupLimit else { return findings }
      }
    }
    for (region, place) in knownPlaces where seen.insert(place).inserted {
      guard findings.count < ImageIdentifier.wipedBackupLimit else { break }
      guard let copy = examined(region, place, 1), let found = backup(copy, primary) else { continue }
      findings.append(found)
    }
    return findings
  }

  /// Where what tells of the format is, if it is there.
  private var firstPlace: UInt64? {
    guard signature.matches(reader) else { return nil }
    if recognition.region == 0, let place = signature.place { return place }
    guard let place = (try? walker.find(recognition.region, 0))?.place, holdsMagic(recognition.region, place) else {
      return nil
    }
    return place
  }

  private var walker: RegionWalker { RegionWalker(program: program, source: elements) }

  private func magic(_ region: RegionID) -> [FormatSignature.Pattern] {
    format.regions[region].structure.map { FormatSignature.magic(of: $0, format) } ?? []
  }

  private func holdsMagic(_ region: RegionID, _ place: UInt64) -> Bool {
    FormatSignature.matches(magic(region), reader, at: place)
  }

  private func examined(_ region: RegionID, _ place: UInt64, _ ordinal: UInt64) -> CopyExamination? {
    CopyExamination(validator, elements, region: region, at: place, ordinal: ordinal)
  }

  /// Where something says that copies of it are, and their numbers.
  private func ownPlaces(_ copy: CopyExamination) -> [(region: RegionID, ordinal: UInt64, place: UInt64)] {
    var result: [(region: RegionID, ordinal: UInt64, place: UInt64)] = []
    for region in Set(recognition.backups.map(\.region)).subtracting([recognition.region]).sorted() {
      guard let element = try? copy.run.walker.find(region, 0), holdsMagic(region, element.place) else { continue }
      result.append((region, 0, element.place))
    }
    let region = recognition.region
    for backup in recognition.backups where !backup.places.areKnown {
      for index in 0..<backup.places.count {
        var evaluator = copy.evaluator
        evaluator.index = index
        guard let place = try? evaluator.integer(backup.places.place), holdsMagic(backup.region, place) else {
          continue
        }
        // Its number follows from its place.
        result.append((backup.region, 1, place))
      }
    }
    guard format.regions[region].copies != nil else { return result }
    for ordinal in 1..<max(min(copyCount(copy), Self.elementLimit), 1) {
      guard let place = ownPlace(copy, ordinal), holdsMagic(region, place) else { continue }
      result.append((region, ordinal, place))
      if result.count >= ImageIdentifier.wipedBackupLimit { break }
    }
    return result
  }

  /// How many places something says that it has, its own among them.
  private func copyCount(_ copy: CopyExamination) -> UInt64 {
    let region = format.regions[recognition.region]
    if let count = region.count { return (try? copy.run.walker.evaluator.integer(count)) ?? 1 }
    if case .list(let places) = region.places { return UInt64(places.count) }
    return 1
  }

  /// Where something says that a copy of it is; nil when there is none with that number.
  private func ownPlace(_ copy: CopyExamination, _ ordinal: UInt64) -> UInt64? {
    let region = format.regions[recognition.region]
    var evaluator = copy.run.walker.evaluator
    evaluator.index = ordinal
    if let condition = region.condition, (try? evaluator.isTrue(condition)) != true { return nil }
    switch region.places {
    case .formula(let place): return try? evaluator.integer(place)
    case .list(let places):
      let number = Int(clamping: ordinal)
      return places.indices.contains(number) ? try? evaluator.integer(places[number]) : nil
    }
  }

  /// The number of the copy that something says is where it is itself; nil when it says that nothing is there.
  private func ownNumber(_ copy: CopyExamination) -> UInt64? {
    let (place, count) = (copy.element.place, copyCount(copy))
    guard count > 1 else { return nil }
    guard case .formula(let formula) = format.regions[recognition.region].places else {
      return (1..<count).first { ownPlace(copy, $0) == place }
    }
    // Places that a formula tells are as far apart as the first two are; what that gives is put to the proof.
    func at(_ ordinal: UInt64) -> UInt64? {
      var evaluator = copy.run.walker.evaluator
      evaluator.index = ordinal
      return try? evaluator.integer(formula)
    }
    guard let first = at(1), place >= first else { return nil }
    let stride = at(2).flatMap { checkedSub($0, first) } ?? 0
    let ordinal = stride == 0 ? 1 : 1 + (place - first) / stride
    if ordinal < count, ownPlace(copy, ordinal) == place { return ordinal }
    return (1..<min(count, 64)).first { ownPlace(copy, $0) == place }
  }

  /// Where copies may be whatever the image says, as far as there are magic numbers.
  private var knownPlaces: [(region: RegionID, place: UInt64)] {
    let listed = format.copyPlaces(imageSize: reader.size).map(\.place) + signature.copyPlaces(reader.size)
    var result = listed.filter { signature.matches(reader, at: $0) }.map { (region: 0, place: $0) }
    for (backup, declared) in zip(signature.backups, recognition.backups.filter(\.places.areKnown)) {
      for place in backup.places.places(in: reader.size)
      where FormatSignature.matches(backup.magic, reader, at: place) {
        result.append((declared.region, place))
      }
    }
    return result
  }

  /// A copy, if it is one.
  ///
  /// Where one may be there may as well be anything, and a short magic number is there by chance: it says itself that it is
  /// there, or it is one of what is there now, or its magic number is a long one.
  private func backup(_ copy: CopyExamination, _ primary: Recognised?) -> Recognised? {
    var copy = copy
    let region = copy.element.region
    var isPlaced = region != recognition.region
    if !isPlaced, let number = ownNumber(copy) {
      isPlaced = true
      if number != copy.element.ordinal, let other = examined(region, copy.element.place, number) { copy = other }
    }
    var found = recognised(copy, .backup)
    found.isSound = found.isSound && isPlaced
    let isKin = found.uuid != nil && found.uuid == primary?.uuid
    let length = magic(region).reduce(0) { $0 + $1.bytes.count }
    return found.isSound || isKin || length >= 8 ? found : nil
  }

  /// What people call the format whatever an image says.
  private var plainTitle: String { recognition.titles.first { $0.condition == nil }?.text ?? format.title }

  /// The lookalike with the longest magic, since one may begin like another.
  private func lookalikes() -> [Recognised] {
    let there = format.lookalikes.filter { lookalike in
      reader.bytes(at: lookalike.offset, count: lookalike.magic.count) == lookalike.magic
    }
    let places = Set(there.map(\.offset)).sorted()
    return places.compactMap { place in
      there.filter { $0.offset == place }.max { $0.magic.count < $1.magic.count }.map { lookalike in
        var found = Recognised(
          id: "\(format.name)-\(lookalike.name.map { $0 == "_" ? "-" : String($0) }.joined())",
          title: "\(plainTitle) in a layout of its past", category: recognition.category, offset: place,
          length: UInt64(lookalike.magic.count))
        if let doc = lookalike.doc { found.details.append(doc.hasSuffix(".") ? String(doc.dropLast()) : doc) }
        return found
      }
    }
  }
}
