extension Expression {
  /// Calls `body` for this expression and every one inside it, those in accesses included; not for what fields are
  /// computed from.
  public func visit(_ body: (Expression) -> Void) {
    body(self)
    for child in children { child.visit(body) }
  }

  /// The expressions directly inside this one.
  public var children: [Expression] {
    switch node {
    case .integer, .boolean, .bytes, .index, .imageSize, .owned, .supplied: []
    case .read(let access), .isPresent(let access), .isZero(let access), .decode(let access, _, _),
      .sizeOf(let access), .placeOf(let access), .indexOf(let access), .setBits(let access):
      access.expressions
    case .ones(let access, let range): access.expressions + (range?.bounds ?? [])
    case .arithmetic(_, let a, let b), .compare(_, let a, let b, _), .compareBytes(let a, let b, _),
      .compareSets(let a, let b, _),
      .has(let a, let b), .and(let a, let b), .or(let a, let b), .union(let a, let b):
      [a, b]
    case .isOneOf(let value, let choices): [value] + choices
    case .isInside(let value, let range): [value] + range.bounds
    case .not(let a), .hasUnknown(let a, _), .setCount(let a), .before(let a): [a]
    case .conditional(let a, let b, let c): [a, b, c]
    case .function(_, let arguments): arguments
    case .bit(let access, let index), .references(let access, let index): access.expressions + [index]
    case .aggregate(let aggregate):
      aggregate.sequence.expressions + [aggregate.filter, aggregate.body].compactMap { $0 }
    case .rangeSet(let range): range.bounds
    }
  }

  /// The accesses of this expression itself, not of those inside it.
  public var accesses: [Access] {
    switch node {
    case .read(let access), .isPresent(let access), .isZero(let access), .ones(let access, _),
      .decode(let access, _, _), .sizeOf(let access), .placeOf(let access), .indexOf(let access),
      .setBits(let access), .bit(let access, _),
      .references(let access, _):
      [access]
    case .aggregate(let aggregate):
      if case .array(let access) = aggregate.sequence { [access] } else { [] }
    default: []
    }
  }

  /// Whether it reads the one thing of a region.
  func reads(_ region: RegionID) -> Bool {
    var found = false
    visit { inner in
      for access in inner.accesses { if case .single(region) = access.root { found = true } }
    }
    return found
  }

  /// Whether it reads what a variable stands for.
  func reads(variable: VariableID) -> Bool {
    var found = false
    visit { inner in
      for access in inner.accesses { if case .variable(variable) = access.root { found = true } }
    }
    return found
  }

  /// Adds the regions whose elements this expression itself reads.
  package func collectRegions(into regions: inout Set<RegionID>, owners: [Region]) {
    for access in accesses { access.collectRegions(into: &regions) }
    switch node {
    case .aggregate(let aggregate):
      if case .region(let region, _) = aggregate.sequence { regions.insert(region) }
    case .owned(let unit):
      for (id, region) in owners.enumerated() where region.owns == unit { regions.insert(id) }
    default: break
    }
  }
}

extension RangeExpression {
  /// The bounds that are given.
  public var bounds: [Expression] { [lower, upper].compactMap { $0 } }
}

extension Access {
  /// Adds the region that it starts in.
  func collectRegions(into regions: inout Set<RegionID>) {
    switch root {
    case .single(let region), .element(let region, _): regions.insert(region)
    case .current, .given, .variable: break
    }
  }

  /// The expressions of its root and steps.
  public var expressions: [Expression] {
    var result: [Expression] = []
    if case .element(_, let index) = root { result.append(index) }
    for case .element(let index) in steps { result.append(index) }
    return result
  }
}

extension Aggregate.Sequence {
  /// The expressions that say what it ranges over.
  public var expressions: [Expression] {
    switch self {
    case .integers(let range): range.bounds
    case .array(let access): access.expressions
    case .region(_, let access): access?.expressions ?? []
    }
  }
}
