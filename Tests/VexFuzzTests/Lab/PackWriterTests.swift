import Foundation
import Testing
import VexBytes

@testable import VexFuzz

/// What is written in Swift is what the guest reads in C.
@Suite struct PackWriterTests {
  /// Prints what the guest's own reader finds.
  private static let printer = """
    #include "pack.h"
    #include <stdio.h>

    int main(int count, char **arguments)
    {
    	struct pack pack;
    	struct group group;
    	struct items items;
    	struct item item;
    	struct extent extent;
    	struct patch patch;

    	if (count != 2 || !pack_open(&pack, arguments[1]))
    		return 1;
    	printf("%u %u %lu\\n", pack.items, pack.groups, pack.largest);
    	for (uint32_t number = 0; pack_group(&pack, number, &group, &items); number++) {
    		printf("group %u %u %u %lu\\n", group.device, group.first, group.count, group.size);
    		for (uint32_t i = 0; pack_extent(&pack, &group, i, &extent); i++)
    			printf("extent %lu %lu %u\\n", extent.offset, extent.length, pack.bytes[extent.place]);
    		while (next_item(&items, &item)) {
    			const uint8_t *at = item.bytes;

    			printf("item %u '%.*s'\\n", item.number, item.name_length, item.name);
    			while (next_patch(&item, &at, &patch))
    				printf("patch %lu %u %u\\n", patch.offset, patch.length, patch.bytes[patch.length - 1]);
    		}
    	}
    	return 0;
    }
    """

  @Test func theGuestReadsWhatIsWritten() throws {
    let first = LabGroup(
      device: .loop, size: 1023, base: SparseSource(size: 4096, pieces: [(0, [1, 2]), (600, [3])]),
      items: [LabItem(title: "a step", kind: .step, step: "cycles:9"), LabItem(title: "nothing", kind: .device)])
    let second = LabGroup(
      device: .ram, size: 1 << 40, base: SparseSource(size: 1 << 40, pieces: [(1 << 39, [1, 2])]),
      items: [
        LabItem(
          title: "two patches", kind: .mutant,
          patches: [.init(offset: 5, bytes: [7]), .init(offset: 1 << 33, bytes: [8, 9])])
      ])
    let pack = try #require(PackWriter.bytes(LabPlan(groups: [first, second])))
    #expect(pack.count.isMultiple(of: 512))
    #expect(
      try Self.read(pack) == """
        3 2 1099511627776
        group 2 0 2 512
        extent 0 2 1
        extent 600 1 3
        item 0 'cycles:9'
        item 1 ''
        group 1 2 1 1099511627776
        extent 549755813888 2 1
        item 2 ''
        patch 5 1 7
        patch 8589934592 2 9

        """)
  }

  @Test func cutPacksAreNotFollowed() throws {
    let group = LabGroup(
      device: .ram, size: 512, base: SparseSource(size: 512, pieces: []),
      items: [LabItem(title: "", kind: .mutant, patches: [.init(offset: 0, bytes: [1])])])
    var pack = try #require(PackWriter.bytes(LabPlan(groups: [group])))
    pack[512 + 47] = 0x7f  // the length of the items
    #expect(try Self.read(pack) == "1 1 512\n")
  }

  private static func read(_ pack: [UInt8]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vexfmt-pack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let guest = Shipped.root.appending(path: "test_env/fastlab")
    let (source, program, file) = (
      folder.appending(path: "print.c"), folder.appending(path: "print"), folder.appending(path: "pack")
    )
    try Data(printer.utf8).write(to: source)
    try Data(pack).write(to: file)
    _ = try run(
      "/usr/bin/gcc",
      [
        "-std=gnu11", "-D_GNU_SOURCE", "-fsanitize=address,undefined", "-I", guest.path, source.path,
        guest.appending(path: "pack.c").path, "-o", program.path,
      ])
    return try run(program.path, [file.path])
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: output, as: UTF8.self)
  }
}
