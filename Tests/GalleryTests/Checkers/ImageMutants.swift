import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins

@testable import VexFuzz

/// Copies of an image in which one structure is changed, by the fuzzer's plan: each field by each verb, with checksums right again.
struct ImageMutants {
  /// A copy, and what was done to it.
  struct Mutant {
    var title: String
    var image: PatchedImage
  }

  private let image: PatchedImage
  private let gallery: Gallery
  private let plans: [MutationPlan]
  private let reader: ChecksumReader

  /// Plans mutants of the first two elements of each region.
  init(_ image: PatchedImage, _ gallery: Gallery, seed: UInt64) {
    self.image = image
    self.gallery = gallery
    let reader = Predictor(format: gallery.format, checksums: .builtIn).reader
    self.reader = reader
    plans = RawImage(format: gallery.format, source: image).baselines(gallery.program, limit: 2).compactMap {
      MutationPlan($0, gallery.format, reader, seed: seed, surroundings: false)
    }
  }

  /// One of so many, spread over all structures.
  func some(oneIn parts: Int) -> [Mutant] {
    plans.flatMap { plan in
      stride(from: 0, to: plan.mutants.count, by: parts).compactMap { mutant(plan.mutants[$0], plan) }
    }
  }

  /// The image with a mutant; nil if nothing of it is another.
  private func mutant(_ mutant: VexFuzz.Mutant, _ plan: MutationPlan) -> Mutant? {
    let sound = plan.baseline.subject
    var batch = MutantBatch(sound)
    batch.append(mutant, number: 0, plan.repair, gallery.format, reader)
    guard let changed = batch.entries.first.map({ batch.subject($0) }) else { return nil }
    var result = image
    // Checksums may be kept in other structures.
    for (before, after) in zip(sound.context.sources, changed.context.sources) where before.bytes != after.bytes {
      result = result.replacing(at: after.place, after.bytes)
    }
    let isSame =
      changed.bytes == sound.bytes && changed.context.sources.map(\.bytes) == sound.context.sources.map(\.bytes)
    guard !isSame else { return nil }
    return Mutant(
      title: "\(plan.baseline.name) \(plan.describe(mutant))",
      image: result.replacing(at: sound.context.place, changed.bytes))
  }
}
