import Foundation
import TestSupport
import Testing
import VexBytes
import VexPlugins

/// Libraries that a C compiler makes of the interface's header.
@Suite struct PluginLibraryTests {
  /// One algorithm: the sum of all bytes and 7, or the initial value instead of it.
  private static let sound = #"""
    #include <stdlib.h>
    #include <string.h>
    #include <vexfmt_plugin.h>
    static void *begin(const uint64_t *initial)
    {
      uint64_t *s = malloc(16);
      s[0] = initial ? *initial : 7;
      s[1] = 0;
      return s;
    }
    static void *copy(const void *state) { return memcpy(malloc(16), state, 16); }
    static void update(void *state, const void *data, size_t size)
    {
      uint64_t *s = state;
      for (size_t i = 0; i < size; i++)
        s[0] = (s[0] ^ ((const unsigned char *)data)[i]) * 0x100000001b3u + 1;
    }
    static void finish(const void *state, unsigned char *digest)
    {
      for (int i = 0; i < 8; i++)
        digest[i] = (unsigned char)(*(const uint64_t *)state >> 8 * i);
    }
    static struct vexfmt_checksum sum = {
      .size = sizeof(sum), .flags = VEXFMT_CHECKSUM_INITIAL, .name = "third-party", .width = 8,
      .begin = begin, .copy = copy, .update = update, .finish = finish, .end = free, FIELDS
    };
    static const struct vexfmt_checksum *const list[] = { &sum };
    static struct vexfmt_plugin plugin = { VEXFMT_PLUGIN_ABI, 1, list };
    const struct vexfmt_plugin *vexfmt_plugin(void)
    {
      void *s = begin(NULL);
      update(s, "123456789", 9);
      finish(s, sum.check_value);
      free(s);
      BEFORE
      return &plugin;
    }
    """#

  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func library(fields: String = "", before: String = "", text: String = Self.sound) throws -> String {
    let name = UUID().uuidString
    // What is named twice has its last value, of which gcc warns.
    let source = text.replacing("FIELDS", with: fields).replacing("BEFORE", with: before)
    try scratch.write(source.utf8, to: "\(name).c")
    let header = PackageFolder.root.appending(path: "Sources/CVexPlugin").path
    let result = try Command.run(
      try #require(Command.find("gcc")),
      [
        "-Wall", "-Wextra", "-Werror", "-Wno-override-init", "-fPIC", "-shared", "-I", header, "\(name).c", "-o",
        "\(name).so",
      ], in: scratch)
    try #require(result.status == 0, "\(result.errors)")
    return scratch.file("\(name).so").path
  }

  private func problem(_ path: String) -> PluginError.Reason? {
    do { _ = try PluginLibrary(path: path) } catch { return error.reason }
    return nil
  }

  @Test func aThirdPartysAlgorithmConforms() throws {
    let loaded = try PluginLibrary(path: try library())
    let algorithm = try #require(loaded.algorithms.first)
    #expect(loaded.algorithms.count == 1)
    #expect(algorithm.name == "third-party" && algorithm.width == 8 && algorithm.takesInitial)
    for seed in 1...3 as ClosedRange<UInt64> { #expect(ChecksumConformance.failures(of: algorithm, seed: seed) == []) }
    var registry = ChecksumRegistry.builtIn
    try registry.register(algorithm)
    #expect(registry.algorithm(named: "third-party") != nil)
  }

  @Test func itNeedsNotTakeAnInitialValue() throws {
    let algorithm = try #require(try PluginLibrary(path: try library(fields: ".flags = 0")).algorithms.first)
    #expect(!algorithm.takesInitial)
    #expect(ChecksumConformance.failures(of: algorithm, seed: 1) == [])
    let bytes: [UInt8] = [1, 2, 3]
    let digests = [ChecksumParameters(), ChecksumParameters(initial: 5)].map { parameters in
      bytes.withBytes { algorithm.digest(of: $0, parameters) }
    }
    #expect(digests[0] == digests[1])
  }

  /// The self test, and the suite, find what does not keep its word.
  @Test func defectsAreFound() throws {
    let wrong = try #require(try PluginLibrary(path: try library(before: "sum.check_value[0] ^= 1;")).algorithms.first)
    var registry = ChecksumRegistry()
    #expect(throws: RegistrationError.self) { try registry.register(wrong) }
    for defect in [
      // A copy that is no copy, a state that all share, an end that is lost.
      Self.sound.replacing(
        "return memcpy(malloc(16), state, 16);", with: "(void)state; return memset(malloc(16), 1, 16);"),
      Self.sound.replacing("uint64_t *s = malloc(16);", with: "static uint64_t shared[2]; uint64_t *s = shared;")
        .replacing(".end = free", with: ".end = forget").replacing("free(s);", with: "")
        .replacing("static void *copy", with: "static void forget(void *s) { (void)s; }\nstatic void *copy"),
      Self.sound.replacing("i < size; i++", with: "i < size - (size == 3); i++"),
    ] {
      let algorithm = try #require(try PluginLibrary(path: try library(text: defect)).algorithms.first)
      #expect(ChecksumConformance.failures(of: algorithm, seed: 2) != [])
    }
  }

  @Test func whatIsNoPluginIsRefused() throws {
    #expect(problem("libc.so.6") == .notAbsolute)
    guard case .notLoaded? = problem("/none/there.so") else { Issue.record("a file that is missing"); return }
    let text = try scratch.write("no library".utf8, to: "text.so").path
    guard case .notLoaded? = problem(text) else { Issue.record("a file of text"); return }
    #expect(problem(try library(text: "int nothing;")) == .noEntry)
    #expect(problem(try library(before: "return NULL;")) == .nothing)
    #expect(problem(try library(before: "plugin.abi = 2;")) == .otherInterface(2))
    #expect(problem(try library(before: "plugin.count = 65;")) == .tooMany(65))
    #expect(problem(try library(before: "plugin.checksums = NULL;")) == .nothing)
    for fields in [
      "", ".size = 8", ".name = NULL", ".name = \"\(String(repeating: "n", count: 65))\"", ".flags = 6", ".width = 0",
      ".width = 33", ".begin = NULL", ".copy = NULL", ".update = NULL", ".finish = NULL", ".end = NULL",
    ].dropFirst() {
      guard case .incomplete(0, _)? = problem(try library(fields: fields)) else {
        Issue.record("\(fields)")
        continue
      }
    }
  }

  @Test func aPluginOfALaterVersionMayHaveMore() throws {
    let algorithm = try #require(
      try PluginLibrary(path: try library(fields: ".size = sizeof(sum) + 64")).algorithms.first)
    #expect(ChecksumConformance.failures(of: algorithm, seed: 1) == [])
    // And one without the last member has no function for one shot.
    let earlier = ".size = offsetof(struct vexfmt_checksum, digest), .digest = (void *)1"
    let small = try #require(try PluginLibrary(path: try library(fields: earlier)).algorithms.first)
    #expect(ChecksumConformance.failures(of: small, seed: 1) == [])
  }
}
