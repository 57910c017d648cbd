import VexBytes
import VexCodecs
import VexFormatSpec

/// An image's bytes with changes that are in memory alone.
///
/// Memory grows with what is changed, a page at a time.
final class DraftPages: ElementSource {
  /// The image before, with the changes that are plans already.
  private var base: WindowedSource
  private static let size: UInt64 = 4096
  private var pages: [UInt64: [UInt8]] = [:]

  init(_ base: any ByteSource) { self.base = WindowedSource(base) }

  var imageSize: UInt64 { base.size }

  func bytes(of element: Element, count: Int) throws(NoValue) -> [UInt8] {
    let rest = imageSize > element.place ? imageSize - element.place : 0
    return try bytes(at: element.place, count: Int(min(UInt64(max(count, 0)), rest)))
  }

  /// Bytes of the image as it is now; all of them must be inside.
  func bytes(at place: UInt64, count: Int) throws(NoValue) -> [UInt8] {
    var bytes: [UInt8] = []
    guard count > 0 else { return bytes }
    do throws(ImageError) { try base.read(at: place, into: &bytes, count: count) } catch {
      throw .unreadable(String(describing: error))
    }
    guard !pages.isEmpty else { return bytes }
    bytes.withMutableBytes { target in
      for part in Self.parts(of: place..<place + UInt64(count)) {
        guard let page = pages[part.page] else { continue }
        page.withBytes { _ = target.copy(from: $0.extracting(part.inPage), to: part.offset) }
      }
    }
    return bytes
  }

  /// The bits of a number as it is now; all of it must be inside.
  func bits(at place: UInt64, _ type: IntegerType) throws(NoValue) -> UInt64 {
    try bytes(at: place, count: type.width).withBytes { $0.integer(at: 0, width: type.width, type.order) } ?? 0
  }

  /// Changes bytes; all of them must be inside of the image.
  func put(_ bytes: [UInt8], at place: UInt64) throws(NoValue) {
    guard UInt64(bytes.count) <= imageSize, place <= imageSize - UInt64(bytes.count) else {
      throw .absent("a byte at offset \(place)")
    }
    for part in Self.parts(of: place..<place + UInt64(bytes.count)) {
      let known = pages.removeValue(forKey: part.page)
      var page = known == nil ? try basePage(part.page) : known ?? []
      page.withMutableBytes { target in
        bytes.withBytes {
          _ = target.copy(
            from: $0.extracting(part.offset..<part.offset + part.inPage.count), to: part.inPage.lowerBound)
        }
      }
      pages[part.page] = page
    }
  }

  /// Lets `body` change bytes where they are: it gets bytes, and where among them those begin that were asked for.
  func change(
    at place: UInt64, count: Int, _ body: (inout MutableRawSpan, Int) throws(NoValue) -> Bool
  ) throws(NoValue) -> Bool {
    let (number, inPage) = (place / Self.size, Int(place % Self.size))
    guard count >= 0, count <= Int(Self.size) - inPage else {
      var bytes = try bytes(at: place, count: count)
      let changed = try bytes.withMutableBytes { (span: inout MutableRawSpan) throws(NoValue) in try body(&span, 0) }
      if changed { try put(bytes, at: place) }
      return changed
    }
    if pages[number] == nil { pages[number] = try basePage(number) }
    guard inPage + count <= pages[number, default: []].count else { throw .absent("a byte at offset \(place)") }
    return try pages[number, default: []].withMutableBytes { (span: inout MutableRawSpan) throws(NoValue) in
      try body(&span, inPage)
    }
  }

  /// Hands all that has changed over to whoever made writes of it, so that it is in memory once.
  func settle(_ writes: [WritePlan.Write]) {
    base = WindowedSource(PlannedSource(base.base, size: base.size, writes: writes))
    pages = [:]
  }

  private func basePage(_ number: UInt64) throws(NoValue) -> [UInt8] {
    let start = number * Self.size
    var bytes: [UInt8] = []
    do throws(ImageError) {
      try base.read(at: start, into: &bytes, count: Int(min(Self.size, imageSize - start)))
    } catch { throw .unreadable(String(describing: error)) }
    return bytes
  }

  /// A range in pieces, each inside of one page; `offset` counts from the range's beginning.
  private static func parts(of range: Range<UInt64>) -> [(page: UInt64, inPage: Range<Int>, offset: Int)] {
    var parts: [(UInt64, Range<Int>, Int)] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let page = start / size
      let end = min(range.upperBound, (page + 1) * size)
      parts.append((page, Int(start % size)..<Int(start % size) + Int(end - start), Int(start - range.lowerBound)))
      start = end
    }
    return parts
  }
}
