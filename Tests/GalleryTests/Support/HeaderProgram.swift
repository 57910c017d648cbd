import Foundation
import Testing
import TestSupport
import VexCodecs

/// A program that is compiled against a format's own header and the one that is generated for its specification.
///
/// It prints where each field is by either, and reads elements of images by the format's own.
struct HeaderProgram {
  private let scratch: Scratch
  private let executable: URL

  /// A structure in both headers.
  struct Pair {
    /// Its name in the specification, and the type in the format's own header.
    var name: String, type: String
    /// Integers, and arrays of them (`name[]`); where the specification has another name, `theirs=ours`.
    var fields: [String]
    /// Whether both describe all of its bytes; a structure that grows is as large here as it may ever be.
    var isWhole = true
  }

  /// Compiles it.
  ///
  /// - `headers`: what is included for the format's own header.
  init(_ gallery: Gallery, headers: [String], _ pairs: [Pair]) throws {
    scratch = try Scratch()
    executable = scratch.file("headers")
    for file in CEmitter(program: gallery.program).files(flavour: .kernel) {
      try scratch.write(file.contents.utf8, to: file.path)
    }
    // Apart, since the two may give different things the same name.
    let sources = [
      try scratch.write(Self.theirs(headers, pairs).utf8, to: "theirs.c"),
      try scratch.write(Self.ours(gallery.name, pairs).utf8, to: "ours.c"),
    ]
    guard let compiler = Command.find("gcc") else { throw MissingCompiler(name: "gcc") }
    let result = try Command.run(
      compiler, ["-std=gnu11", "-Wall", "-Wextra", "-Werror"] + sources.map(\.path) + ["-o", executable.path],
      in: scratch)
    try #require(result.status == 0, "gcc: \(result.errors.prefix(4000))")
  }

  /// Compares sizes and places; answers how many.
  func comparePlaces() throws -> Int {
    var places: [Substring: [Substring: Substring]] = [:]
    for line in try run([]).split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 2)
      try #require(words.count == 3)
      places[words[0], default: [:]][words[1]] = words[2]
    }
    let (theirs, ours) = (places["theirs"] ?? [:], places["ours"] ?? [:])
    for (name, place) in theirs { #expect(ours[name] == place, "\(name)") }
    #expect(ours.count == theirs.count)
    return theirs.count
  }

  /// The fields of a structure at a place of an image, read by the format's own header, by their names in the specification.
  func read(_ structure: String, of image: URL, at place: UInt64) throws -> [String: String] {
    let lines = try run([structure, image.path, "\(place)"]).split(separator: "\n")
    return Dictionary(
      lines.map { line in
        let words = line.split(separator: " ")
        return (String(words[0]), String(words[1]))
      }, uniquingKeysWith: { first, _ in first })
  }

  private func run(_ arguments: [String]) throws -> String {
    let result = try Command.run(executable, arguments, in: scratch)
    try #require(result.status == 0, "\(result.errors)")
    return result.text
  }

  /// What prints a structure's size and the places of its fields, as of one header.
  private static func places(_ side: String, _ pairs: [Pair], type: (Pair) -> String, field: (Field) -> String)
    -> String
  {
    pairs.map { pair in
      (pair.isWhole ? "  SIZE(\"\(side) \(pair.name)\", \(type(pair)));\n" : "")
        + pair.fields.map(Field.init).map {
          "  PLACE(\"\(side) \(pair.name).\($0.ours)\", \(type(pair)), \(field($0)));\n"
        }.joined()
    }.joined()
  }

  /// A field by its two names.
  private struct Field {
    var theirs: String, ours: String
    /// What one integer of it is.
    var element: String

    init(_ text: String) {
      let isArray = text.hasSuffix("[]")
      let names = text.dropLast(isArray ? 2 : 0).split(separator: "=").map(String.init)
      (theirs, ours) = (names.first ?? text, names.last ?? text)
      element = theirs + (isArray ? "[0]" : "")
    }
  }

  private static let macros = """
    #include <stddef.h>
    #include <stdio.h>
    #define SIZE(name, type) printf(name " 0 %zu\\n", sizeof(type))
    #define PLACE(name, type, field) \\
      printf(name " %zu %zu\\n", offsetof(type, field), sizeof(((type *)0)->field))

    """

  private static func ours(_ format: String, _ pairs: [Pair]) -> String {
    let places = places("ours", pairs, type: { "struct \(format)_\($0.name)" }, field: \.ours)
    return macros + "#include \"\(format)_format.h\"\nvoid ours(void);\nvoid ours(void)\n{\n\(places)}\n"
  }

  private static func theirs(_ headers: [String], _ pairs: [Pair]) -> String {
    let reads = pairs.map { pair in
      let fields = pair.fields.map(Field.init).map { "    PUT(it, \($0.theirs), \"\($0.ours)\", \($0.element));\n" }
        .joined()
      return
        "  if (!strcmp(argv[1], \"\(pair.name)\")) {\n    \(pair.type) it;\n    GET(it);\n\(fields)    return 0;\n  }\n"
    }
    return """
      \(macros)#include <assert.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>
      \(headers.map { "#include <\($0)>" }.joined(separator: "\n"))

      void ours(void);

      static void put(const char *name, const unsigned char *p, size_t each, size_t all)
      {
        for (size_t at = 0; at < all; at += each) {
          unsigned long long value = 0;
          for (size_t i = each; i-- > 0;)
            value = value << 8 | p[at + i];
          if (each == all)
            printf("%s %llu\\n", name, value);
          else
            printf("%s[%zu] %llu\\n", name, at / each, value);
        }
      }

      #define PUT(it, field, name, element) \\
        put(name, (const unsigned char *)&(it) + offsetof(__typeof__(it), field), sizeof((it).element), sizeof((it).field))
      #define GET(it) do { \\
        FILE *f = fopen(argv[2], "rb"); \\
        if (!f || fseek(f, atol(argv[3]), SEEK_SET) || fread(&(it), 1, sizeof(it), f) != sizeof(it)) \\
          return 2; \\
        fclose(f); \\
      } while (0)

      int main(int argc, char **argv)
      {
        if (argc == 4) {
      \(reads.joined())    return 3;
        }
      \(places("theirs", pairs, type: \.type, field: \.theirs))  ours();
        return 0;
      }

      """
  }
}
