extension NestingGuard {
  // MARK: - Depth

  /// Counts a key, value or collection; false when there are too many.
  mutating func countNode() -> Bool {
    nodes += 1
    guard nodes > Self.maximumNodes else { return true }
    report("yaml/too-large", "the specification has more than \(Self.maximumNodes) keys and values")
    return false
  }

  private mutating func isDeepest() -> Bool {
    guard blocks.count + flows.count >= Self.maximumDepth else { return false }
    report("yaml/nesting", "lists and mappings are nested more than \(Self.maximumDepth) levels deep")
    return true
  }

  /// Closes the block collections whose entries stand further right than `column`.
  mutating func unroll(to column: Int) {
    while let last = blocks.last, last.indent > column { blocks.removeLast() }
  }

  /// Opens a block collection whose entries stand at `column`, unless it is open.
  private mutating func roll(to column: Int, isMapping: Bool) -> Bool {
    guard flows.isEmpty, blocks.last?.indent ?? -1 < column else { return true }
    guard countNode(), !isDeepest() else { return false }
    blocks.append(Frame(indent: column, isMapping: isMapping))
    return true
  }

  // MARK: - Block style

  /// Steps over the `-` of an entry.
  mutating func entry(at column: Int) -> Bool {
    guard flows.isEmpty, keyAllowed, countNode(), roll(to: column, isMapping: false) else { return false }
    candidate = nil
    position += 1
    return true
  }

  // MARK: - Flow style

  mutating func open(isMapping: Bool) -> Bool {
    guard countNode() else { return false }
    note(Candidate(line: line, column: column(), text: nil))
    guard !isDeepest() else { return false }
    flows.append(Frame(indent: -1, isMapping: isMapping))
    keyAllowed = true
    position += 1
    return true
  }

  mutating func close() -> Bool {
    guard !flows.isEmpty else { return false }
    closeEntry()
    flows.removeLast()
    keyAllowed = false
    position += 1
    return true
  }

  mutating func comma() -> Bool {
    guard let level = flows.indices.last else { return false }
    closeEntry()
    flows[level].hasValue = false
    keyAllowed = true
    position += 1
    return true
  }

  /// Takes what stands alone in a flow mapping as a key without a value.
  mutating func closeEntry() {
    guard let level = flows.indices.last, let candidate = flows[level].candidate else { return }
    flows[level].candidate = nil
    if flows[level].isMapping, !flows[level].hasValue { addKey(candidate) }
  }

  // MARK: - Keys

  /// Remembers what may be a key.
  mutating func note(_ new: Candidate) {
    if let level = flows.indices.last {
      if flows[level].candidate == nil { flows[level].candidate = new }
    } else if keyAllowed {
      candidate = new
    }
  }

  /// Steps over the `:` behind a key.
  mutating func colon(at column: Int) -> Bool {
    if let level = flows.indices.last {
      if let candidate = flows[level].candidate, !flows[level].hasValue {
        if flows[level].isMapping { addKey(candidate) }
        flows[level].hasValue = true
      }
      flows[level].candidate = nil
    } else if let key = candidate {
      guard roll(to: key.column, isMapping: true) else { return false }
      candidate = nil
      addKey(key)
    } else {
      // A colon without a key; a specification has no use for it, and the library tells the rest.
      guard keyAllowed, roll(to: column, isMapping: true) else { return false }
    }
    keyAllowed = false
    position += 1
    return true
  }

  private mutating func addKey(_ key: Candidate) {
    guard let text = key.text else { return }
    let length = max(1, text.unicodeScalars.count)
    let place = SourceLocation(line: key.line + 1, column: key.column + 1, length: length)
    if text == "<<" {
      problems.append(
        Diagnostic(
          "yaml/alias", at: place, "found a merge key, which a specification may not contain",
          help: "write the keys out"))
      return
    }
    let first: SourceLocation?
    if let level = flows.indices.last {
      first = flows[level].keys.updateValue(place, forKey: text)
      if let first { flows[level].keys[text] = first }
    } else if let level = blocks.indices.last {
      first = blocks[level].keys.updateValue(place, forKey: text)
      if let first { blocks[level].keys[text] = first }
    } else {
      first = nil
    }
    guard let first else { return }
    problems.append(
      Diagnostic(
        "yaml/duplicate-key", at: place, "the key `\(ExpressionNumber.abbreviated(text))` is repeated",
        notes: [Diagnostic.Note("it stands here first", at: first)]))
  }
}
