import VexFormatSpec

/// Prints the header that describes a format's bytes: structures, constants, enumerations, flags, rule numbers.
struct CHeaderEmitter {
  /// The format.
  let format: Format
  /// Its names in C.
  let names: CNames
  /// Who includes the header.
  let flavour: CEmitter.Flavour

  /// `vexfs_format.h`.
  func file() -> GeneratedFile {
    GeneratedFile(path: "\(names.prefix)_format.h", contents: text())
  }

  private func text() -> String {
    var code = CodePrinter(indent: "\t")
    let title = format.title.isEmpty ? format.name : format.title
    code.print(lines: CText.banner(format, about: "The on-disk format of \(title).", isHeader: true))
    let guardName = flavour == .uapi ? "_UAPI_\(names.upper)_FORMAT_H" : "_\(names.upper)_FORMAT_H"
    code.print("#ifndef \(guardName)\n#define \(guardName)\n")
    printIncludes(&code)
    printConstants(&code)
    printEnumerations(&code)
    printFlags(&code)
    for id in format.structuresInnermostFirst { printStructure(id, &code) }
    printIoctls(&code)
    printRules(&code)
    if flavour == .kernel { printFeatureTests(&code) }
    printAsserts(&code)
    code.separate()
    code.print("#endif /* \(guardName) */")
    return code.text
  }

  private func printIncludes(_ code: inout CodePrinter) {
    switch flavour {
    case .uapi:
      code.print("#include <linux/types.h>")
    case .kernel:
      code.print(
        """
        #ifdef __KERNEL__
        #include <linux/build_bug.h>
        #include <linux/compiler.h>
        #include <linux/stddef.h>
        #include <linux/types.h>
        #include <asm/byteorder.h>
        #else
        #include <assert.h>
        #include <stdbool.h>
        #include <stddef.h>
        #include <stdint.h>
        #ifdef __linux__
        #include <linux/types.h>
        #else
        typedef uint8_t __u8;
        typedef int8_t __s8;
        typedef uint16_t __u16, __le16, __be16;
        typedef uint32_t __u32, __le32, __be32;
        typedef unsigned long long __u64, __le64, __be64;
        typedef long long __s64;
        #endif
        #ifndef __packed
        #define __packed __attribute__((__packed__))
        #endif
        #endif
        """)
      code.print()
      printByteOrder(&code)
    }
    code.print()
  }

  /// Conversions of stored integers that have the same names in the kernel and in user space.
  private func printByteOrder(_ code: inout CodePrinter) {
    code.print(lines: CText.comment("Stored integers to and from the byte order of the machine."))
    code.print("#ifdef __KERNEL__")
    let kinds = ["le", "be"].flatMap { order in [16, 32, 64].map { (order, $0) } }
    for (order, width) in kinds {
      code.print("#define \(names.prefix)_\(order)\(width)_to_cpu(x) \(order)\(width)_to_cpu(x)")
      code.print("#define \(names.prefix)_cpu_to_\(order)\(width)(x) cpu_to_\(order)\(width)(x)")
    }
    for order in ["le", "be"] {
      let isSame = order == "le" ? "__ORDER_LITTLE_ENDIAN__" : "__ORDER_BIG_ENDIAN__"
      code.print(order == "le" ? "#else" : "#endif")
      code.print("#if __BYTE_ORDER__ == \(isSame)")
      for width in [16, 32, 64] {
        code.print("#define \(names.prefix)_\(order)\(width)_to_cpu(x) ((__u\(width))(x))")
        code.print("#define \(names.prefix)_cpu_to_\(order)\(width)(x) ((__\(order)\(width))(x))")
      }
      code.print("#else")
      for width in [16, 32, 64] {
        code.print("#define \(names.prefix)_\(order)\(width)_to_cpu(x) ((__u\(width))__builtin_bswap\(width)(x))")
        let swapped = "__builtin_bswap\(width)(x)"
        code.print("#define \(names.prefix)_cpu_to_\(order)\(width)(x) ((__\(order)\(width))\(swapped))")
      }
    }
    code.print("#endif\n#endif")
  }
}
