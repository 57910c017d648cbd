import VexBytes
import Foundation
import TestSupport
import Testing
import VexCodecs
import VexFormatSpec

@testable import VexFuzz

/// The generated C and Rust find the elements that the regions' own expressions find, and gives their checks the same values.
@Suite("Places in C and Rust")
struct PlaceTests {
  /// Prints, for an image of `size` bytes whose superblock comes from standard input, every place that C knows.
  private static func driver(_ program: Program, indices: Range<UInt64>) -> String {
    let calls = program.places.map { place in
      let outputs = place.parameters.indices.map { "&given[\($0)]" }
      let arguments = ["&ctx", "index", "&place"] + outputs + ["&finding"]
      return """
        status = vexfs_\(place.name)_place(\(arguments.joined(separator: ", ")));
        printf("\(place.name) %llu %d %u %llu", index, status, finding.rule, place);
        for (int i = 0; i < \(place.parameters.count); i++) printf(" %llu", given[i]);
        printf("\\n");
        """
    }
    return """
      #include <stdio.h>
      #include <stdlib.h>
      #include "vexfs_validate.h"
      int main(int argc, char **argv)
      {
        static unsigned char superblock[4096];
        size_t len = fread(superblock, 1, sizeof(superblock), stdin);
        struct vexfs_ctx ctx = { .image_size = strtoull(argv[argc - 1], NULL, 10), .superblock = superblock, .superblock_len = len };
        for (u64 index = \(indices.lowerBound); index < \(indices.upperBound); index++) {
          struct vexfs_finding finding;
          u64 place, given[8];
          int status;
          \(calls.joined(separator: "\n"))
        }
        return 0;
      }
      """
  }

  /// What the regions' expressions say: the place and what is given, or nil when there is no such element in the image.
  private func expected(_ image: RawImage, _ place: PlaceProgram, _ index: UInt64) -> [UInt64]? {
    let format = image.format
    let region = format.regions[place.region]
    let minimum = UInt64(format.structures[region.structure ?? 0].size.minimum)
    let version = try? Evaluator(format: format, world: image).version()
    if let versions = region.versions, version.map(versions.contains) != true { return nil }
    guard let count = try? image.count(of: place.region), count * max(1, minimum) <= image.imageSize, index < count,
      let element = try? image.element(place.region, index), element.place + minimum <= image.imageSize
    else { return nil }
    return [element.place] + element.given.compactMap { if case .integer(let value) = $0 { value } else { nil } }
  }

  @Test("Sound and damaged superblocks")
  func agrees() throws {
    let program = try Shipped.program.get()
    let files = CEmitter(program: program).files(flavour: .kernel)
    let folder = FileManager.default.temporaryDirectory.appending(path: "vexfmt-places-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in files { try Data(file.contents.utf8).write(to: folder.appending(path: file.path)) }
    try Data(Self.driver(program, indices: 0..<40).utf8).write(to: folder.appending(path: "main.c"))
    let executable = folder.appending(path: "places")
    _ = try CompiledC.run(
      URL(filePath: "/usr/bin/cc"),
      ["-std=gnu11", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-I", folder.path]
        + ["main.c", "vexfs_validate.c"].map { folder.appending(path: $0).path } + ["-o", executable.path], in: folder)
    #expect(!program.places.isEmpty)
    let rust = try CompiledRust(program.format, spec: "vexfs")

    let steering = program.format.structures[program.format.regions[0].structure ?? 0].fields.compactMap { field in
      ["total_blocks", "inode_table", "regions"].contains(field.name)
        ? field.offset.map { $0..<$0 + min(field.byteCount ?? 0, 200) } : nil
    }
    #expect(steering.count == 3)
    var random = SeededGenerator(seed: 5)
    var found = 0
    for fresh in try Shipped.images.get() where fresh.size < 1 << 24 {
      let sound = try fresh.bytes()
      for round in 0..<100 {
        var bytes = sound
        // Damage what says where elements are.
        for _ in 0..<(round == 0 ? 0 : Int(random.next() % 6) + 1) {
          let field = try #require(steering.randomElement(using: &random))
          let at = field.lowerBound + Int(random.next() % UInt64(field.count))
          guard bytes.indices.contains(at) else { continue }
          bytes[at] = UInt8(random.next() % 4 == 0 ? random.next() & 0xff : random.next() % 20)
        }
        let image = RawImage(format: program.format, bytes: bytes)
        let output = try CompiledC.run(executable, [String(bytes.count)], input: Array(bytes.prefix(4096)), in: folder)
        if round % 4 == 0 {
          let found = try rust.places(in: bytes.count, superblock: Array(bytes.prefix(4096)))
          #expect(found == String(decoding: output, as: UTF8.self), "round \(round)")
        }
        for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
          let words = line.split(separator: " ")
          let place = try #require(program.places.first { $0.name == words[0] })
          let index = try #require(UInt64(words[1]))
          let answer = words.dropFirst(4).compactMap { UInt64($0) }
          if let expected = expected(image, place, index) {
            found += 1
            #expect(words[2] == "0" && answer == expected, "round \(round): \(line)")
          } else {
            #expect(words[2] != "0" && words[3] != "0", "round \(round): \(line)")
          }
        }
      }
    }
    #expect(found > 1000)
  }
}
