extension Specimen {
  /// An XFS image; mkfs.xfs makes such small ones only for the tests of XFS, which say so by three variables.
  private static func xfs(_ name: String, size: String = "32M", _ options: String, then command: String = "true")
    -> Specimen
  {
    Specimen(
      name, size: size,
      "TEST_DIR=. TEST_DEV=. QA_CHECK_FS=1 mkfs.xfs -q \(options) a.img 2>/dev/null && \(command)")
  }

  /// Over the options that change what is where.
  static let xfs: [Specimen] = [
    xfs("version 5", ""),
    xfs("version 4", "-m crc=0,finobt=0 -d agcount=2"),
    xfs("the oldest version 4", "-m crc=0,finobt=0 -n ftype=0 -l version=1,lazy-count=0 -i projid32bit=0"),
    xfs("reverse mapping", "-m rmapbt=1,reflink=1"),
    xfs("without anything new", "-m finobt=0,reflink=0,rmapbt=0,bigtime=0,inobtcount=0 -i sparse=0"),
    xfs("big timestamps and counted inodes", "-m bigtime=1,inobtcount=1 -i nrext64=1"),
    xfs("sectors of 4096 bytes", "-s size=4096 -i size=2048"),
    xfs("blocks of 1024 bytes", "-b size=1024 -n size=8192"),
    xfs("blocks of 512 bytes", "-b size=512 -m crc=0,finobt=0 -i size=256"),
    xfs("eight groups with a label", size: "128M", "-d agcount=8 -L vexfmt"),
    xfs("a short last group", size: "40001k", "-d agsize=16m"),
    xfs("stripes", size: "64M", "-d su=64k,sw=4 -l su=64k"),
    xfs("metadata UUID", "", then: "xfs_admin -U generate a.img >/dev/null"),
    xfs("changed UUID of version 4", "-m crc=0,finobt=0", then: "xfs_admin -U generate a.img >/dev/null"),
  ]
}
