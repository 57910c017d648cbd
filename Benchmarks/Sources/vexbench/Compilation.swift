import VexBytes
import VexCodecs
import VexFormatSpec
import VexPlugins
import Yams

/// A specification to its Program, against reading its YAML alone.
func measureCompilation(_ report: inout Report, specification path: String) throws {
  report.title("Specification to Program, against Yams' compose of the same text")
  let text = try ImageFile.contents(of: path, limit: 1 << 20)
  let string = String(decoding: text, as: UTF8.self)
  report.add(
    Pair(
      name: path.split(separator: "/").last.map(String.init) ?? path,
      subject: (
        "compile and lower",
        { count in
          var sum: UInt64 = 0
          for _ in 0..<count {
            guard let format = try? SpecificationCompiler.compile(text: text, path: path, checksums: .builtIn) else {
              return 0
            }
            sum &+= UInt64(Program(lowering: format).checks.count)
          }
          return sum
        }
      ),
      reference: (
        "Yams.compose",
        { count in
          var sum: UInt64 = 0
          for _ in 0..<count { sum &+= (try? Yams.compose(yaml: string)) == nil ? 0 : 1 }
          return sum
        }
      ), aim: .timeAtMost(2)))
}
