import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

/// Recognises a format that has a specification, and what the specification lists as lookalikes.
struct SpecifiedFormat {
  let program: Program
  let checksums: ChecksumRegistry

  private var format: Format { program.format }

  /// What of the format is on the image.
  func findings(_ source: ProbeReader) -> [Recognised] {
    var findings = lookalikes(source)
    let signature = FormatSignature(format)
    if signature.matches(source), let place = signature.place {
      findings.append(examine(source, place, ordinal: 0))
      // Copies are where the first one says.
      for ordinal in 1..<format.lastCopy + 1 {
        guard let element = try? RegionWalker(program: program, source: ImageElements(source)).find(0, ordinal),
          element.place != place, signature.matches(source, at: element.place)
        else { continue }
        findings.append(examine(source, element.place, ordinal: ordinal))
      }
    }
    // Without the first one, a copy is where the format has one whatever the image says, or in the last block.
    let last = signature.copyPlaces(source.size).map { (ordinals: format.lastCopy...format.lastCopy, place: $0) }
    for (ordinals, place) in format.copyPlaces(imageSize: source.size) + last where signature.matches(source, at: place)
    {
      guard !findings.contains(where: { $0.id == format.name && $0.offset == place }) else { continue }
      for ordinal in ordinals {
        let found = examine(source, place, ordinal: ordinal)
        guard found.isSound else { continue }
        findings.append(found)
        break
      }
    }
    return findings
  }

  /// The lookalike with the longest magic, since one may begin like another.
  private func lookalikes(_ reader: ProbeReader) -> [Recognised] {
    let there = format.lookalikes.filter { lookalike in
      reader.bytes(at: lookalike.offset, count: lookalike.magic.count) == lookalike.magic
    }
    let places = Set(there.map(\.offset)).sorted()
    return places.compactMap { place in
      there.filter { $0.offset == place }.max { $0.magic.count < $1.magic.count }.map { lookalike in
        var found = Recognised(
          id: "\(format.name)-\(lookalike.name.map { $0 == "_" ? "-" : String($0) }.joined())",
          title: "\(format.title) in a layout of its past", offset: place,
          length: UInt64(lookalike.magic.count))
        if let doc = lookalike.doc { found.details.append(doc.hasSuffix(".") ? String(doc.dropLast()) : doc) }
        return found
      }
    }
  }

  /// Checks the first structure, or a copy of it, and reads what people know it by.
  private func examine(_ source: any ByteSource, _ place: UInt64, ordinal: UInt64) -> Recognised {
    var found = Recognised(
      id: format.name, title: format.title, structure: format.regions.first?.name ?? "superblock",
      role: ordinal == 0 ? .primary : .backup, offset: place, length: 0)
    guard let id = format.regions.first?.structure,
      let validator = try? ImageValidator(program: program, checksums: checksums),
      let examined = CopyExamination(validator, source, at: place, ordinal: ordinal)
    else { return found }
    let (run, instance) = (examined.run, examined.instance)
    let current = run.walker.evaluator.within(instance)
    found.length = (try? current.size(of: instance)) ?? examined.element.length
    found.version = (try? current.version()).flatMap { format.versions == nil ? nil : "\($0)" }
    found.label = field("label", current).flatMap { if case .text(let text) = $0, !text.isEmpty { text } else { nil } }
    found.uuid = field("uuid", current).flatMap { if case .uuid(let uuid) = $0 { uuid.description } else { nil } }
    // Whose only fault is that it says so is otherwise sound.
    found.isUnderWay = format.marking.map(examined.says) ?? false
    found.isSound = examined.isSound || found.isUnderWay
    found.checksum = checksum(run, current, id, isSound: found.isSound)
    return found
  }

  private func field(_ name: String, _ evaluator: Evaluator) -> DecodedValue? {
    guard let structure = evaluator.current?.structure,
      let id = format.structures[structure].fields.firstIndex(where: { $0.name == name })
    else { return nil }
    return StructureDecoder(format: format).field(id, evaluator)?.value
  }

  /// What the checksums of the structure itself say.
  private func checksum(
    _ run: ValidationRun, _ evaluator: Evaluator, _ id: StructureID, isSound: Bool
  ) -> Recognised.Checksum {
    let fields = format.structures[id].fields
    let sealed = fields.indices.contains { index in
      fields[index].rules.contains { $0.stage == .checksum } && (try? evaluator.isPresent(index)) == true
    }
    guard sealed else { return .none }
    let failed = run.result.findings.filter { $0.stage == .checksum }
    if failed.contains(where: { !$0.isUnverified }) { return .wrong }
    // Whoever failed earlier may not have come to the checksum.
    return failed.isEmpty && isSound ? .valid : .unverified
  }
}
