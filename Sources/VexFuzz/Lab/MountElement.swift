import VexCodecs
import VexFormatSpec

extension RawImage {
  /// The elements that a mount of this image reads; those of regions that its version does not have are left out.
  ///
  /// Nil for elements that cannot be found.
  func mountElement(_ read: Mount.Read, _ program: Program) -> MountElement {
    let declared = format.regions[read.region]
    if let versions = declared.versions {
      guard let version = try? Evaluator(format: format, world: self).version(), versions.contains(version) else {
        return .absent
      }
    }
    guard let structure = declared.structure, let check = program.check(of: structure),
      let subject = structureCase(read.region, read.index, check)
    else { return .unreachable }
    return .found(subject)
  }
}

/// What is there to be read.
enum MountElement {
  /// The image's version has no such region.
  case absent
  /// No place of it can be found.
  case unreachable
  /// The element.
  case found(StructureCase)
}
