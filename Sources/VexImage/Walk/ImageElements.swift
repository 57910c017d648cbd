import Synchronization
public import VexBytes
public import VexCodecs
import VexFormatSpec

/// The elements of an image on disk.
///
/// Reads go through a few windows, so that memory stays small however large the image is.
public final class ImageElements: ElementSource {
  /// The image.
  public let source: WindowedSource
  private let firstFailure = Mutex<ImageError?>(nil)

  /// Makes elements of an image.
  public init(_ source: any ByteSource) { self.source = WindowedSource(source) }

  /// Makes elements that are read through windows of their own.
  init(_ source: WindowedSource) { self.source = source }

  /// The size of the image in bytes.
  public var imageSize: UInt64 { source.size }

  /// The first error that reading met; nil when all could be read.
  public var failure: ImageError? { firstFailure.withLock { $0 } }

  /// The bytes from the element's place on, fewer where the image ends.
  public func bytes(of element: Element, count: Int) throws(NoValue) -> [UInt8] {
    try bytes(at: element.place, count: count)
  }

  /// `count` bytes of the image, fewer where it ends.
  public func bytes(at place: UInt64, count: Int) throws(NoValue) -> [UInt8] {
    let rest = source.size > place ? source.size - place : 0
    let count = Int(min(UInt64(max(count, 0)), rest))
    var bytes: [UInt8] = []
    guard count > 0 else { return bytes }
    do throws(ImageError) { try source.read(at: place, into: &bytes, count: count) } catch {
      firstFailure.withLock { $0 = $0 ?? error }
      throw .unreadable(String(describing: error))
    }
    return bytes
  }
}
