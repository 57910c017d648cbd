import Foundation
import Testing
import VexFormatSpec

@testable import VexCodecs

/// All that a specification declares is in its site once, under an anchor, and both forms say the same.
@Suite struct SiteCoverageTests {
  private static func pages(_ format: Format, _ form: DocsEmitter.Form) -> [String: String] {
    let files = DocsEmitter(format: format).files([form])
    return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.contents) })
  }

  /// Every anchor that a format must have, with the page it is on.
  private static func anchors(_ format: Format) -> [(page: String, anchor: String)] {
    var all: [(page: String, anchor: String)] = []
    for structure in format.structures {
      let page = "structure-\(structure.name)"
      for field in structure.fields {
        all.append((page, "field-\(field.name)"))
        guard case .bitFields(_, let bits)? = field.type else { continue }
        all += bits.map { (page, "field-\(field.name).\($0.name)") }
      }
    }
    for choice in format.enumerations {
      all.append(("types", "enum-\(choice.name)"))
      all += choice.cases.map { ("types", "enum-\(choice.name).\($0.name)") }
    }
    for set in format.flagSets {
      all.append(("types", "flags-\(set.name)"))
      all += set.flags.map { ("types", "flags-\(set.name).\($0.name)") }
    }
    all += format.constants.map { ("types", "constant-\($0.name)") }
    all += format.units.map { ("types", "unit-\($0.name)") }
    all += format.regions.map { ("image", "region-\($0.name)") }
    all += format.spaces.map { ("image", "space-\($0.name)") }
    all += format.allRules.map { ("rules", "rule-\($0.number)") }
    all += format.migrations.map { ("versions", "migration-\($0.from)-\($0.to)") }
    all += (format.versions?.known ?? []).map { ("versions", "version-\($0)") }
    all += format.lookalikes.map { ("recognition", "lookalike-\($0.name)") }
    all += format.ioctls.map { ("requests", "request-\($0.name)") }
    return all
  }

  @Test(arguments: ShippedFormats.names) func everythingIsThereOnce(_ name: String) throws {
    let format = try ShippedFormats.format(name)
    let anchors = Self.anchors(format)
    try #require(anchors.count > 20)
    for form in DocsEmitter.Form.allCases {
      let pages = Self.pages(format, form)
      let suffix = form == .html ? ".html" : ".md"
      let counts = pages.filter { $0.key.hasSuffix(suffix) }.mapValues(SiteWords.anchors)
      let all = counts.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
      for (page, anchor) in anchors {
        #expect(counts[page + suffix]?[anchor[...]] == 1, "\(name): \(anchor) on \(page)\(suffix)")
        // Fields of different structures may have one name; nothing else has its name twice.
        if !anchor.hasPrefix("field-") { #expect(all[anchor[...]] == 1, "\(name): \(anchor)") }
      }
    }
  }

  @Test(arguments: ShippedFormats.names) func bothFormsSayTheSame(_ name: String) throws {
    let format = try ShippedFormats.format(name)
    let (html, markdown) = (Self.pages(format, .html), Self.pages(format, .markdown))
    let names = html.keys.filter { $0.hasSuffix(".html") }.map { $0.dropLast(".html".count) }
    #expect(Set(names) == Set(markdown.keys.filter { $0.hasSuffix(".md") }.map { $0.dropLast(".md".count) }))
    for page in names {
      let words = SiteWords.html(html["\(page).html"] ?? "")
      let others = SiteWords.markdown(markdown["\(page).md"] ?? "")
      #expect(words.count > 20, "\(name): \(page) says nothing")
      let common = words.commonPrefix(with: others)
      #expect(
        words == others,
        "\(name), \(page): '\(words.dropFirst(common.count).prefix(60))' or '\(others.dropFirst(common.count).prefix(60))'"
      )
    }
  }

  /// Numbers and facts of a field, in the words that a reader finds.
  @Test func aFieldIsDescribed() throws {
    let pages = Self.pages(try ShippedFormats.format("vexfs"), .markdown)
    let page = try #require(pages["structure-superblock.md"])
    let row = try #require(page.split(separator: "\n").first { $0.contains("id=\"field-total_blocks\"") })
    for part in [
      "`0x10`<br>16", "| 8 |", "`u64`<br>*in* [block](types.md#unit-block)",
      "*range* `total_blocks in (version == 1 ? 1 : 5) ..= 2^32` [\\#6](rules.md#rule-6)",
    ] {
      #expect(row.contains(part), "\(part) in \(row)")
    }
    let rules = try #require(pages["rules.md"])
    let rule = try #require(rules.split(separator: "\n").first { $0.contains("id=\"rule-7\"") })
    #expect(rule.contains("[`vexfs/superblock.free_blocks/range`](structure-superblock.md#field-free_blocks)"))
    #expect(
      rule.contains("*stage* 8 relations · **warning** in version [1](versions.md#version-1); **error** otherwise"))
  }

  @Test func theSameFormatGivesTheSameFiles() throws {
    let format = try ShippedFormats.format("btrfs")
    let emitter = DocsEmitter(format: format)
    #expect(emitter.files(DocsEmitter.Form.allCases) == emitter.files(DocsEmitter.Form.allCases))
  }
}
