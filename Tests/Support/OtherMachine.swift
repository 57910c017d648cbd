package import VexCodecs
package import VexFuzz

/// A machine of the other byte order: s390x, by Debian's cross compiler and QEMU's emulation of single programs.
package enum OtherMachine {
  /// Compiles the generated C for it, with warnings as errors.
  package static func compile(_ program: Program) throws -> CompiledC {
    guard let compiler = Command.find("s390x-linux-gnu-gcc") else { throw MissingCompiler(name: "s390x-linux-gnu-gcc") }
    guard let emulator = Command.find("qemu-s390x") else { throw MissingCompiler(name: "qemu-s390x") }
    return try CompiledC(
      program, compiler: compiler, options: ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"],
      machine: .emulated(by: emulator))
  }
}
