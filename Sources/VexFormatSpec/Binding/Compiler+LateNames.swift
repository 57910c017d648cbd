extension Compiler {
  /// Virtual fields are bound out of one another at most so deep.
  private static let maximumBinding = 64

  /// Leaves virtual fields to be bound when they are first read, since their types follow from their expressions.
  mutating func prepareComputed() {
    for id in format.structures.indices {
      for field in format.structures[id].fields.indices {
        if case .computed = format.structures[id].fields[field].storage { pending.insert(.field(id, field)) }
      }
    }
  }

  /// Binds something unless that is done; reports what is read while it is being bound.
  mutating func settle(_ name: LateName, at location: SourceLocation) {
    guard pending.contains(name) else { return }
    guard !binding.contains(name) else {
      diagnostics.report(
        "order/cycle", at: location, "\(describe(name)) is computed from itself",
        notes: binding.drop { $0 != name }.dropFirst().prefix(8).compactMap { note($0) })
      return
    }
    guard binding.count < Self.maximumBinding else {
      diagnostics.report(
        "structure/too-large", at: location,
        "\(describe(name)) is computed through more than \(Self.maximumBinding) others")
      return
    }
    binding.append(name)
    switch name {
    case .field(let structure, let field): inside(structure) { $0.bindComputed(field, in: structure) }
    case .unit(let unit): bindUnit(unit)
    }
    binding.removeLast()
    pending.remove(name)
  }

  private func describe(_ name: LateName) -> String {
    switch name {
    case .field(let structure, let field): "'\(format.structures[structure].fields[field].name)'"
    case .unit(let unit): "the unit '\(format.units[unit].name)'"
    }
  }

  private func note(_ name: LateName) -> Diagnostic.Note? {
    guard case .field(let structure, let field) = name else { return nil }
    let declared = format.structures[structure].fields[field]
    return Diagnostic.Note("through '\(declared.name)'", at: declared.location)
  }
}
