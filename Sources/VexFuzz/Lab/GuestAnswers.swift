/// What a guest said in one boot; `test_env/fastlab/init.c` describes the lines.
public struct GuestAnswers: Sendable {
  /// The kernel's release; nil when the guest did not come so far.
  public private(set) var release: String?
  /// What became of the items that were run to their ends.
  public private(set) var outcomes: [UInt32: Outcome] = [:]
  /// The item that was begun last.
  public private(set) var last: UInt32?
  /// Why the guest gave up; nil when it did not.
  public private(set) var failure: String?
  /// Whether everything was run.
  public private(set) var isDone = false
  /// Whether the host ended the boot because nothing happened any more.
  public private(set) var isHung = false
  /// How long the emulator ran, and how much of a processor's time it took, in milliseconds, and its exit status (128 and more
  /// for signals); nil when the host did not say.
  public private(set) var host: (wall: UInt64, processor: UInt64, status: Int32)?
  /// Mounts that were timed, and how long they took, by kind of device.
  public private(set) var times: [LabDevice: (mounts: UInt64, microseconds: UInt64)] = [:]

  /// What became of an item.
  public enum Outcome: Sendable, Equatable {
    /// A mount: the error number that the system call gave, entries of the root directory (-1 when it was not read), and what
    /// the kernel said.
    case mount(errno: Int32, entries: Int, messages: String)
    /// A step.
    case step(passed: Bool, text: String)
  }

  /// The line that the host adds when it ends a boot.
  static let hung = "hung"

  /// The line that the host adds at the end, of milliseconds and the emulator's exit status.
  static func host(wall: UInt64, processor: UInt64, status: Int32) -> String { "host \(wall) \(processor) \(status)" }

  /// Reads a guest's lines; what is not understood is left out, since a crash may leave anything.
  public init(text: String) {
    for line in text.split(separator: "\n") { read(line) }
  }

  /// The item that was begun and not ended; nil when there is none.
  public var unfinished: UInt32? { last.flatMap { outcomes[$0] == nil ? $0 : nil } }

  private mutating func read(_ line: Substring) {
    let words = line.split(separator: " ", maxSplits: 4)
    func rest(_ count: Int) -> String {
      line.split(separator: " ", maxSplits: count).dropFirst(count).first.map(String.init) ?? ""
    }
    switch words.first.map(String.init) {
    case "boot": release = rest(1)
    case "fail": failure = rest(1)
    case "done": isDone = true
    case Self.hung: isHung = true
    case "host":
      guard words.count == 4, let wall = UInt64(words[1]), let processor = UInt64(words[2]),
        let status = Int32(words[3])
      else { return }
      host = (wall, processor, status)
    case ">":
      if words.count == 2, let number = UInt32(words[1]) { last = number }
    case "<":
      guard words.count == 5, let number = UInt32(words[1]), let errno = Int32(words[2]), let entries = Int(words[3])
      else { return }
      outcomes[number] = .mount(errno: errno, entries: entries, messages: String(words[4]))
    case "=":
      guard words.count >= 3, let number = UInt32(words[1]) else { return }
      outcomes[number] = .step(passed: words[2] == "ok", text: rest(3))
    case "time":
      guard words.count == 4, let device = UInt32(words[1]).flatMap({ LabDevice(rawValue: $0) }),
        let mounts = UInt64(words[2]), let microseconds = UInt64(words[3])
      else { return }
      let known = times[device] ?? (0, 0)
      times[device] = (known.mounts &+ mounts, known.microseconds &+ microseconds)
    default: break
    }
  }
}
