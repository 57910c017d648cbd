import VexBytes
public import VexCodecs
import VexFormatSpec

/// Where the regions of an image are, for a drawing.
public struct RegionRuns {
  /// So many runs of a region are told at most.
  private static let maximumRuns = 2048
  /// So many elements of a region are passed at most.
  private static let maximumSteps = 1 << 15

  private let walker: RegionWalker

  /// Makes what a decoder of an image finds.
  public init(_ decoder: ImageDecoder) { walker = decoder.walker }

  /// Elements that lie one behind the other, and the regions of which not all could be told.
  public func layout(of subject: String) -> DocsLayout {
    let version = walker.format.versions == nil ? nil : try? walker.evaluator.version()
    var layout = DocsLayout(subject: subject, size: walker.imageSize, version: version, runs: [])
    for region in walker.format.regions.indices {
      let (runs, isWhole) = runs(of: region)
      layout.runs += runs
      if !isWhole { layout.incomplete.insert(region) }
    }
    return layout
  }

  private func runs(of region: RegionID) -> (runs: [DocsLayout.Run], isWhole: Bool) {
    var runs: [DocsLayout.Run] = []
    var steps = 0
    var isWhole = true
    do throws(NoValue) {
      try walker.walk(region) { (step: WalkStep) throws(NoValue) -> Bool in
        steps += 1
        guard steps < Self.maximumSteps, runs.count < Self.maximumRuns else {
          isWhole = false
          return false
        }
        switch step {
        case .vacant: break
        case .failed: isWhole = false
        case .element(let element):
          let length = self.length(of: element)
          // What reaches beyond all addresses is no place, and its rule says so.
          guard checkedAdd(element.place, length) != nil else { break }
          if let last = runs.last, last.offset + last.length == element.place {
            runs[runs.count - 1].length += length
            runs[runs.count - 1].count += 1
          } else {
            runs.append(DocsLayout.Run(region: region, offset: element.place, length: length, count: 1))
          }
        }
        return true
      }
    } catch { isWhole = false }
    return (runs, isWhole)
  }

  /// All bytes of an element, where its size varies and it can be read.
  private func length(of element: Element) -> UInt64 {
    guard let structure = walker.format.regions[element.region].structure,
      !walker.format.structures[structure].size.isFixed, let instance = try? walker.instance(of: element),
      let size = try? walker.evaluator.size(of: instance)
    else { return element.length }
    return size
  }
}
