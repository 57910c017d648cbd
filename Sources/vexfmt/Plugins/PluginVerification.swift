import VexBytes
import VexCodecs
import VexFormatSpec
import VexImage
import VexPlugins

/// Looks whether a bundle keeps its word, for `vexfmt plugins verify`.
struct PluginVerification {
  /// The bundle's folder, or the name of one that is installed.
  var subject: String
  var reporter: Reporter

  /// Something that was looked at.
  struct Result {
    /// What.
    var subject: String
    /// What is wrong with it, a sentence each; none if it is good.
    var flaws: [String]
  }

  /// Looks at everything; answers with the exit status.
  func run() throws(Failure) -> Int32 {
    let bundle = try find()
    var results: [Result] = []
    let manifest = bundle.manifest
    results.append(Result(subject: BundleManifest.fileName, flaws: untrusted(bundle)))
    // What other bundles have is there as well.
    var registry = ChecksumRegistry.installed
    for library in manifest.checksums { results.append(check(library, of: bundle, into: &registry)) }
    var formats: [(source: SpecificationSource, program: Program)] = []
    for name in manifest.formats { results.append(check(format: name, of: bundle, registry, into: &formats)) }
    for generator in manifest.generators { results.append(check(generator, of: bundle, formats.map(\.program))) }
    let library = FormatLibrary(Self.specifications(formats), checksums: registry)
    for sample in manifest.samples { results.append(check(sample, of: bundle, library, registry)) }
    report(bundle, results)
    return results.allSatisfy(\.flaws.isEmpty) ? ExitStatus.success : ExitStatus.failure
  }

  /// What has a slash is a folder; a name is that of an installed bundle, or else of a folder here.
  private func find() throws(Failure) -> PluginBundle {
    if !subject.contains("/") {
      if let entry = InstalledPlugins.current.entries.first(where: { $0.bundle.manifest.name == subject }) {
        return entry.bundle
      }
      for problem in InstalledPlugins.current.problems { reporter.warning(oneLine(problem)) }
      throw .message(
        "\(shown(subject)): no plugin of that name is installed; see 'vexfmt plugins list', or name a folder: "
          + "./\(shown(subject))")
    }
    let path = subject.hasPrefix("/") ? subject : Target.workingFolder + "/" + subject
    do { return try PluginBundle(try TrustedPath(path)) } catch let error as Failure { throw error } catch {
      throw .message("\(error)")
    }
  }

  private func untrusted(_ bundle: PluginBundle) -> [String] {
    flaws { () throws(Failure) in for path in bundle.manifest.paths { _ = try bundle.path(path) } }
  }

  private func check(
    _ library: BundleManifest.Library, of bundle: PluginBundle, into registry: inout ChecksumRegistry
  ) -> Result {
    var result = Result(subject: library.path, flaws: [])
    do throws(Failure) {
      result.flaws += try PluginTrial(library: try bundle.path(library.path), isThorough: true).run()
      for algorithm in try bundle.algorithms(library) {
        do { try registry.register(algorithm) } catch { result.flaws.append("\(error)") }
      }
    } catch {
      result.flaws.append(error.sentence)
    }
    return result
  }

  private func check(
    format name: String, of bundle: PluginBundle, _ registry: ChecksumRegistry,
    into formats: inout [(source: SpecificationSource, program: Program)]
  ) -> Result {
    var result = Result(subject: name, flaws: [])
    do throws(Failure) {
      let source = try bundle.source(name)
      let format = try source.compile(checksums: registry)
      formats.append((source, Program(lowering: format)))
      if let warning = LockFile(source: source, format: format).warning { result.flaws.append(warning) }
      if Catalogue.names.contains(format.name) {
        result.flaws.append("\(shown(source.path)): the format \(format.name) is built in, so this one is not used")
      }
      for algorithm in format.algorithms where algorithm.implementation == nil && algorithm.crc == nil {
        result.flaws.append(
          "\(shown(source.path)): neither the bundle nor an installed one has \(algorithm.name), so what it covers is not verified"
        )
      }
    } catch {
      result.flaws.append(error.sentence)
    }
    return result
  }

  /// A generator has to have an answer for the bundle's formats, or where there are none for one that is built in.
  private func check(
    _ generator: BundleManifest.Generator, of bundle: PluginBundle, _ programs: [Program]
  ) -> Result {
    Result(
      subject: generator.path,
      flaws: flaws { () throws(Failure) in
        let program = try GeneratorProgram(name: generator.path, path: try bundle.path(generator.path))
        var subjects = programs
        if subjects.isEmpty { subjects = [try CompiledSpecification(try Catalogue.findToWrite(nil)).program] }
        for subject in subjects {
          let document = ExchangeDocument(program: subject, toolVersion: VexfmtCommand.version, options: [])
          let answer = try program.answer(to: document, seconds: 60, reporter)
          if let error = answer.diagnostics.first(where: { $0.severity == .error }) {
            throw .message("\(shown(generator.path)): says of \(subject.format.name): \(oneLine(error.message))")
          }
        }
      })
  }

  private func check(
    _ sample: BundleManifest.Sample, of bundle: PluginBundle, _ library: FormatLibrary, _ registry: ChecksumRegistry
  ) -> Result {
    Result(
      subject: sample.path,
      flaws: flaws { () throws(Failure) in
        let path = try bundle.path(sample.path)
        let file = try open(path)
        let program = try choose(file, library)
        guard let program, program.format.name == sample.format else {
          let found = program.map { "that of \($0.format.name)" } ?? "none's"
          throw .message("\(shown(path)): its bytes are \(found), expected those of \(shown(sample.format))")
        }
        let report: ValidationReport
        do {
          report = try ImageValidator(program: program, checksums: registry).validate(file, name: path)
        } catch {
          throw .message("\(shown(path)): \(oneLine("\(error)"))")
        }
        guard report.verdict.rawValue == sample.verdict else {
          let first = report.findings.first.map { ": \(oneLine($0.message)) [\($0.rule)]" } ?? ""
          throw .message(
            "\(shown(path)): is \(report.verdict.rawValue), expected \(sample.verdict)\(first)")
        }
      })
  }

  private func open(_ path: String) throws(Failure) -> ImageFile {
    do { return try ImageFile(path: path) } catch { throw .message(oneLine(error)) }
  }

  private func choose(_ file: ImageFile, _ library: FormatLibrary) throws(Failure) -> Program? {
    do { return try library.program(for: file) } catch { throw .specification(error) }
  }

  /// The formats of the bundle beside those that are built in, so that a sample has to choose among all.
  private static func specifications(
    _ formats: [(source: SpecificationSource, program: Program)]
  ) -> [FormatLibrary.Specification] {
    ShippedSpecs.all.map(FormatLibrary.Specification.init(shipped:))
      + formats.map { FormatLibrary.Specification(source: $0.source, format: $0.program.format) }
  }

  private func flaws(_ body: () throws(Failure) -> Void) -> [String] {
    do throws(Failure) { try body() } catch { return [error.sentence] }
    return []
  }

  private func report(_ bundle: PluginBundle, _ results: [Result]) {
    let isGood = results.allSatisfy(\.flaws.isEmpty)
    guard !reporter.isJSON else {
      reporter.json(
        .object([
          ("plugin", .string(bundle.manifest.name)), ("path", .string(bundle.folder.path)), ("good", .boolean(isGood)),
          (
            "checks",
            .array(
              results.map { result in
                .object([
                  ("subject", .string(result.subject)), ("good", .boolean(result.flaws.isEmpty)),
                  ("flaws", .array(result.flaws.map(JSON.string))),
                ])
              })
          ),
        ]))
      return
    }
    for result in results {
      let word = result.flaws.isEmpty ? reporter.paint("good", .good) : reporter.paint("bad", .bad)
      reporter.line("\(shown(result.subject)): \(word)")
      for flaw in result.flaws { reporter.line("  \(oneLine(flaw))") }
    }
    reporter.line("\(shown(bundle.folder.path)): \(isGood ? "keeps its word" : "does not keep its word")")
  }
}
