import VexBytes
public import VexCodecs
import VexFormatSpec

extension LabPlan {
  /// A file for the emulator.
  public struct DiskFile: Sendable {
    /// Its name.
    public var name: String
    /// Its contents.
    public var bytes: [UInt8]
  }

  /// The image of the devices on which reads fail, and for each what fails, as QEMU's blkdebug reads it.
  ///
  /// Empty when the plan has no such devices.
  public func brokenDisk(_ program: Program) throws -> [DiskFile] {
    guard let group = groups.first(where: { $0.device.isBroken }) else { return [] }
    let image = group.image([])
    var bytes: [UInt8] = []
    try image.read(at: 0, into: &bytes, count: Int(group.size))
    let raw = RawImage(format: program.format, source: image)
    let places = program.format.mount.reads.compactMap { read in
      if case .found(let subject) = raw.mountElement(read, program) { subject.context.place } else { nil }
    }
    var files = [DiskFile(name: "broken.img", bytes: bytes)]
    for (name, place) in [("broken-first.conf", places.first), ("broken-last.conf", places.last)] {
      let sector = (place ?? 0) / LabGroup.sector
      let text = "[inject-error]\nevent = \"read_aio\"\nerrno = \"5\"\nsector = \"\(sector)\"\n"
      files.append(DiskFile(name: name, bytes: [UInt8](text.utf8)))
    }
    return files
  }
}
