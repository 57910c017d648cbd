import ArgumentParser

/// The host's side of the fast lab; `scripts/test-vm.sh` calls it.
@main
struct VexlabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vexlab",
    abstract: "Packs cases for the kernel module, boots the guest that tries them, and judges its answers.",
    discussion: "Exit status: 0 done, and all is well; 1 something is not; 64 wrong usage.",
    subcommands: [PackCommand.self, BootCommand.self, JudgeCommand.self])
}
