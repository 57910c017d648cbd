// Measures what the project promises about speed. Every ratio compares two sides of one run; absolute times are this machine's.
//
// Arguments: the specification, the vexfmt binary, a small image, a folder for large ones (2 GiB, and sparse files), the
// specification of blocks, the program that compares parsers of Python; and which parts to measure, if not all.
import Glibc

let arguments = CommandLine.arguments
guard arguments.count >= 7 else {
  print("usage: vexbench SPECIFICATION VEXFMT IMAGE FOLDER BLOCKS PARSERS [PART...]")
  exit(64)
}
let (vexfmt, image, folder) = (arguments[2], arguments[3], arguments[4])
let subjects = try Subjects(specification: arguments[1])
let parts: [(name: String, measure: (inout Report) throws -> Void)] = [
  ("checks", { try measureChecks(&$0, subjects) }),
  ("checksums", { measureChecksums(&$0) }),
  ("mutants", { try measureMutants(&$0, subjects) }),
  ("compilation", { try measureCompilation(&$0, specification: arguments[1]) }),
  ("startup", { measureStartup(&$0, vexfmt: vexfmt, image: image) }),
  (
    "validation",
    { try measureValidation(&$0, subjects.program, vexfmt: vexfmt, blocks: arguments[5], folder: folder) }
  ),
  ("parsers", { measureParsers(&$0, subjects, vexfmt: vexfmt, parsers: arguments[6], folder: folder) }),
  ("kinds", { try measureKindChanges(&$0, subjects.program, vexfmt: vexfmt, folder: folder) }),
]
let wanted = Set(arguments.dropFirst(7))
guard wanted.isSubset(of: parts.map(\.name)) else {
  print("expected parts among: \(parts.map(\.name).joined(separator: ", "))")
  exit(64)
}
var report = Report()
for part in parts where wanted.isEmpty || wanted.contains(part.name) { try part.measure(&report) }
report.finish()
