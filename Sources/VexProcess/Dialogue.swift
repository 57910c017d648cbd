import Glibc

/// Writes to a process and reads from it, whichever it is ready for, until it ends or has used up its bounds.
struct Dialogue {
  let pipes: Pipes
  let process: pid_t
  let input: [UInt8]
  let limits: ChildProcess.Limits
  private var written = 0
  private var output: [UInt8] = []
  private var errors: KeptText
  private var isOutputOpen = true
  private var isErrorsOpen = true
  private let start = ContinuousClock.now
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  init(pipes: Pipes, process: pid_t, input: [UInt8], limits: ChildProcess.Limits) {
    (self.pipes, self.process, self.input, self.limits) = (pipes, process, input, limits)
    errors = KeptText(limit: limits.errors)
  }

  /// Runs it; the process is gone afterwards.
  mutating func run() -> ChildProcess.Result {
    var ending: ChildProcess.Ending?
    if input.isEmpty { pipes.closeInput() }
    while ending == nil {
      let isOver = hasEnded
      // What it said before it ended is all there; others may hold its pipes open, and are not waited for.
      if !isOver { wait() }
      write()
      read(isOver: isOver)
      if output.count > limits.output {
        ending = .saidTooMuch
      } else if isOver {
        break
      } else if let time = limits.time, ContinuousClock.now - start > time {
        ending = .tookTooLong
      }
    }
    // Before the process is waited for, since its group's number could be another's then.
    kill(-process, SIGKILL)
    Termination.forget(process)
    let status = reap()
    return ChildProcess.Result(ending: ending ?? status, output: output, errors: errors)
  }

  private var hasEnded: Bool {
    var info = unsafe siginfo_t()
    guard unsafe waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return true }
    return unsafe info.si_signo == SIGCHLD
  }

  private func reap() -> ChildProcess.Ending {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
  }

  /// Waits until something can be written or read, or for a moment: that the process ended does not show on a pipe that
  /// another one holds open.
  private func wait() {
    var requests: [pollfd] = []
    if pipes.input.ours >= 0 { requests.append(pollfd(fd: pipes.input.ours, events: Int16(POLLOUT), revents: 0)) }
    if isOutputOpen { requests.append(pollfd(fd: pipes.output.ours, events: Int16(POLLIN), revents: 0)) }
    if isErrorsOpen { requests.append(pollfd(fd: pipes.errors.ours, events: Int16(POLLIN), revents: 0)) }
    // Who has closed all of them is about to end.
    let moment: Int32 = isOutputOpen || isErrorsOpen ? 20 : 1
    _ = unsafe requests.withUnsafeMutableBufferPointer { buffer in
      unsafe poll(buffer.baseAddress, nfds_t(buffer.count), moment)
    }
  }

  private mutating func write() {
    guard pipes.input.ours >= 0 else { return }
    while written < input.count {
      let count = unsafe input.withUnsafeBytes { bytes in
        unsafe Glibc.write(pipes.input.ours, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count > 0 {
        written += count
      } else if count < 0, errno == EINTR {
        continue
      } else {
        // Full for now, or nobody reads it any more.
        if count < 0, errno != EAGAIN { pipes.closeInput() }
        return
      }
    }
    pipes.closeInput()
  }

  /// Reads some of what there is; once the process has ended, all that it may have left in its pipes.
  private mutating func read(isOver: Bool) {
    // No pipe is larger, and whoever else writes into one is not heard to its end.
    var room = isOver ? 1 << 20 : 1
    while isOutputOpen, output.count <= limits.output, room > 0 {
      let (bytes, isOpen) = next(pipes.output.ours)
      isOutputOpen = isOpen
      output += bytes
      room = bytes.isEmpty ? 0 : room - bytes.count
    }
    room = isOver ? 1 << 20 : 1
    while isErrorsOpen, room > 0 {
      let (bytes, isOpen) = next(pipes.errors.ours)
      isErrorsOpen = isOpen
      errors.append(bytes)
      room = bytes.isEmpty ? 0 : room - bytes.count
    }
  }

  /// The next bytes of a pipe, none when there are none now; and whether there may be more.
  private mutating func next(_ descriptor: Int32) -> (bytes: ArraySlice<UInt8>, isOpen: Bool) {
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { return (chunk.prefix(count), true) }
      if count < 0, errno == EINTR { continue }
      return ([], count < 0 && errno == EAGAIN)
    }
  }
}

/// Keeps SIGPIPE from this thread for a while, whatever the process does with it.
struct SilencedPipeSignal {
  private var before = sigset_t()
  private var signal = sigset_t()

  init() {
    unsafe sigemptyset(&signal)
    unsafe sigaddset(&signal, SIGPIPE)
    unsafe pthread_sigmask(SIG_BLOCK, &signal, &before)
  }

  /// Takes away the signal that came meanwhile, and lets others through again.
  func end() {
    var (before, signal) = (before, signal)
    guard unsafe sigismember(&before, SIGPIPE) == 0 else { return }
    var none = timespec()
    while unsafe sigtimedwait(&signal, nil, &none) == SIGPIPE {}
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
  }
}
