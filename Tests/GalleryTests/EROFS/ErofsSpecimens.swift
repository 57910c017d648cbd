/// Images over the options of mkfs.erofs that change the layout.
enum ErofsSpecimens {
  static let uuid = "11111111-2222-3333-4444-555555555555"

  /// Files that compress, that do not, and that are large enough for several chunks.
  private static let tree =
    "mkdir -p tree/sub && head -c 40000 /dev/urandom >tree/noise && seq 20000 >tree/text && ln -s text tree/sub/link "
    + "&& for i in $(seq 60); do echo $i >tree/sub/f$i; done && "

  private static func made(_ options: String) -> String { tree + "mkfs.erofs --quiet \(options) a.img tree" }

  static let all: [Specimen] = [
    Specimen("not compressed", made("")), Specimen("lz4", made("-zlz4")),
    Specimen("lz4 without padding", made("-zlz4 -Elegacy-compress")),
    Specimen("lz4hc in large clusters", made("-zlz4hc,9 -C16384")),
    Specimen("lz4 with packed tails", made("-zlz4 -Eztailpacking")),
    Specimen("chunks", made("--chunksize=4096")), Specimen("large chunks", made("--chunksize=16384")),
    Specimen("chunks with indexes", made("--chunksize=4096 -Eforce-chunk-indexes")),
    Specimen("chunks as block maps", made("--chunksize=4096 -Eforce-inode-blockmap")),
    Specimen("a second device", made("--chunksize=4096 --blobdev=blob")),
    Specimen("compact inodes", made("-Eforce-inode-compact -T1700000000")),
    Specimen("extended inodes", made("-Eforce-inode-extended --preserve-mtime")),
    Specimen("nothing inline", made("-Enoinline_data")), Specimen("a UUID", made("-U \(uuid)")),
    Specimen("a time for all", made("-T1700000000 --all-root")),
    Specimen("owners", made("--force-uid=70000 --force-gid=80000")),
  ]

  static func named(_ name: String) -> Specimen? { all.first { $0.name == name } }
}
