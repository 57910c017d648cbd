import VexFormatSpec

/// Prints a format and its checks as C that compiles in the Linux kernel and in user space.
///
/// The files are deterministic: the same program gives the same bytes.
public struct CEmitter: Sendable {
  /// What is printed.
  public var program: Program
  /// What names begin with instead of the format's name.
  public var prefix: String?

  /// For whom files are made.
  public enum Flavour: String, Sendable, CaseIterable {
    /// Layout, rules and validators, for a kernel module and for programs.
    case kernel
    /// The layout alone, as a header that a kernel exports to user space.
    case uapi
  }

  /// Makes an emitter; `prefix` replaces the format's name at the front of every name.
  public init(program: Program, prefix: String? = nil) {
    self.program = program
    self.prefix = prefix
  }

  /// The files of a flavour: `vexfs_format.h`, and for the kernel `vexfs_validate.h` and `vexfs_validate.c`.
  public func files(flavour: Flavour) -> [GeneratedFile] {
    let names = CNames(format: program.format, prefix: prefix)
    let header = CHeaderEmitter(format: program.format, names: names, flavour: flavour).file()
    switch flavour {
    case .uapi: return [header]
    case .kernel: return [header] + CValidatorEmitter(program: program, names: names).files()
    }
  }

  /// A user-space program that runs the validators on cases from its standard input: `vexfs_dispatch.c`.
  ///
  /// See `CDispatchEmitter` for the protocol. It is compiled together with the files of the flavour `kernel`.
  public func dispatcher() -> GeneratedFile {
    CDispatchEmitter(program: program, names: CNames(format: program.format, prefix: prefix)).file()
  }
}

extension CHeaderEmitter {
  /// The header of a format by itself.
  init(format: Format, prefix: String? = nil, flavour: CEmitter.Flavour) {
    self.init(format: format, names: CNames(format: format, prefix: prefix), flavour: flavour)
  }
}
