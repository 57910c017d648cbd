public import VexBytes
public import VexCodecs
import VexFormatSpec
public import VexPlugins

/// Plans changes of single fields, with the checksums and the copies of what they change.
public struct FieldSetter: Sendable {
  let program: Program
  let checksums: ChecksumRegistry

  /// Makes a setter.
  public init(program: Program, checksums: ChecksumRegistry) {
    self.program = program
    self.checksums = checksums
  }

  /// What is left wrong, for those who want to see what becomes of it.
  public struct Options: Sendable {
    /// Checksums stay as they are.
    public var keepsChecksums = false
    /// Only the copy that is named changes; without a number, the first one.
    public var changesOneCopy = false

    /// Makes options with which nothing is left wrong.
    public init() {}
  }

  /// A field that changes.
  public struct Change: Sendable {
    /// The path.
    public var path: String
    /// What it was, as `get` prints it.
    public var old: String
    /// What it will be.
    public var new: String
  }

  /// What is written to give fields values; nothing is written here.
  ///
  /// Throws when a path leads to no stored field, a value does not fit, or an element that would get a checksum has a wrong
  /// one now: that would make something damaged look sound.
  public func plan(
    _ source: any ByteSource, settings: [(path: String, value: String)], options: Options = Options()
  ) throws(EditError) -> (plan: WritePlan, changes: [Change]) {
    do {
      let draft = try ImageDraft(program: program, checksums: checksums, source: source)
      // Where they are before anything says otherwise.
      let copies = (try? draft.copies(of: 0)) ?? []
      var changes: [Change] = []
      for (path, value) in settings { changes.append(try set(path, value, in: draft, options)) }
      if !options.keepsChecksums {
        try requireSealed(draft.unsealedElements, source)
        try draft.seal()
        for change in changes where (try? plain(change.path, draft)).map({ $0 != change.new }) == true {
          throw EditError(
            path: change.path,
            reason: "is computed from other bytes, and would not keep this value; --keep-checksums sets it nevertheless"
          )
        }
      }
      let writes = try draft.takeWrites()
      let title = "set " + settings.map(\.path).joined(separator: ", ")
      return (
        WritePlan(
          title: title, sizeBefore: source.size, size: source.size, stages: try stages(writes, copies, draft)), changes
      )
    } catch let error as EditError { throw error } catch let error as MakeError {
      throw EditError(path: "", reason: "\(error); --keep-checksums leaves checksums as they are")
    } catch { throw EditError(path: "", reason: "\(error)") }
  }

  private func set(
    _ text: String, _ value: String, in draft: ImageDraft, _ options: Options
  ) throws -> Change {
    let path: DecodePath
    let place: FieldPlace
    do throws(ShowError) {
      path = try DecodePath(text)
      place = try FieldPlace(path, in: draft.walker)
    } catch { throw EditError(path: text, reason: error.reason) }
    let old = try plain(text, draft)
    for copy in try copies(of: place, path, draft, options) {
      try draft.put(try bytes(value, text, place, copy, draft), at: place.offset, in: copy)
    }
    // A value may hide where the field is.
    return Change(path: text, old: old, new: (try? plain(text, draft)) ?? value)
  }

  /// The elements that have the field: one, or all copies of it.
  private func copies(
    of place: FieldPlace, _ path: DecodePath, _ draft: ImageDraft, _ options: Options
  ) throws -> [Element] {
    guard let copies = draft.format.regions[place.element.region].copies, !options.changesOneCopy else {
      return [place.element]
    }
    // What copies may differ in is each one's own.
    if case .allBut(let fields) = copies.fields, fields.contains(place.field) { return [place.element] }
    if case .only(let fields) = copies.fields, !fields.contains(place.field) { return [place.element] }
    return try draft.copies(of: place.element.region)
  }

  /// What the field's bytes become in an element.
  private func bytes(
    _ value: String, _ path: String, _ place: FieldPlace, _ element: Element, _ draft: ImageDraft
  ) throws -> [UInt8] {
    let parser = FieldText(format: draft.format)
    do {
      guard let type = place.type.integerType else {
        return try FieldValue.encode(try parser.value(value, as: place.type), as: place.type, window: 0)
      }
      if value == "none", let none = place.none, place.bits == nil {
        return try FieldValue.encode(none & type.mask, as: IntegerType(width: type.width, order: type.order))
      }
      let old = try draft.pages.bits(at: element.place &+ UInt64(place.offset), type)
      guard let bits = place.bits else {
        return try FieldValue.encode(try parser.value(value, as: place.type, old: old), as: place.type, window: 0)
      }
      let part = try parser.value(value, as: bits, old: old)
      let word = old & ~(bits.mask << UInt64(bits.at)) | part << UInt64(bits.at)
      return try FieldValue.encode(
        word & type.mask, as: IntegerType(width: type.width, isSigned: false, order: type.order))
    } catch let error as FieldText.Malformed {
      throw EditError(path: path, reason: error.reason)
    } catch let error as NoValue {
      throw EditError(path: path, reason: "\(value) does not fit: \(error)")
    }
  }

  private func plain(_ path: String, _ draft: ImageDraft) throws -> String {
    let decoder = ImageDecoder(program: program, walker: draft.walker)
    do throws(ShowError) {
      guard case .field(let field, _) = try decoder.select(path) else { return "" }
      return field.value.plain ?? ""
    } catch { throw EditError(path: path, reason: error.reason) }
  }

  /// Throws if the checksums of an element are wrong before anything is set.
  private func requireSealed(_ elements: [Element], _ source: any ByteSource) throws {
    let before = try ImageDraft(program: program, checksums: checksums, source: source)
    for changed in elements {
      let element = try before.walker.find(changed.region, changed.ordinal)
      guard try before.seal(element) else { continue }
      let name = "\(before.format.regions[changed.region].name)[\(changed.ordinal)]"
      throw EditError(
        path: name,
        reason:
          "its checksum is wrong already, and a right one would make what is damaged look sound; repair it first, "
          + "or leave checksums as they are with --keep-checksums")
    }
  }

  private func stages(
    _ writes: [WritePlan.Write], _ elements: [Element], _ draft: ImageDraft
  ) throws -> [WritePlan.Stage] {
    let copies = elements.map { copy in
      copy.place..<copy.place + max((try? draft.walker.length(of: copy)) ?? copy.length, 1)
    }
    return WritePlan.Stage.committing(writes, copies: copies)
  }
}

/// Why a field is not set; `description` is one line for people.
public struct EditError: Error, CustomStringConvertible, Sendable {
  /// The path of the field, or the element; may be empty.
  public var path: String
  /// What is wrong.
  public var reason: String

  /// Makes an error.
  public init(path: String, reason: String) {
    (self.path, self.reason) = (path, reason)
  }

  /// One line.
  public var description: String { printable(path.isEmpty ? reason : "\(path): \(reason)") }
}
