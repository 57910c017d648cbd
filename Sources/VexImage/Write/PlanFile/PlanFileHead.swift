/// What a plan file begins with: whose plan it is.
public struct PlanFileHead: Sendable, Equatable {
  /// What the plan does, for people.
  public var title: String
  /// The target's path when the file was made, from the root.
  public var path: String
  /// Which file or device that was.
  public var identity: TargetIdentity
  /// When the file was made, in seconds since 1970 UTC.
  public var created: Int64
  /// Whether it has the bytes from before: an undo file, and not only a plan.
  public var hasOldBytes: Bool
  /// Size of the target before, in bytes.
  public var sizeBefore: UInt64
  /// Size of the target after, in bytes.
  public var size: UInt64
  /// What may be lost, as `WritePlan.ground` says.
  public var ground: String
  /// What told the device from others; none of a file.
  public var marks: DeviceMarks

  /// The version of the file's format that is written, and the only one that is read.
  static let version: UInt32 = 1

  /// The head as the payload of a record.
  var payload: [UInt8] {
    var bytes = RecordBytes()
    bytes.put(Self.version)
    bytes.put(UInt8(hasOldBytes ? 1 : 0))
    bytes.put(UInt8(identity.isBlockDevice ? 1 : 0))
    bytes.put(identity.device)
    bytes.put(identity.node)
    bytes.put(created)
    bytes.put(sizeBefore)
    bytes.put(size)
    bytes.put(title)
    bytes.put(path)
    bytes.put(ground)
    // Left out where there are none, which older files do not have at all.
    if marks != DeviceMarks() { bytes.put(marks.text) }
    return bytes.bytes
  }

  /// Reads a payload; nil when it is none, or of another version.
  init?(_ payload: [UInt8]) {
    var reader = RecordReader(payload)
    guard reader.integer(UInt32.self) == Self.version, let old = reader.integer(UInt8.self), old <= 1,
      let block = reader.integer(UInt8.self), block <= 1, let device = reader.integer(UInt64.self),
      let node = reader.integer(UInt64.self), let created = reader.integer(Int64.self),
      let sizeBefore = reader.integer(UInt64.self), let size = reader.integer(UInt64.self),
      let title = reader.text(), let path = reader.text(), let ground = reader.text(),
      let marks = reader.rest == 0 ? "" : reader.text(), reader.rest == 0,
      sizeBefore <= ByteSize.maximum, size <= ByteSize.maximum
    else { return nil }
    self.init(
      title: title, path: path, identity: TargetIdentity(isBlockDevice: block == 1, device: device, node: node),
      created: created, hasOldBytes: old == 1, sizeBefore: sizeBefore, size: size, ground: ground,
      marks: DeviceMarks(text: marks))
  }

  /// The path of the target: what the user names, or what the file of this head names if nobody else can have written it.
  ///
  /// Whoever makes others run a file of his must not choose what it writes to. Throws `notOwn`.
  func targetPath(named: String?, in file: FileStorage) throws(PlanFileError) -> String {
    if let named { return named }
    guard file.isOwn else { throw PlanFileError(path: file.name, kind: .notOwn(target: path)) }
    return path
  }

  /// Throws `otherDevice` when a target that nobody named is provably not the device that the file of this head was made
  /// for: numbers and paths are given to another one as soon as a disk is gone.
  public func requireSameDevice(_ target: Target, named: String?, in file: String) throws(PlanFileError) {
    guard named == nil, let mark = marks.contradiction(to: target.marks) else { return }
    throw PlanFileError(path: file, kind: .otherDevice(target: target.path, mark: mark))
  }

  /// Makes a head.
  init(
    title: String, path: String, identity: TargetIdentity, created: Int64, hasOldBytes: Bool, sizeBefore: UInt64,
    size: UInt64, ground: String = "", marks: DeviceMarks = DeviceMarks()
  ) {
    self.title = title
    self.path = path
    self.identity = identity
    self.created = created
    self.hasOldBytes = hasOldBytes
    self.sizeBefore = sizeBefore
    self.size = size
    self.ground = ground
    self.marks = marks
  }
}
