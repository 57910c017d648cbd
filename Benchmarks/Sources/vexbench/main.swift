// Measures what the project promises about speed. Every ratio compares two sides of one run; absolute times are this machine's.
//
// Arguments: the specification, the vexfmt binary, a small image, a folder for large ones (300 MiB, sparse files of 128 GiB).
import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 5 else {
  print("usage: vexbench SPECIFICATION VEXFMT IMAGE FOLDER")
  exit(64)
}
var report = Report()
let subjects = try Subjects(specification: arguments[1])
try measureChecks(&report, subjects)
measureChecksums(&report)
try measureMutants(&report, subjects)
try measureCompilation(&report, specification: arguments[1])
measureStartup(&report, vexfmt: arguments[2], image: arguments[3])
try measureKindChanges(&report, subjects.program, vexfmt: arguments[2], folder: arguments[4])
report.finish()
