import VexFormatSpec

extension CHeaderEmitter {
  /// Prints the requests of ioctl(2), which only Linux numbers like this.
  func printIoctls(_ code: inout CodePrinter) {
    guard !format.ioctls.isEmpty else { return }
    code.separate()
    if flavour == .kernel { code.print("#if defined(__KERNEL__) || defined(__linux__)") }
    code.print("#include <linux/ioctl.h>")
    code.print()
    for ioctl in format.ioctls {
      if let doc = ioctl.doc { code.print(lines: CText.comment(doc, depth: code.depth)) }
      let macro =
        switch ioctl.direction {
        case .reads: "_IOR"
        case .writes: "_IOW"
        case .exchanges: "_IOWR"
        }
      let structure = names.structures[ioctl.structure]
      let type = CText.mask(UInt64(ioctl.type), width: 1)
      code.print(
        "#define \(names.macro("IOC", ioctl.name)) \(macro)(\(type), \(ioctl.number), struct \(structure))")
    }
    if flavour == .kernel { code.print("#endif") }
    code.print()
  }
}
