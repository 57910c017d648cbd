// Measures what the project promises about speed. Every ratio compares two sides of one run; absolute times are this machine's.
//
// Arguments: the specification, the vexfmt binary, a small image.
import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  print("usage: vexbench SPECIFICATION VEXFMT IMAGE")
  exit(64)
}
var report = Report()
let subjects = try Subjects(specification: arguments[1])
try measureChecks(&report, subjects)
measureChecksums(&report)
try measureMutants(&report, subjects)
try measureCompilation(&report, specification: arguments[1])
measureStartup(&report, vexfmt: arguments[2], image: arguments[3])
report.finish()
