import Foundation
import Testing
import VexFuzz

/// Boots of a shell script that behaves like an emulator whose guest gets into trouble.
@Suite struct GuestBootsTests {
  /// Writes the lines of a boot as a guest does: their length at 0, the text from 64 on.
  private static let script = """
    say() {
      text="$text$1
    "
      printf '%s' "$text" | dd of="$answers" bs=1 seek=64 conv=notrunc status=none
      length=$(printf '%s' "$text" | wc -c)
      printf "\\\\$(printf %o $((length % 256)))\\\\$(printf %o $((length / 256)))" |
        dd of="$answers" bs=1 conv=notrunc status=none
    }
    first=$1 answers=$2 console=$3 text=
    say "boot 1.2.3-test"
    n=$first
    while [ "$n" -lt 6 ]; do
      say "> $n"
      if [ "$n" -eq 1 ]; then echo "Kernel panic - not syncing" >"$console"; exit 0; fi
      if [ "$n" -eq 3 ]; then exec sleep 600; fi
      say "< $n 0 0 : i vexfs: (ram0p1) verdict=ro rule=none offset=0 errno=0"
      n=$((n + 1))
    done
    say "time 1 2 1000"
    say done
    """

  private static func boots(_ script: String, count: UInt32 = 6) throws -> [GuestBoots.Boot] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vexfmt-boots-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let boots = GuestBoots(
      command: ["/bin/sh", "-c", script, "sh", "{first}", "{answers}", "{console}"], folder: folder, count: count,
      patience: 2)
    let result = try boots.run()
    #expect(GuestBoots.boots(in: folder).map(\.answers.outcomes) == result.map(\.answers.outcomes))
    #expect(GuestBoots.boots(in: folder).map(\.answers.isHung) == result.map(\.answers.isHung))
    #expect(result.allSatisfy { $0.answers.host != nil })
    return result
  }

  @Test func aCrashAndAHangCostOneItemEach() throws {
    let boots = try Self.boots(Self.script)
    #expect(boots.map(\.answers.unfinished) == [1, 3, nil])
    #expect(boots.map(\.answers.isHung) == [false, true, false])
    #expect(boots.map(\.answers.isDone) == [false, false, true])
    #expect(boots.map { $0.answers.outcomes.keys.sorted() } == [[0], [2], [4, 5]])
    #expect(boots.first?.console == "Kernel panic - not syncing\n")
    #expect(boots.last?.answers.release == "1.2.3-test")
    #expect(boots.last?.answers.times[.ram]?.mounts == 2)
  }

  @Test func aGuestThatDoesNotComeUpIsTriedOnce() throws {
    let boots = try Self.boots("exit 3")
    #expect(boots.count == 1)
    #expect(boots.first?.answers.host?.status == 3)
    #expect(boots.first?.answers.release == nil)
  }

  @Test func crashesWithoutEndEnd() throws {
    let crashing = Self.script.replacing("-eq 1 ]", with: "-ge 0 ]")
    #expect(try Self.boots(crashing, count: 4).map(\.answers.unfinished) == [0, 1, 2, 3])
  }

  @Test func anEmulatorThatIsNotThereIsAnError() {
    let boots = GuestBoots(
      command: ["/nonexistent/qemu"], folder: FileManager.default.temporaryDirectory.appending(path: UUID().uuidString),
      count: 1, patience: 1)
    #expect(throws: (any Error).self) { try boots.run() }
  }
}
