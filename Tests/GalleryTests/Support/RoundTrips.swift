import Foundation
import Synchronization
import Testing
import TestSupport
import VexBytes
import VexFuzz

extension Gallery {
  /// So many elements of each region of an image are taken.
  private static let elementsPerRegion = 8

  /// Fails the test unless the structures of an image keep their bytes when generated Swift reads each property and sets
  /// it again: values that have no name, bits that none has, and what lies behind the end of a text.
  func expectRoundTrips(of image: URL) throws {
    let raw = RawImage(format: format, source: try ImageFile(path: image.path))
    let subjects = raw.baselines(program, limit: Self.elementsPerRegion).map(\.subject)
    try #require(!subjects.isEmpty)
    #expect(try swift.get().changedByRoundTrips(subjects) == [])
  }
}

/// What is made when it is first asked for, and once.
final class MadeOnce<Value: Sendable>: Sendable {
  private let made = Mutex<Result<Value, any Error>?>(nil)
  private let make: @Sendable () throws -> Value

  init(_ make: @escaping @Sendable () throws -> Value) { self.make = make }

  /// The value; who asks meanwhile waits.
  func get() throws -> Value {
    try made.withLock { made in
      let result = made ?? Result { try make() }
      made = result
      return result
    }.get()
  }
}
