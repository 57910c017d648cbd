public import Foundation

/// Boots the guest until every item of a pack has been tried: after a crash or a hang again, from the item behind it.
public struct GuestBoots {
  /// The emulator and its arguments.
  ///
  /// `{first}` stands for the first item's number, `{answers}` and `{console}` for files of this boot.
  public var command: [String]
  /// Where the files go: `boot-N.answers`, `boot-N.console`.
  public var folder: URL
  /// Number of items in the pack.
  public var count: UInt32
  /// A boot without any answer for so long is ended, in seconds.
  public var patience: Double
  /// So many boots at most.
  public var limit = 20
  /// Size of the memory that the guest answers in, in bytes.
  public static let answerBytes = 1 << 25
  private static let headerBytes = 64

  /// Makes a runner.
  public init(command: [String], folder: URL, count: UInt32, patience: Double) {
    self.command = command
    self.folder = folder
    self.count = count
    self.patience = patience
  }

  /// What one boot left.
  public struct Boot: Sendable {
    /// What the guest said.
    public var answers: GuestAnswers
    /// What the kernel printed on its console.
    public var console: String

    /// Makes a boot.
    public init(answers: GuestAnswers, console: String) {
      self.answers = answers
      self.console = console
    }
  }

  /// Runs it; answers the boots in order.
  ///
  /// Throws when the emulator cannot be started. A boot in which no item was begun is the last: the next would end like it.
  public func run() throws -> [Boot] {
    var boots: [Boot] = []
    var first: UInt32 = 0
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for old in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where old.lastPathComponent.hasPrefix("boot-") { try FileManager.default.removeItem(at: old) }
    while boots.count < limit {
      let boot = try self.boot(number: boots.count + 1, first: first)
      boots.append(boot)
      guard !boot.answers.isDone, let last = boot.answers.last, last < .max, last + 1 < count,
        boot.answers.failure == nil
      else {
        break
      }
      first = last + 1
    }
    return boots
  }

  /// The boots that a folder has files of.
  public static func boots(in folder: URL) -> [Boot] {
    var boots: [Boot] = []
    while let answers = try? Data(contentsOf: folder.appending(path: "boot-\(boots.count + 1).answers")) {
      let console = (try? Data(contentsOf: folder.appending(path: "boot-\(boots.count + 1).console"))) ?? Data()
      boots.append(
        Boot(
          answers: GuestAnswers(text: String(decoding: answers, as: UTF8.self)),
          console: String(decoding: console, as: UTF8.self)))
    }
    return boots
  }

  private func boot(number: Int, first: UInt32) throws -> Boot {
    let memory = folder.appending(path: "boot-\(number).memory")
    let console = folder.appending(path: "boot-\(number).console")
    try Data().write(to: memory)
    let handle = try FileHandle(forUpdating: memory)
    try handle.truncate(atOffset: UInt64(Self.answerBytes))
    defer {
      try? handle.close()
      try? FileManager.default.removeItem(at: memory)
    }
    let process = Process()
    let arguments = command.map {
      $0.replacing("{first}", with: "\(first)").replacing("{answers}", with: memory.path)
        .replacing("{console}", with: console.path)
    }
    process.executableURL = URL(filePath: arguments.first ?? "")
    process.arguments = Array(arguments.dropFirst())
    process.standardInput = FileHandle.nullDevice
    let (begin, before) = (Date(), Self.processorTime())
    try process.run()
    let isHung = try wait(for: process, handle)
    var text = try Self.answers(handle)
    let wall = UInt64(max(0, Date().timeIntervalSince(begin)) * 1000)
    let host = GuestAnswers.host(
      wall: wall, processor: Self.processorTime() &- before,
      status: (process.terminationReason == .exit ? 0 : 128) + process.terminationStatus)
    text += Data("\(isHung ? "\(GuestAnswers.hung)\n" : "")\(host)\n".utf8)
    try text.write(to: folder.appending(path: "boot-\(number).answers"))
    return Boot(
      answers: GuestAnswers(text: String(decoding: text, as: UTF8.self)),
      console: String(decoding: (try? Data(contentsOf: console)) ?? Data(), as: UTF8.self))
  }

  /// What ended processes of this one took of a processor's time, in milliseconds.
  private static func processorTime() -> UInt64 {
    var usage = rusage()
    guard unsafe getrusage(RUSAGE_CHILDREN.rawValue, &usage) == 0 else { return 0 }
    let (user, system) = (usage.ru_utime, usage.ru_stime)
    return UInt64(max(0, (user.tv_sec + system.tv_sec) * 1000 + (user.tv_usec + system.tv_usec) / 1000))
  }

  /// Waits for the emulator's end; ends it when nothing happens any more, and then answers true.
  private func wait(for process: Process, _ memory: FileHandle) throws -> Bool {
    var seen = Data()
    var since = Date()
    while process.isRunning {
      Thread.sleep(forTimeInterval: 0.1)
      try memory.seek(toOffset: 0)
      let now = try memory.read(upToCount: Self.headerBytes) ?? Data()
      if now != seen { (seen, since) = (now, Date()) }
      guard Date().timeIntervalSince(since) > patience else { continue }
      process.terminate()
      let end = Date().addingTimeInterval(5)
      while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.1) }
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      return true
    }
    return false
  }

  /// The text in the memory; the guest says in the first eight bytes how long it is.
  private static func answers(_ memory: FileHandle) throws -> Data {
    try memory.seek(toOffset: 0)
    let header = [UInt8](try memory.read(upToCount: headerBytes) ?? Data())
    let count = header.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    try memory.seek(toOffset: UInt64(headerBytes))
    return try memory.read(upToCount: Int(min(count, UInt64(answerBytes - headerBytes)))) ?? Data()
  }
}
