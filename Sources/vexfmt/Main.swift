import Glibc

/// The program's entry: the only place that exits.
@main
enum Main {
  static func main() {
    // A reader that goes away shows as a failed write, so that a command can end in order.
    signal(SIGPIPE, SIG_IGN)
    // And so does a file that would grow beyond a limit.
    signal(SIGXFSZ, SIG_IGN)
    exit(Invocation.current().run())
  }
}
