import VexBytes
import VexImage

extension MakeOptions.Setting {
  /// The value of `-U`; throws wrong usage for what is no UUID.
  static func uuid(_ text: String) throws(Failure) -> MakeOptions.Setting {
    guard UUIDValue(text: text) != nil else {
      throw .usage("-U '\(shown(text))': expected a UUID, such as 01234567-89ab-cdef-0123-456789abcdef")
    }
    return .text(text)
  }
}
