import VexBytes
import VexCodecs
import VexFormatSpec
import VexFuzz
import VexImage

/// Changes one structure of an image, with its checksums.
enum ImageMutator {
  static func mutate(_ input: [UInt8], _ random: inout SeededGenerator, _ engine: EngineMutator) -> [UInt8]? {
    guard let program = try? ShippedFormats.library.program(for: MemorySource(input)) else { return nil }
    let loaded = ShippedFormats.named(program.format.name)
    let found = RawImage(format: loaded.format, bytes: input).baselines(loaded.program, limit: 3)
    guard !found.isEmpty else { return nil }
    let subject = found[random.next(below: found.count)].subject
    let changed = CaseMutator.mutate(subject, loaded, &random, engine).bytes
    guard let place = Int(exactly: subject.context.place), place <= input.count else { return nil }
    var image = input
    let count = min(changed.count, subject.bytes.count, image.count - place)
    image.replaceSubrange(place..<place + count, with: changed.prefix(count))
    return image
  }
}
