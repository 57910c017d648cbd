import ArgumentParser
import VexCodecs
import VexImage

/// Generates documentation.
struct GenDocsCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "gen-docs",
    abstract: "Generate a site for people about a format: its bytes as pictures, every field, rule and region.",
    discussion: """
      Begin with index.html, or with index.md. Without --image, the regions are those of a fresh image if vexfmt makes images of \
      the format, and else only those whose places never vary. Pages that an earlier version of the specification asked for are \
      removed.
      """)

  @OptionGroup var spec: RequiredSpecOption
  @OptionGroup var options: GeneratorOptions

  @Option(help: "html, markdown, or both of them.")
  var format: Form = .html

  @Option(help: ArgumentHelp("The image whose regions are drawn to scale.", valueName: "image"))
  var image: String?

  var wantsJSON: Bool { options.json.isSet }

  /// In which form the site is.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case html, markdown, both

    var forms: [DocsEmitter.Form] {
      switch self {
      case .html: [.html]
      case .markdown: [.markdown]
      case .both: DocsEmitter.Form.allCases
      }
    }
  }

  func perform(_ reporter: Reporter) throws(Failure) -> Int32 {
    let specification = try CompiledSpecification(try Catalogue.find(spec.name))
    let layout = try RegionDrawing(specification: specification).layout(image)
    let emitter = DocsEmitter(format: specification.format, layout: layout)
    let banner = DocsEmitter.banner(SwiftEmitter.source(of: specification.format))
    return try Generation(options: options, reporter: reporter).run(emitter.files(format.forms)) { _, head in
      head.contains { $0.contains(banner) }
    }
  }
}
