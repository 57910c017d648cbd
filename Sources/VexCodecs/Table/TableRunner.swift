import VexBytes
public import VexFormatSpec
import VexPlugins

/// Runs the checks of a table.
///
/// Each thread has its own; between checks it keeps only storage.
public struct TableRunner: ~Copyable {
  /// A check that goes through more rounds of loops than this ends with a fault; runs of bytes count as rounds of 16 bytes.
  var fuel = 1 << 26

  let table: Table
  var registers: ContiguousArray<UInt64>
  var views: ContiguousArray<TableView>
  /// Where the pieces of a digest are put together.
  var scratch: [UInt8] = []

  /// Makes a runner.
  public init(_ table: Table) {
    self.table = table
    registers = table.registers
    views = ContiguousArray(repeating: .empty, count: table.viewCount)
  }

  /// Checks structure `id` in `bytes`, which begin at `context.place` of the image; `result` is replaced.
  ///
  /// `bytes` may be shorter or longer than the structure: a rule fails that needs more bytes than there are. Whatever the
  /// bytes, the context and the program are, the check ends, and nothing is read outside of them.
  public mutating func check(
    _ id: StructureID, bytes: RawSpan, context: CheckContext, mode: CheckMode, into result: inout CheckResult
  ) {
    result.reset()
    guard table.entries.indices.contains(id), let entry = table.entries[id] else {
      return result.stop(.noCheck, place: context.place)
    }
    guard context.sources.count >= entry.sourceCount else {
      return result.stop(.missingSource, place: context.place)
    }
    guard context.parameters.count >= entry.parameterCount else {
      return result.stop(.missingParameter, place: context.place)
    }
    if mode == .report {
      // A frame that ended early leaves unset what a later step of its holder may read; that must not be an older check's.
      var registers = registers.mutableSpan
      for register in entry.registers { registers[register] = 0 }
      for view in 0..<entry.viewCount { views[view] = .empty }
    }
    views[0] = TableView(buffer: 0, start: 0, count: bytes.byteCount)
    for source in 0..<entry.sourceCount {
      views[source + 1] = TableView(buffer: source + 1, start: 0, count: context.sources[source].count)
    }
    let start = mode == .kernel ? entry.kernel : entry.report
    let fault = Self.run(table, from: start, fuel, &registers, &views, &scratch, bytes, context, mode, &result)
    if let fault { result.stop(fault, place: context.place) }
  }
}
