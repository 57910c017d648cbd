// Measures what the project promises about speed. Every ratio compares two sides of one run; absolute times are this machine's.
//
// Arguments: the specification, the vexfmt binary, a small image, a folder for large ones (2 GiB, and sparse files), the
// specification of blocks, the program that compares parsers of Python.
import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 7 else {
  print("usage: vexbench SPECIFICATION VEXFMT IMAGE FOLDER BLOCKS PARSERS")
  exit(64)
}
var report = Report()
let subjects = try Subjects(specification: arguments[1])
try measureChecks(&report, subjects)
measureChecksums(&report)
try measureMutants(&report, subjects)
try measureCompilation(&report, specification: arguments[1])
measureStartup(&report, vexfmt: arguments[2], image: arguments[3])
try measureValidation(
  &report, subjects.program, vexfmt: arguments[2], blocks: arguments[5], folder: arguments[4])
measureParsers(&report, subjects, vexfmt: arguments[2], parsers: arguments[6], folder: arguments[4])
try measureKindChanges(&report, subjects.program, vexfmt: arguments[2], folder: arguments[4])
report.finish()
