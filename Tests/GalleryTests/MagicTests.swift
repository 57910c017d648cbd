import Foundation
import Testing
import TestSupport
import VexCodecs

/// What the installed headers of Linux say of the formats, which for EROFS is its magic number alone.
@Suite("Magic numbers") struct MagicTests {
  private static let macros = [
    "squashfs": ("SQUASHFS_MAGIC", "SQUASHFS_SUPERBLOCK_S_MAGIC_VALUE"),
    "erofs": ("EROFS_SUPER_MAGIC_V1", "EROFS_SUPERBLOCK_MAGIC_VALUE"),
    "f2fs": ("F2FS_SUPER_MAGIC", "F2FS_SUPERBLOCK_MAGIC_VALUE"),
  ]

  @Test("are those of linux/magic.h", arguments: macros.keys.sorted())
  func magic(_ name: String) throws {
    let (theirs, ours) = try #require(Self.macros[name])
    let scratch = try Scratch()
    for file in CEmitter(program: try Gallery(name).program).files(flavour: .kernel) {
      try scratch.write(file.contents.utf8, to: file.path)
    }
    let text = """
      #include <linux/magic.h>
      #include "\(name)_format.h"
      _Static_assert(\(theirs) == \(ours), "the magic number");
      """
    try scratch.write(text.utf8, to: "magic.c")
    try scratch.shell("gcc -std=gnu11 -Wall -Wextra -Werror -c magic.c")
  }
}
