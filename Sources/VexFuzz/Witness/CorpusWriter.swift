import VexBytes
public import VexCodecs
import VexFormatSpec
public import VexPlugins

/// Turns witnesses into cases of whole images.
public struct CorpusWriter {
  /// The program, for what checks read.
  public let program: Program
  let predictor: Predictor

  /// Makes a writer.
  public init(program: Program, checksums: ChecksumRegistry) {
    self.program = program
    predictor = Predictor(format: program.format, checksums: checksums)
  }

  /// The case that shows a witness; nil when the fresh image cannot be patched so that the element breaks the rule alone.
  ///
  /// - `fresh`: the image that the witness's baseline was taken from, of version `version` and made with `settings`.
  public func corpusCase(
    _ witness: Witness, fresh: [UInt8], version: UInt64, settings: [String: String] = [:]
  ) -> CorpusCase? {
    let format = program.format
    guard let rule = format.rule(witness.rule) else { return nil }
    let image = image(of: witness.subject, insteadOf: witness.baseline.subject, in: fresh)
    let region = format.regions[witness.subject.region].name
    var result = CorpusCase(
      rule: rule.name, severity: witness.finding.severity, offset: witness.finding.offset, version: version,
      baseSize: UInt64(fresh.count), settings: settings,
      element: CorpusCase.Element(region: region, index: witness.subject.context.index))
    if image.count != fresh.count { result.size = UInt64(image.count) }
    result.patches = CorpusCase.patches(from: fresh, to: image)
    guard let subject = subject(of: result, fresh: fresh), predictor.findings(subject) == [witness.finding] else {
      return nil
    }
    return result
  }

  /// The element that a case is about.
  public func subject(of corpusCase: CorpusCase, fresh: [UInt8]) -> StructureCase? {
    let format = program.format
    guard let element = corpusCase.element,
      let region = format.regions.firstIndex(where: { $0.name == element.region }),
      let structure = format.regions[region].structure, let check = program.check(of: structure)
    else { return nil }
    return RawImage(format: format, bytes: corpusCase.image(fresh)).structureCase(region, element.index, check)
  }

  /// The sound image with a mutant in place of the structure that it was made from, and checksums as they then are.
  ///
  /// Nil when no image shows the mutant as it was checked: at another place, with other arguments, in a larger image.
  public func image(showing mutant: StructureCase, of baseline: Baseline, in sound: [UInt8]) -> [UInt8]? {
    let (around, before) = (mutant.context, baseline.subject.context)
    guard around.place == before.place, around.index == before.index,
      let check = program.check(of: mutant.structure)
    else { return nil }
    let image = image(of: mutant, insteadOf: baseline.subject, in: sound)
    let raw = RawImage(format: program.format, bytes: image)
    guard let shown = raw.structureCase(mutant.region, around.index, check), shown.bytes == mutant.bytes,
      shown.context.checkContext == around.checkContext
    else { return nil }
    return image
  }

  private func image(of mutant: StructureCase, insteadOf sound: StructureCase, in fresh: [UInt8]) -> [UInt8] {
    var editor = ImageEditor(program: program, reader: predictor.reader, bytes: fresh)
    editor.putAsItIs(mutant)
    var image = editor.bytes
    let end = min(mutant.context.imageSize, UInt64(fresh.count))
    if mutant.bytes.count < sound.bytes.count {
      image.removeLast(image.count - Int(mutant.context.place) - mutant.bytes.count)
    } else if end < UInt64(image.count) {
      image.removeLast(image.count - Int(end))
    }
    return image
  }
}
