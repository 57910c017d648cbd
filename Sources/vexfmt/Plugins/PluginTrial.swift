import VexBytes
import VexPlugins
import VexProcess

/// A library loaded in a process of its own, so that one that crashes, hangs or ends the process takes nothing with it.
struct PluginTrial {
  /// The path of the library, which is trusted.
  var library: String
  /// Whether its algorithms run through the conformance suite.
  var isThorough = false

  /// What a trial says at its end, so that a library that ends the process itself is seen.
  static let key = "tried"

  /// Throws when the library cannot be used; answers what else is wrong with it.
  @discardableResult
  func run() throws(Failure) -> [String] {
    let seconds = isThorough ? 120 : 10
    let child = ChildProcess(
      "/proc/self/exe", ["plugins", "try", library] + (isThorough ? ["--thorough"] : []),
      limits: ChildProcess.Limits(time: .seconds(seconds), output: 1 << 20, errors: 1 << 12))
    Termination.watch()
    let result: ChildProcess.Result
    do { result = try child.run() } catch { throw .message("\(shown(library)): cannot be tried: \(error)") }
    let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    switch result.ending {
    case .exited(0), .exited(1):
      // The library may have printed before.
      guard let last = lines.last, let json = try? JSON(reading: Array(last.utf8)), case .object(let members) = json,
        case .array(let flaws)? = members.first(where: { $0.0 == Self.key })?.1
      else {
        throw .message("\(shown(library)): ends the process that loads it; it is not used")
      }
      let texts = flaws.compactMap { if case .string(let text) = $0 { text } else { nil } }
      if case .exited(1) = result.ending { throw .message(texts.first ?? "\(shown(library)): cannot be used") }
      return texts
    case .exited(let status):
      throw .message("\(shown(library)): ends the process that loads it, with status \(status); it is not used")
    case .signalled(let signal):
      throw .message(
        "\(shown(library)): ends the process that loads it by signal \(signal); it is damaged or defective, and not used"
      )
    case .tookTooLong:
      throw .message("\(shown(library)): had not ended after \(seconds) seconds; it is defective, and not used")
    case .saidTooMuch:
      throw .message("\(shown(library)): prints without end; it is defective, and not used")
    }
  }

  /// What the process of its own does: loads the library, tries it, and prints what is wrong.
  func perform(_ reporter: Reporter) -> Int32 {
    var flaws: [String] = []
    var isUsable = true
    do throws(Failure) {
      let trusted: TrustedPath
      let loaded: PluginLibrary
      do { trusted = try TrustedPath(library) } catch { throw .message("\(error)") }
      do { loaded = try PluginLibrary(path: trusted.path) } catch { throw .message("\(error)") }
      var registry = ChecksumRegistry()
      for algorithm in loaded.algorithms {
        do { try registry.register(algorithm) } catch { throw .message("\(shown(library)): \(error)") }
        guard isThorough else { continue }
        if algorithm.writesBeyondItsWidth { flaws.append("\(algorithm.name): writes more bytes than a digest has") }
        for seed in [1, 2, 3] as [UInt64] {
          flaws += ChecksumConformance.failures(of: algorithm, seed: seed).prefix(5)
        }
      }
    } catch {
      flaws = [error.sentence]
      isUsable = false
    }
    reporter.json(.object([(Self.key, .array(flaws.map(JSON.string)))]))
    return isUsable ? ExitStatus.success : ExitStatus.failure
  }
}
