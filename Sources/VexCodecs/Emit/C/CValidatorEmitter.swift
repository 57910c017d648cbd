import VexFormatSpec

/// Prints the checks of a program as C functions: a header with declarations and a source file with definitions.
struct CValidatorEmitter {
  /// What is printed.
  let program: Program
  /// Its names in C.
  let names: CNames

  /// `vexfs_validate.h` and `vexfs_validate.c`.
  func files() -> [GeneratedFile] {
    [
      GeneratedFile(path: "\(names.prefix)_validate.h", contents: header()),
      GeneratedFile(path: "\(names.prefix)_validate.c", contents: source()),
    ]
  }

  /// Sources that are regions of one thing, which a context holds, in the order of their regions.
  var regionSources: [(member: String, region: RegionID)] {
    var regions: [RegionID: String] = [:]
    for source in program.checks.flatMap(\.sources) + program.places.flatMap(\.sources) {
      if case .region(let region) = source.origin { regions[region] = regions[region] ?? source.name }
    }
    var members = UniqueNames(taken: ["image_size", "checksum", "opaque", "report"])
    return regions.sorted { $0.key < $1.key }.map { region, name in
      let member = members.unique(CNames.identifier(name))
      // The length needs a name of its own as well.
      _ = members.unique("\(member)_len")
      return (member, region)
    }
  }

  /// The member of the context that points to `region`.
  func member(of region: RegionID) -> String {
    regionSources.first { $0.region == region }?.member ?? "region_\(region)"
  }

  private func header() -> String {
    let p = names.prefix
    let u = names.upper
    var code = CodePrinter(indent: "\t")
    let title = program.format.title.isEmpty ? program.format.name : program.format.title
    code.print(lines: CText.banner(program.format, about: "Checks of the structures of \(title).", isHeader: true))
    code.print(
      """
      #ifndef _\(u)_VALIDATE_H
      #define _\(u)_VALIDATE_H

      #include "\(p)_format.h"

      #ifndef __KERNEL__
      typedef __u8 u8;
      typedef __u32 u32;
      typedef __u64 u64;
      typedef __s64 s64;
      #endif

      /* What a failed rule does to a mount; a later one outweighs the earlier ones. */
      enum \(p)_severity {
      \t\(u)_SEVERITY_NONE = 0,
      \t\(u)_SEVERITY_WARNING = 1, /* nothing */
      \t\(u)_SEVERITY_READONLY = 2, /* no writing */
      \t\(u)_SEVERITY_ERROR = 3, /* no mount */
      };

      /**
       * struct \(p)_finding - what a check found
       * @rule: number of the first rule that failed among those of the greatest severity, or 0
       * @severity: enum \(p)_severity
       * @unverified: whether a checksum was not verified because its algorithm is not there
       * @name: name of the rule, or NULL
       * @offset: place in the image of the bytes that the rule is about, in bytes
       */
      struct \(p)_finding {
      \tu32 rule;
      \tu8 severity;
      \tbool unverified;
      \tconst char *name;
      \tu64 offset;
      };

      struct \(p)_checksum_piece {
      \tconst void *data;
      \tsize_t len;
      };

      /**
       * struct \(p)_checksum_request - what a digest is computed of
       * @pieces: bytes that are fed, in order
       * @count: number of pieces
       * @has_initial: whether @initial replaces the algorithm's initial register or seed
       * @has_xorout: whether @xorout replaces the algorithm's final xor
       * @initial: initial register of a CRC, as it is shifted; seed of other algorithms
       * @xorout: final xor of a CRC; other algorithms xor the low 64 bits with it
       */
      struct \(p)_checksum_request {
      \tconst struct \(p)_checksum_piece *pieces;
      \tunsigned int count;
      \tbool has_initial;
      \tbool has_xorout;
      \tu64 initial;
      \tu64 xorout;
      };

      /*
       * Computes a digest and returns its size in bytes, 1 to 32. Integers are stored in digest[0], or
       * for 128 bits with the upper half in digest[1]; byte strings in little-endian words. What is not
       * set is zero already. Anything below 1 means that the digest cannot be computed; what it
       * protects then counts as not verified, never as good.
       */
      typedef int \(p)_checksum_fn(void *opaque, const struct \(p)_checksum_request *request,
      \t\t\t\tu64 digest[4]);

      """)
    printContext(&code)
    code.print("/* Name of a rule; NULL if there is no rule with that number. */")
    code.print("const char *\(p)_rule_name(u32 rule);\n")
    code.print("/* Positive errno with which a rule refuses a mount; 0 if there is no rule with that number. */")
    code.print("int \(p)_rule_errno(u32 rule);\n")
    printDeclarations(&code)
    code.print("#endif /* _\(u)_VALIDATE_H */")
    return code.text
  }

  private func printContext(_ code: inout CodePrinter) {
    let p = names.prefix
    code.print("/* One function for each algorithm; NULL where there is none. */")
    code.block("struct \(p)_checksum_ops {", "};") { code in
      let members = algorithmMembers.compactMap(\.self)
      if members.isEmpty { code.print("\(p)_checksum_fn *none;") }
      for member in members { code.print("\(p)_checksum_fn *\(member);") }
    }
    code.print(
      """

      /**
       * struct \(p)_ctx - what checks take from outside
       * @image_size: size of the image in bytes
       * @checksum: algorithms, or NULL for none
       * @opaque: passed to them
       * @report: called for every failed rule, or NULL
      """)
    for (member, _) in regionSources {
      code.print(" * @\(member): verified bytes of that structure, or NULL while there are none")
      code.print(" * @\(member)_len: their number")
    }
    code.print(" */")
    code.block("struct \(p)_ctx {", "};") { code in
      code.print("u64 image_size;\nconst struct \(p)_checksum_ops *checksum;\nvoid *opaque;")
      code.print("void (*report)(const struct \(p)_ctx *ctx, const struct \(p)_finding *finding);")
      for (member, _) in regionSources { code.print("const void *\(member);\nsize_t \(member)_len;") }
    }
    code.print()
  }

  /// The member of the ops table for each slot; nil for a CRC that the format describes.
  var algorithmMembers: [String?] {
    var members = UniqueNames(taken: [])
    return program.algorithms.map { name in
      program.format.declaredAlgorithm(named: name)?.crc == nil ? members.unique(CNames.identifier(name)) : nil
    }
  }

  private func printDeclarations(_ code: inout CodePrinter) {
    guard !program.checks.isEmpty else { return }
    code.print(
      """
      /*
       * Checks of structures. @buf holds the structure's first @len bytes, which lie at byte @place of the
       * image; @index is the element's index in its region. The bytes may lie at any address and must not
       * change meanwhile. Returns 0 unless a rule of severity error failed, then its negative errno.
       */
      """)
    for check in program.checks {
      let emitter = CCheckEmitter(check: check, validator: self)
      code.print("\(emitter.signature);\n")
    }
    guard !program.places.isEmpty else { return }
    code.print(CPlaceEmitter.comment)
    for place in program.places { code.print("\(CPlaceEmitter(program: place, validator: self).signature);\n") }
  }

  private func source() -> String {
    let p = names.prefix
    var helpers = CHelpers(prefix: p)
    var checks = CodePrinter(indent: "\t")
    for check in program.checks {
      var emitter = CCheckEmitter(check: check, validator: self)
      checks.separate()
      emitter.print(&checks, &helpers)
    }
    for place in program.places {
      checks.separate()
      CPlaceEmitter(program: place, validator: self).print(&checks, &helpers)
    }
    var code = CodePrinter(indent: "\t")
    let title = program.format.title.isEmpty ? program.format.name : program.format.title
    code.print(lines: CText.banner(program.format, about: "Checks of the structures of \(title).", isHeader: false))
    code.print(
      """
      #ifdef __KERNEL__
      #include <linux/errno.h>
      #include <linux/math64.h>
      #include <linux/string.h>
      #else
      #include <errno.h>
      #include <string.h>
      #ifndef EUCLEAN
      #define EUCLEAN 117
      #endif
      #endif
      #include "\(p)_validate.h"

      """)
    printRuleTable(&code)
    helpers.print(&code)
    code.print(raw: checks)
    return code.text
  }
}
