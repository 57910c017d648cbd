import CLinux
import Glibc

/// The three pipes between two processes; descriptors are closed with the last reference.
final class Pipes {
  private(set) var input: (theirs: Int32, ours: Int32) = (-1, -1)
  private(set) var output: (theirs: Int32, ours: Int32) = (-1, -1)
  private(set) var errors: (theirs: Int32, ours: Int32) = (-1, -1)

  init() throws(ChildProcess.Problem) {
    let first = try Self.pipe()
    input = (first.read, first.write)
    let second = try Self.pipe()
    output = (second.write, second.read)
    let third = try Self.pipe()
    errors = (third.write, third.read)
    for descriptor in [input.ours, output.ours, errors.ours] {
      guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw ChildProcess.Problem(code: errno) }
    }
  }

  deinit {
    closeTheirs()
    for descriptor in [input.ours, output.ours, errors.ours] where descriptor >= 0 { close(descriptor) }
  }

  /// Closes what the other process has.
  func closeTheirs() {
    for descriptor in [input.theirs, output.theirs, errors.theirs] where descriptor >= 0 { close(descriptor) }
    (input.theirs, output.theirs, errors.theirs) = (-1, -1, -1)
  }

  /// Closes our end of the input, so that the other process sees its end.
  func closeInput() {
    if input.ours >= 0 { close(input.ours) }
    input.ours = -1
  }

  private static func pipe() throws(ChildProcess.Problem) -> (read: Int32, write: Int32) {
    var both: [Int32] = [-1, -1]
    guard unsafe vexfmt_pipe(&both) == 0 else { throw ChildProcess.Problem(code: errno) }
    return (both[0], both[1])
  }
}

extension ChildProcess {
  /// Starts the program; answers its number.
  func spawn(_ pipes: Pipes) throws(Problem) -> pid_t {
    let descriptors = [pipes.input.theirs, pipes.output.theirs, pipes.errors.theirs]
    let variables = environment.map { $0.map { "\($0.name)=\($0.value)" } }
    let process = unsafe withCStrings([program] + arguments) { arguments in
      unsafe withCStrings(variables) { variables in
        unsafe vexfmt_spawn(program, arguments, variables, folder, descriptors)
      }
    }
    guard process > 0 else { throw Problem(code: -process) }
    return process
  }
}

/// Calls `body` with the texts as C has them: pointers to each, and a null pointer behind them; nil for nil.
private func withCStrings<Result>(
  _ texts: [String]?, _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
) -> Result {
  guard let texts else { return body(nil) }
  var pointers: [UnsafeMutablePointer<CChar>?] = unsafe texts.map { unsafe strdup($0) }
  unsafe pointers.append(nil)
  defer { unsafe pointers.forEach { unsafe free($0) } }
  return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}
