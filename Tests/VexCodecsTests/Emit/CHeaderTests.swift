import Foundation
import Testing
import VexBytes
@testable import VexCodecs
@testable import VexFormatSpec

/// The header: every type of field, fields that share bytes, and what names them.
@Suite struct CHeaderTests {
  static func format() -> Format {
    let big = IntegerType(width: 4, isSigned: true, order: .big)
    let bits = [BitField(name: "kind", at: 12, width: 4)]
    let inner = Make.structure(
      "extent", size: 12,
      [Make.field("start", at: 0, 8, .integer(Make.u64)), Make.field("default", at: 8, 4, .integer(big))])
    let magic = RuleTemplate(
      kind: "magic",
      predicate: .holds(
        Expression(
          .compareBytes(
            Expression(.bytes([]), type: .bytes(4), location: Make.location),
            Expression(.bytes(Array("TO\"Y".utf8)), type: .bytes(4), location: Make.location), negated: false),
          type: .boolean, location: Make.location)),
      severity: SeverityPolicy(always: .error), stage: .magic, statement: "magic is TO\"Y", isLocal: true,
      location: Make.location)
    let fields: [Field] = [
      Make.field("magic", at: 0, 4, .bytes(4), rules: [magic]),
      Make.field("version", at: 4, 4, .integer(Make.u32)),
      Make.field("old", at: 8, 24, nil, versions: [1]),
      Make.field("uuid", at: 8, 16, .uuid(mixedEndian: false), versions: [2, 3]),
      Make.field("incompat", at: 24, 4, .flags(0, Make.u32), versions: [2, 3]),
      Make.field("mode", at: 28, 2, .bitFields(Make.u16, bits), versions: [2, 3]),
      // Reaches beyond what version 1 had, and leaves two bytes before it to nobody.
      Make.field("64bit", at: 32, 1, .enumeration(0, Make.u8)),
      Make.field("label", at: 33, 7, .text(7, nulRequired: true)),
      Make.field("names", at: 40, 16, .array(element: .text(8, nulRequired: false), count: .fixed(2))),
      Make.field("first", at: 56, 12, .structure(0)),
      Make.field("rest", at: 68, 24, .array(element: .structure(0), count: .fixed(2))),
      Make.field("map", at: 92, 2, .bits(.fixed(13))),
      // An open field: its type does not say how many bytes there are.
      Make.field("tail", at: 94, 10, .array(element: .integer(Make.u32), count: .fixed(1))),
    ]
    var format = Make.format(
      structures: [
        Make.structure("superblock", size: 104, minimum: 32, byVersion: [1: 32, 2: 104], []), inner,
      ],
      rules: [
        Make.info(1, "toy/superblock/bytes"), Make.info(7, "toy/superblock.magic/magic", errno: .invalid),
        Make.info(9, "toy/superblock.magic.magic"),
      ])
    // The inner structure comes after the one that holds it.
    format.structures[0].fields = fields.map { field in
      var field = field
      switch field.type {
      case .structure(0)?: field.type = .structure(1)
      case .array(.structure(0), let count)?: field.type = .array(element: .structure(1), count: count)
      default: break
      }
      return field
    }
    format.constants = [
      Constant(name: "block_bytes", value: 4096, unit: .byte), Constant(name: "limit", value: 1 << 40),
    ]
    format.enumerations = [
      Enumeration(name: "kind", storage: Make.u8, bits: 8, cases: [("crc32c", 1), ("xxh64", 2)], isOpen: false),
      Enumeration(name: "wide", storage: Make.u64, bits: 64, cases: [("none", .max)], isOpen: true),
    ]
    format.flagSets = [
      FlagSet(
        name: "incompat", storage: Make.u32, bits: 32, unknown: .error,
        flags: [
          Flag(name: "migrating", bit: 0, mount: .error), Flag(name: "old_log", bit: 5, mount: .readonly),
          Flag(name: "plain", aliases: ["simple"], bit: 31, mount: .none),
        ])
    ]
    format.features = [FeatureWord(name: "incompat", field: 4, flags: 0)]
    format.versions = VersionTable(structure: 0, field: 1, known: [1, 2, 3], drafts: [], written: 2)
    return format
  }

  static let main = """
    #include <stdio.h>
    #include <string.h>
    #include "toy_validate.h"

    #define SAY(x) printf(#x " %llu\\n", (unsigned long long)(x))

    int main(void)
    {
    \tstruct toy_superblock sb;

    \tmemset(&sb, 0, sizeof(sb));
    \tmemcpy(sb.magic, TOY_SUPERBLOCK_MAGIC_VALUE, sizeof(sb.magic));
    \tsb.incompat = toy_cpu_to_le32(TOY_INCOMPAT_SIMPLE);
    \tsb.version = toy_cpu_to_le32(2);
    \tsb.first.default_ = toy_cpu_to_be32(0x01020304);
    \tSAY(((unsigned char *)&sb)[64]);
    \tSAY(toy_has_plain(&sb));
    \tSAY(toy_has_migrating(&sb));
    \tsb.version = toy_cpu_to_le32(1);
    \tSAY(toy_has_plain(&sb));
    \tSAY(sizeof(sb));
    \tSAY(offsetof(struct toy_superblock, mode));
    \tSAY(offsetof(struct toy_superblock, rest[1].default_));
    \tSAY(TOY_INCOMPAT_KNOWN);
    \tSAY(TOY_INCOMPAT_REFUSE);
    \tSAY(TOY_INCOMPAT_READONLY);
    \tSAY(TOY_WIDE_NONE);
    \tSAY(TOY_LIMIT);
    \tSAY(TOY_KIND_XXH64);
    \tSAY(TOY_SUPERBLOCK_SIZE_V1);
    \tSAY(TOY_SUPERBLOCK_MODE_KIND_SHIFT);
    \tSAY(TOY_RULE_SUPERBLOCK_MAGIC_MAGIC_2);
    \tSAY(toy_rule_errno(7));
    \tSAY(toy_rule_errno(8));
    \tprintf("%s %s\\n", toy_rule_name(9), sb.magic[2] == '"' ? "quoted" : "");
    \treturn toy_rule_name(8) != NULL;
    }

    """

  @Test(arguments: CToolchain.Compiler.allCases)
  func headerMeansWhatTheFormatSays(_ compiler: CToolchain.Compiler) throws {
    let files = CEmitter(program: Make.program(Self.format(), [])).files(flavour: .kernel)
    let toolchain = try CToolchain(files + [GeneratedFile(path: "main.c", contents: Self.main)])
    defer { toolchain.remove() }
    let program = try toolchain.compile(
      ["main.c", "toy_validate.c"], with: compiler, options: CToolchain.sanitizers)
    let lines = String(decoding: try CToolchain.run(program), as: UTF8.self).split(separator: "\n")
    let values = lines.dropLast().map { $0.split(separator: " ").last.map(String.init) ?? "" }
    #expect(
      values == [
        "1", "1", "0", "0", "104", "28", "88", "2147483681", "2147483615", "32", "18446744073709551615",
        "1099511627776", "2", "32", "12", "9", "22", "0",
      ])
    #expect(lines.last == "toy/superblock.magic.magic quoted")
  }

  @Test func assertsCatchAnotherLayout() throws {
    var format = Self.format()
    // A member of eight bytes where the specification has four: what the compiler makes of it is another layout.
    let header = CHeaderEmitter(format: format, flavour: .kernel).file()
    let broken = header.contents.replacing("__le32 version;", with: "__le64 version;")
    try #require(broken != header.contents)
    let main = GeneratedFile(path: "main.c", contents: "#include \"toy_format.h\"\nint main(void) { return 0; }\n")
    for (contents, compiles) in [(header.contents, true), (broken, false)] {
      let toolchain = try CToolchain([GeneratedFile(path: header.path, contents: contents), main])
      defer { toolchain.remove() }
      let result = Result { try toolchain.compile(["main.c"], with: .gcc, options: []) }
      #expect(((try? result.get()) != nil) == compiles)
    }
    // A gap between fields that share bytes with others is filled.
    format.structures[0].fields[5].storage = .stored(offset: 30, size: 2)
    let moved = CHeaderEmitter(format: format, flavour: .kernel).file()
    let toolchain = try CToolchain([moved, main])
    defer { toolchain.remove() }
    #expect(throws: Never.self) { try toolchain.compile(["main.c"], with: .clang, options: []) }
  }

  @Test func machinesOfOtherByteOrderAndWordSizeAgreeOnTheLayout() throws {
    let emitter = CEmitter(program: CStepTests.program())
    let format = CHeaderEmitter(format: Self.format(), flavour: .uapi).file()
    let toolchain = try CToolchain(
      emitter.files(flavour: .kernel) + [GeneratedFile(path: "u.c", contents: format.contents)])
    defer { toolchain.remove() }
    // The C library of this machine has its list of missing functions for its own word size only.
    let stubs = toolchain.folder.appending(path: "gnu")
    try FileManager.default.createDirectory(at: stubs, withIntermediateDirectories: true)
    try Data().write(to: stubs.appending(path: "stubs-32.h"))
    for target in ["s390x-linux-gnu", "powerpc64-linux-gnu", "arm-linux-gnueabi"] {
      let options = [
        "-target", target, "-fsyntax-only", "-I\(toolchain.folder.path)", "-isystem", "/usr/include/x86_64-linux-gnu",
      ]
      for file in ["toy_validate.c", "u.c"] {
        let arguments = CToolchain.warnings + options + [toolchain.folder.appending(path: file).path]
        #expect(throws: Never.self) { try CToolchain.run(CToolchain.Compiler.clang.url, arguments) }
      }
    }
  }

  @Test func exportedHeaderHasOnlyTheLayout() throws {
    let format = Make.format(
      structures: [
        Make.structure(
          "seal", size: 13,
          [
            Make.field("magic", at: 0, 4, .bytes(4)), Make.field("count", at: 4, 8, .integer(Make.u64), versions: [2]),
            Make.field("reserved", at: 4, 9, nil, versions: [1]),
          ])
      ], rules: [Make.info(3, "toy/seal.magic/magic")])
    let golden = """
      /* SPDX-License-Identifier: GPL-2.0-only */
      /*
       * The on-disk format of toy.
       *
       * Generated by vexfmt from toy.yaml, do not edit.
       * Change the specification and regenerate: vexfmt gen-headers --spec toy.yaml
       */
      #ifndef _UAPI_DISK_FORMAT_H
      #define _UAPI_DISK_FORMAT_H

      #include <linux/types.h>

      #define DISK_SEAL_SIZE 13
      struct disk_seal {
      \t__u8 magic[4];
      \tunion {
      \t\t__le64 count; /* v2 */
      \t\t__u8 reserved[9]; /* v1 */
      \t} __attribute__((packed));
      } __attribute__((packed));

      /* Rule numbers. They never change and are never given again. */
      #define DISK_RULE_SEAL_MAGIC_MAGIC 3U

      /* The compiler's layout is the format's. */
      #if defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
      _Static_assert(sizeof(struct disk_seal) == 13, "size of disk_seal");
      _Static_assert(__builtin_offsetof(struct disk_seal, magic) == 0, "offset of magic");
      _Static_assert(sizeof(((struct disk_seal *)0)->magic) == 4, "size of magic");
      _Static_assert(__builtin_offsetof(struct disk_seal, count) == 4, "offset of count");
      _Static_assert(sizeof(((struct disk_seal *)0)->count) == 8, "size of count");
      _Static_assert(__builtin_offsetof(struct disk_seal, reserved) == 4, "offset of reserved");
      _Static_assert(sizeof(((struct disk_seal *)0)->reserved) == 9, "size of reserved");
      #endif

      #endif /* _UAPI_DISK_FORMAT_H */

      """
    let files = CEmitter(program: Make.program(format, []), prefix: "disk").files(flavour: .uapi)
    #expect(files == [GeneratedFile(path: "disk_format.h", contents: golden)])
  }
}
