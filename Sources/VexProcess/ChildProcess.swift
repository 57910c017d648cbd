import Glibc
import VexBytes

/// A program to be run to its end, within bounds of time and of what it says.
///
/// It gets a process group of its own, the three standard descriptors and no others, and signals as they are by default.
/// Whatever is left of the group when the program has ended, or has used up its bounds, is killed.
public struct ChildProcess: Sendable {
  /// The path of the program; it is not searched for.
  public var program: String
  /// What follows its name on its command line.
  public var arguments: [String]
  /// Its environment; nil for that of this process.
  public var environment: [(name: String, value: String)]?
  /// The folder that it runs in; nil for that of this process.
  public var folder: String?
  /// What it may use up.
  public var limits: Limits

  /// What a program may use up.
  public struct Limits: Sendable {
    /// So long it may take; nil for as long as it likes.
    public var time: Duration?
    /// So many bytes it may write to its standard output.
    public var output: Int
    /// So many bytes of what it writes to its standard error are kept, the first and the last.
    public var errors: Int

    /// Makes limits.
    public init(time: Duration? = nil, output: Int = .max, errors: Int = 1 << 20) {
      (self.time, self.output, self.errors) = (time, output, errors)
    }
  }

  /// How a program ended.
  public enum Ending: Sendable, Equatable {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
    /// It was killed, for its time was over.
    case tookTooLong
    /// It was killed, for it said too much.
    case saidTooMuch
  }

  /// What a run left.
  public struct Result: Sendable {
    /// How it ended.
    public var ending: Ending
    /// The standard output.
    public var output: [UInt8]
    /// What is kept of the standard error.
    public var errors: KeptText
  }

  /// Why a program could not be started.
  public struct Problem: Error, CustomStringConvertible {
    /// The errno.
    public var code: Int32
    /// The system's words for it.
    public var description: String { systemMessage(code) }
  }

  /// Makes a description of a run; nothing is started yet.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [(name: String, value: String)]? = nil,
    folder: String? = nil, limits: Limits = Limits()
  ) {
    (self.program, self.arguments, self.environment) = (program, arguments, environment)
    (self.folder, self.limits) = (folder, limits)
  }

  /// Runs the program with some bytes as its standard input, and waits for its end.
  ///
  /// That a program does not read its input is no error. Throws when it cannot be started.
  public func run(input: [UInt8] = []) throws(Problem) -> Result {
    let pipes = try Pipes()
    let process = try started(pipes)
    pipes.closeTheirs()
    // A program that closes its input must not end this one.
    let guarded = SilencedPipeSignal()
    defer { guarded.end() }
    var dialogue = Dialogue(pipes: pipes, process: process, input: input, limits: limits)
    return dialogue.run()
  }
}

extension ChildProcess {
  /// So often a program that is being written is tried, `pause` apart: two seconds in all.
  private static let attempts = 200
  /// In microseconds.
  private static let pause: UInt32 = 10_000

  /// Starts the program.
  ///
  /// One that has only just been written may be open for writing for a moment longer, in whatever process was started while
  /// it was written, and is waited for.
  private func started(_ pipes: Pipes) throws(Problem) -> pid_t {
    for _ in 1..<Self.attempts {
      do { return try spawnAndKeep(pipes) } catch { guard error.code == ETXTBSY else { throw error } }
      usleep(Self.pause)
    }
    return try spawnAndKeep(pipes)
  }

  private func spawnAndKeep(_ pipes: Pipes) throws(Problem) -> pid_t {
    try Termination.starting { () throws(Problem) in try spawn(pipes) }
  }
}

/// The beginning and the end of a text that may be endless.
public struct KeptText: Sendable {
  /// The first bytes.
  public private(set) var first: [UInt8] = []
  /// How many bytes between the first and the last are not kept.
  public private(set) var dropped = 0
  private var last: [UInt8] = []
  private let half: Int

  init(limit: Int) { half = max(1, limit / 2) }

  mutating func append(_ bytes: ArraySlice<UInt8>) {
    let room = half - first.count
    first += bytes.prefix(room)
    last += bytes.dropFirst(room)
    // Seldom, so that what is dropped is moved once.
    if last.count > 2 * half {
      dropped += last.count - half
      last.removeFirst(last.count - half)
    }
  }

  /// All that is kept, with a line about what is not.
  public var text: String {
    let (start, end) = (String(decoding: first, as: UTF8.self), String(decoding: last, as: UTF8.self))
    return dropped == 0 ? start + end : "\(start)\n[\(dropped) bytes are left out]\n\(end)"
  }
}
