import VexFormatSpec

/// Prints how a region's elements are found as a C function.
struct CPlaceEmitter {
  /// How they are found.
  let program: PlaceProgram
  /// The emitter that it belongs to, for names.
  let validator: CValidatorEmitter

  /// What introduces the declarations of all of them.
  static let comment = """
    /*
     * Places of elements. Sets *@place to the byte of the image at which element @index of a region
     * begins, and what follows it to what the element's check is given. Returns 0, or a negative errno
     * with a finding if there is no such element, or none inside the image.
     */
    """

  /// The function's declaration without what follows its closing parenthesis.
  var signature: String {
    let names = validator.names
    return CCheckEmitter.call(
      "int \(names.name(program.name, "place"))(",
      ["const struct \(names.prefix)_ctx *ctx", "u64 index", "u64 *place"] + results.map { "u64 *\($0.name)" }
        + ["struct \(names.prefix)_finding *finding"])
  }

  /// Names of what the check is given, and their registers.
  private var results: [(name: String, register: Register)] {
    var names = UniqueNames(taken: ["ctx", "index", "place", "finding", "pieces", "request", "digest", "width"])
    return program.parameters.map { (names.unique(CNames.identifier($0.parameter.name)), $0.register) }
  }

  /// Prints the function.
  func print(_ code: inout CodePrinter, _ helpers: inout CHelpers) {
    let steps = CheckProgram(
      structure: validator.program.format.regions[program.region].structure ?? -1, name: program.name,
      sources: program.sources, parameters: [], registerCount: program.registerCount, viewCount: program.viewCount,
      maximumSize: 0, body: program.body)
    let outputs = [(name: "place", register: program.place)] + results
    var emitter = CCheckEmitter(check: steps, results: outputs.map { .register($0.register) }, validator: validator)
    emitter.ownArguments = ["index"]
    // What cannot be found is nowhere.
    emitter.bufferPlace = "0"
    let first = outputs.map { "*\($0.name) = 0;" } + ["memset(finding, 0, sizeof(*finding));"]
    let last = outputs.map { "*\($0.name) = r\($0.register);" } + ["return 0;"]
    emitter.print(
      signature, first: first.joined(separator: "\n"), last: last.joined(separator: "\n"), &code, &helpers)
  }
}
