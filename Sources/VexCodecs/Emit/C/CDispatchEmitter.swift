import VexFormatSpec

/// Prints a program that runs a format's C validators on many cases, for tests and for fuzzing.
///
/// The program reads cases from its standard input until that ends and writes one result for each to its standard
/// output, in the same order. All integers are little-endian. A case is
///
/// | bytes | type | meaning |
/// |---|---|---|
/// | 0 | u32 | number of bytes of the case that follow this field, at most 2^28 |
/// | 4 | u32 | structure: index in `Format.structures` |
/// | 8 | u32 | bit 0: run without checksum algorithms; other bits 0 |
/// | 12 | u64 | place of the structure in the image, in bytes |
/// | 20 | u64 | index of the element in its region |
/// | 28 | u64 | size of the image, in bytes |
/// | 36 | u32 | number of sources, as `CheckProgram.sources` has |
/// | 40 | u32 | number of parameters, as `CheckProgram.parameters` has |
/// | 44 | u64 × n | the parameters |
/// | then for each source | u32 + bytes | length and bytes; 0xffffffff without bytes is a null pointer |
/// | last | u32 + bytes | length and bytes of the structure itself |
///
/// and a result is 24 bytes:
///
/// | bytes | type | meaning |
/// |---|---|---|
/// | 0 | u32 | number of the rule that decided; 0 when none failed |
/// | 4 | i32 | what the check returned: 0 or a negative errno |
/// | 8 | u64 | offset in the image |
/// | 16 | u8 | severity: 0 none, 1 warning, 2 readonly, 3 error |
/// | 17 | u8 | 1 if a checksum was not verified because its algorithm is not there |
/// | 18 | u16 | status: 0 checked, 1 no such check, 2 contradicts itself or the check; unless 0 the rest is 0 |
/// | 20 | u32 | number of findings that were reported on the way |
///
/// Every run of bytes is copied into a block of its own that ends where the bytes end, at an address that goes through
/// all alignments, so that a sanitizer sees any read beyond it. The program ends with 0 after the last case, with 2 if
/// its input ends within one or a case is too long.
///
/// Checksums come from `vexfmt_checksums.h`, which is not generated.
struct CDispatchEmitter {
  /// What is printed.
  let program: Program
  /// Its names in C.
  let names: CNames

  private var validator: CValidatorEmitter { CValidatorEmitter(program: program, names: names) }

  /// `vexfs_dispatch.c`.
  func file() -> GeneratedFile {
    var code = CodePrinter(indent: "\t")
    let about = "Runs the checks on cases from standard input."
    code.print(lines: CText.banner(program.format, about: about, isHeader: false))
    code.print("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>")
    code.print("#include \"\(names.prefix)_validate.h\"\n#include \"vexfmt_checksums.h\"\n")
    printChecksums(&code)
    code.print(Self.input.replacing("PREFIX", with: names.prefix))
    let most = program.checks.map(\.sources.count).max() ?? 0
    let mostParameters = program.checks.map(\.parameters.count).max() ?? 0
    code.print(
      """

      struct job {
      \tstruct \(names.prefix)_ctx ctx;
      \tu64 place;
      \tu64 index;
      \tu64 parameters[\(max(1, mostParameters))];
      \tstruct bytes sources[\(max(1, most))];
      \tstruct bytes buf;
      };

      """)
    printCounts(&code)
    printRun(&code)
    code.print(Self.main.replacing("PREFIX", with: names.prefix))
    return GeneratedFile(path: "\(names.prefix)_dispatch.c", contents: code.text)
  }

  /// Adapters from this format's ops table to functions that know no format.
  private func printChecksums(_ code: inout CodePrinter) {
    let p = names.prefix
    let members = validator.algorithmMembers.enumerated().compactMap { slot, member in member.map { (slot, $0) } }
    if !members.isEmpty { code.print(Self.adapter.replacing("PREFIX", with: p) + "\n") }
    for (slot, _) in members {
      let name = program.algorithms[slot]
      code.print("static int checksum_\(slot)(void *opaque, const struct \(p)_checksum_request *request,")
      code.print("\t\t      u64 digest[4])")
      code.block("{") {
        $0.print("(void)opaque;\nreturn checksum(\(CText.string(name.utf8)), request, digest);")
      }
      code.print()
    }
    code.block("static const struct \(p)_checksum_ops ops = {", "};\n") { code in
      if members.isEmpty { code.print(".none = NULL,") }
      for (slot, member) in members { code.print(".\(member) = checksum_\(slot),") }
    }
  }

  private func printCounts(_ code: inout CodePrinter) {
    code.block("static int counts(u32 structure, u32 *sources, u32 *parameters)\n{") { code in
      code.block("switch (structure) {") { code in
        for check in program.checks {
          code.print("case \(check.structure): /* \(CText.oneLine(check.name)) */")
          code.indented {
            $0.print("*sources = \(check.sources.count);\n*parameters = \(check.parameters.count);\nreturn 0;")
          }
        }
        code.print("default:\n\t*sources = 0;\n\t*parameters = 0;\n\treturn -1;")
      }
    }
    code.print()
  }

  private func printRun(_ code: inout CodePrinter) {
    code.block("static int run(u32 structure, struct job *job, struct \(names.prefix)_finding *finding)\n{") { code in
      code.block("switch (structure) {") { code in
        for check in program.checks {
          code.print("case \(check.structure):")
          code.indented { printCall(check, &$0) }
        }
        code.print("default:\n\tbreak;")
      }
      code.print("(void)job;\n(void)finding;\nreturn 0;")
    }
    code.print()
  }

  private func printCall(_ check: CheckProgram, _ code: inout CodePrinter) {
    var arguments = ["&job->ctx", "job->buf.start", "job->buf.len", "job->place", "job->index"]
    for (number, source) in check.sources.enumerated() {
      switch source.origin {
      case .given: arguments += ["job->sources[\(number)].start", "job->sources[\(number)].len"]
      case .region(let region):
        let member = validator.member(of: region)
        code.print("job->ctx.\(member) = job->sources[\(number)].start;")
        code.print("job->ctx.\(member)_len = job->sources[\(number)].len;")
      }
    }
    arguments += check.parameters.indices.map { "job->parameters[\($0)]" } + ["finding"]
    let call = "return \(names.name(check.name, "check"))("
    code.print(CCheckEmitter.call(call, arguments, depth: code.depth, closing: ");"))
  }
}
