import VexBytes

/// The checksum algorithms that are loaded, by name.
///
/// A value: whoever loads plugins makes a copy of `builtIn`, registers them there, and passes the copy on.
public struct ChecksumRegistry: Sendable {
  private var byName: [String: any ChecksumAlgorithm] = [:]
  /// Looks for an algorithm that is not registered in what is installed; nil where nothing is.
  ///
  /// Only names that a specification declares are looked for, so that what an installation has changes the meaning of none.
  public var plugins: (@Sendable (String) -> (any ChecksumAlgorithm)?)?

  /// Makes a registry without algorithms.
  public init() {}

  /// What this package brings: crc16, crc32, crc32c, exfat-sum32, xxh32, xxh64, xxh3-64 and xxh3-128.
  ///
  /// They pass the same self test as plugins. One that failed it, on a broken library or processor, is left out: what
  /// it covers is then *not verified*, which is never taken for good.
  public static let builtIn: ChecksumRegistry = {
    let algorithms: [any ChecksumAlgorithm] = [
      CRC16(), CRC32(), CRC32C(), ExFATSum32(), XXH32(), XXH64(), XXH3_64(), XXH3_128(),
    ]
    var registry = ChecksumRegistry()
    for algorithm in algorithms { try? registry.register(algorithm) }
    return registry
  }()

  /// The names of all algorithms, sorted.
  public var names: [String] { byName.keys.sorted() }

  /// The algorithm that specifications spell `name`; nil when it is not loaded.
  public func algorithm(named name: String) -> (any ChecksumAlgorithm)? { byName[name] }

  /// The algorithm with `name` that is registered, or else what a plugin has; nil where there is none.
  public func plugged(_ name: String) -> (any ChecksumAlgorithm)? { algorithm(named: name) ?? plugins?(name) }

  /// Adds an algorithm.
  ///
  /// Throws, and changes nothing, when its name is taken or cannot be written in a specification, when its width is not
  /// 1 to 32, or when it does not compute its own check value.
  public mutating func register(_ algorithm: any ChecksumAlgorithm) throws(RegistrationError) {
    let name = algorithm.name
    guard Self.isName(name) else { throw .invalidName(name) }
    guard byName[name] == nil else { throw .duplicateName(name) }
    guard (1...32).contains(algorithm.width), algorithm.checkValue.width == algorithm.width else {
      throw .invalidWidth(name: name, width: algorithm.width, checkValueWidth: algorithm.checkValue.width)
    }
    for found in Self.checkDigests(algorithm) where found != algorithm.checkValue {
      throw .failedSelfTest(name: name, expected: algorithm.checkValue, found: found)
    }
    byName[name] = algorithm
  }

  /// A name that needs no quoting in a specification: lower-case letters, digits, `-` and `_`, a letter first.
  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, (0x61...0x7a).contains(first), name.utf8.count <= 64 else { return false }
    return name.utf8.allSatisfy {
      (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
  }

  /// The digests of `123456789`, in one piece and in two.
  private static func checkDigests(_ algorithm: any ChecksumAlgorithm) -> [Digest] {
    Array("123456789".utf8).withBytes { text in
      var state = algorithm.begin(ChecksumParameters())
      state.update(text.extracting(0..<4))
      state.update(text.extracting(4..<9))
      return [algorithm.digest(of: text, ChecksumParameters()), state.finish()]
    }
  }
}

/// Why an algorithm was not registered.
public enum RegistrationError: Error, Equatable, Sendable {
  /// Another algorithm has the name.
  case duplicateName(String)
  /// The name cannot be written in a specification.
  case invalidName(String)
  /// The width is not 1 to 32, or the check value has another one; in bytes.
  case invalidWidth(name: String, width: Int, checkValueWidth: Int)
  /// The digest of `123456789` is not the check value.
  case failedSelfTest(name: String, expected: Digest, found: Digest)
}

extension RegistrationError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .duplicateName(let name):
      "checksum \(printable(name)): the name is taken; load only one algorithm of that name"
    case .invalidName(let name):
      "checksum \"\(printable(name))\": a name is a letter, then letters, digits, - and _, all lower case, at most 64"
    case .invalidWidth(let name, let width, let checkValueWidth):
      "checksum \(printable(name)): a digest has 1 to 32 bytes; width \(width), check value \(checkValueWidth)"
    case .failedSelfTest(let name, let expected, let found):
      "checksum \(printable(name)): the digest of 123456789 is \(found), expected \(expected); do not use it"
    }
  }
}
