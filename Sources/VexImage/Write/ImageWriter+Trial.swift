extension ImageWriter {
  /// Throws what `write` would throw before it changes anything, and changes nothing: for dry runs.
  ///
  /// A new file is not made, so whether its folder lets it be made is not known.
  public func requireWritable() throws(WriteError) {
    guard !isNew else { return }
    let file = try WritableFile(path: path, new: false)
    _ = try file.requireZeroes(size: size)
  }
}
