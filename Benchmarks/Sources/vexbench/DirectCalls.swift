import CDirect

/// The library's own call for an algorithm, with the seed or initial register that the registry is given.
func directCall(_ name: String) -> ((UnsafeRawBufferPointer, UInt64) -> UInt64)? {
  switch name {
  case "crc32": { UInt64(direct_crc32($0.baseAddress, $0.count, UInt32($1))) }
  case "xxh32": { UInt64(direct_xxh32($0.baseAddress, $0.count, UInt32($1))) }
  case "xxh64": { direct_xxh64($0.baseAddress, $0.count, $1) }
  case "xxh3-64": { direct_xxh3_64($0.baseAddress, $0.count, $1) }
  case "xxh3-128": { direct_xxh3_128($0.baseAddress, $0.count, $1) }
  default: nil
  }
}
