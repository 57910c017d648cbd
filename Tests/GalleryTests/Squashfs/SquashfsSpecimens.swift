/// Images over the options of mksquashfs that change the layout.
enum SquashfsSpecimens {
  /// Files of random sizes, which end in fragments, and text that compresses.
  private static let tree =
    "mkdir -p tree/sub && for i in 1 2 3 4 5 6 7 8 9; do head -c $((i * 1700)) /dev/urandom >tree/f$i; done "
    + "&& seq 20000 >tree/sub/text && ln -s text tree/sub/link && "

  private static func made(_ options: String) -> String {
    tree + "mksquashfs tree a.img -noappend -quiet -no-progress \(options)"
  }

  static let all: [Specimen] =
    ["gzip", "lz4", "lzo", "xz", "zstd", "lzma"].map { Specimen("compressor \($0)", made("-comp \($0)")) }
    + ["4K", "128K", "1M"].map { Specimen("blocks of \($0)", made("-b \($0)")) }
    + [
      Specimen("lz4 with options", made("-comp lz4 -Xhc")),
      Specimen("gzip with options", made("-comp gzip -Xcompression-level 1 -Xwindow-size 10")),
      Specimen("no fragments", made("-no-fragments")),
      Specimen("always fragments", made("-always-use-fragments -b 4K")),
      Specimen("many fragments", more),
      Specimen("no xattrs", made("-no-xattrs")),
      Specimen("xattrs", xattrs("")),
      Specimen("xattrs as they are", xattrs("-noX -exports")),
      Specimen("no export table", made("-no-exports")),
      Specimen("nothing compressed", made("-noI -noId -noD -noF -noX -no-duplicates")),
      Specimen("ids as they are", made("-noId")),
      Specimen("not padded", made("-nopad")),
      Specimen("many ids", tree + ids + "mksquashfs tree a.img -noappend -quiet -no-progress -pf ids"),
    ]

  /// 1,200 files with tails of their own, which are more than one block of fragments describes.
  private static let more =
    "mkdir more && for i in $(seq 1200); do head -c 3500 /dev/urandom >more/$i; done && "
    + "mksquashfs more a.img -noappend -quiet -no-progress -b 4K -comp lz4"

  /// 2,500 owners, which are more than one block of ids holds.
  private static let ids = "for i in $(seq 2500); do echo \"d$i d 755 $((i + 1000)) 0\"; done >ids && "

  /// tar has extended attributes whatever the filesystem of the test has; two kinds of them.
  private static func xattrs(_ options: String) -> String {
    tree + "tar --format=pax --pax-option=SCHILY.xattr.user.note:=first -cf - -C tree f1 f2 sub "
      + "| sqfstar -quiet -no-progress \(options) a.img"
  }
}
