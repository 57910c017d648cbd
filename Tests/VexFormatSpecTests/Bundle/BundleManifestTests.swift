import Testing

@testable import VexFormatSpec

/// What a manifest may say, and what can be wrong with it.
@Suite struct BundleManifestTests {
  static let wrong: [String] = [
    "⟦key/missing|a manifest needs the key 'version'⟧plugin: p\nlicense: MIT\nformats: [a.yaml]\n",
    "⟦key/missing|a bundle without formats, checksums or generators brings nothing⟧plugin: p\nversion: 1\nlicense: MIT\n",
    head("formats: ⟦type/mismatch|'formats' of a manifest is a scalar, not a list⟧a.yaml"),
    head("formats: [⟦type/mismatch|'formats' lists paths, and this is a mapping⟧{a: b}]"),
    head("formats: [⟦bundle/path|'../a.yaml' is no path in the bundle's folder⟧../a.yaml]"),
    head(
      "formats: [⟦bundle/path⟧/a.yaml, ⟦bundle/path⟧a//b, ⟦bundle/path⟧a/./b, '⟦bundle/path⟧', \"⟦bundle/path⟧a\\tb\"]"),
    head("checksums: [⟦type/mismatch|'checksums' lists mappings, and this is a scalar⟧a.so]"),
    head("checksums: [⟦key/missing|a library needs the key 'names'⟧{library: a.so}]"),
    head("checksums: [{library: a.so, names: [⟦type/mismatch|'names' lists names, and this is a list⟧[a]]}]"),
    head("checksums: [{library: a.so, names: [⟦name/reserved|'A' cannot be the name of an algorithm⟧A]}]"),
    head("generators: {rust: ⟦type/mismatch|a generator is a path, and this is a list⟧[a]}"),
    head("generators: {⟦name/reserved|'9' cannot be the name of a generator⟧9: a.py}"),
    head("formats: [a.yaml]\nsamples: [{image: a, format: b, verdict: ⟦name/unknown⟧good}]"),
    head("formats: [a.yaml]\nsamples: [⟦key/missing|a sample needs the key 'format'⟧{image: a, verdict: clean}]"),
    head("formats: [a.yaml]\n⟦key/unknown|a manifest has no key 'format'⟧format: a"),
    "⟦yaml/syntax|found a list, expected the keys of a manifest⟧- a\n",
  ]

  private static func head(_ rest: String) -> String { "plugin: p\nversion: 1\nlicense: MIT\n\(rest)\n" }

  static func diagnostics(_ text: String) -> [Diagnostic] {
    do throws(SpecificationError) { _ = try BundleManifest(text: Array(text.utf8), path: "plugin.yaml") } catch {
      return error.diagnostics
    }
    return []
  }

  @Test(arguments: wrong) func isReported(marked: String) {
    let spec = MarkedSpec(marked)
    let codes = Dictionary(spec.markers.map { ($0.name, $0.name) }) { first, _ in first }
    spec.expect(codes: codes, from: Self.diagnostics)
  }

  @Test func saysWhatABundleHas() throws {
    let text = """
      plugin: romfs
      version: "1.0"
      license: Apache-2.0
      doc: About it.
      formats: [romfs.yaml]
      checksums: [{library: lib/sum.so, names: [romfs-sum32, other_1]}]
      generators: {rust: generate.py}
      samples: [{image: samples/a.img, format: romfs, verdict: damaged}]
      """
    let manifest = try BundleManifest(text: Array(text.utf8), path: "plugin.yaml")
    var expected = BundleManifest(name: "romfs", version: "1.0", license: "Apache-2.0")
    expected.doc = "About it."
    expected.formats = ["romfs.yaml"]
    expected.checksums = [.init(path: "lib/sum.so", names: ["romfs-sum32", "other_1"])]
    expected.generators = [.init(name: "rust", path: "generate.py")]
    expected.samples = [.init(path: "samples/a.img", format: "romfs", verdict: "damaged")]
    #expect(manifest == expected)
    #expect(manifest.paths == ["romfs.yaml", "lib/sum.so", "generate.py", "samples/a.img"])
  }
}
