import Testing

/// Whatever is wrong with a command line: one line that says what was found and what was expected, and the usage's status.
@Suite struct UsageErrorTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  /// A command line, and pieces of its message.
  private static let table: [(String, [String])] = [
    // Commands.
    (
      "valdate", ["there is no command 'valdate'", "did you mean 'validate'?", "mkfs, validate, show", "vexfmt --help"]
    ),
    ("zzzzzz a", ["there is no command 'zzzzzz'; expected check, diff, gen-headers"]),
    ("help zzzzzz", ["there is no command 'zzzzzz'", "expected check"]),
    ("plugins lst", ["there is no command 'plugins lst'", "did you mean 'list'?"]),
    ("help plugins zzzzzz", ["there is no command 'plugins zzzzzz'", "expected list, verify or new"]),
    ("plugins verify", ["no <plugin> was given"]), ("plugins new --sum a", ["new has no option '--sum'"]),
    ("--unknown", ["vexfmt has no option '--unknown'; expected --version or --help"]),
    ("--json show a", ["'--json' stands in front of the command; write it behind 'show'"]),
    ("--unknown show a", ["show has no option '--unknown'"]),
    // Options that a command does not have.
    ("check --unknown vexfs", ["check has no option '--unknown'", "--write-lock", "see 'vexfmt check --help'"]),
    ("gen-headers --prefx a", ["has no option '--prefx'; did you mean '--prefix'? see 'vexfmt gen-headers --help'"]),
    ("gen-swift --namespce=a", ["has no option '--namespce'; did you mean '--namespace'?"]),
    ("mkfs --force a.img", ["'--force' forces nothing", "--replace"]),
    ("mkfs -f a.img", ["'-f' forces nothing"]), ("mkfs -nf a.img", ["mkfs has no option '-nf'"]),
    ("validate --speck vexfs a", ["validate has no option '--speck'; did you mean '--spec'?"]),
    ("show --offset 3 a", ["show has no option '--offset'"]), ("explain --all a", ["explain has no option '--all'"]),
    ("fuzz --sede 3 a", ["fuzz has no option '--sede'; did you mean '--seed'?"]),
    // Options without a value, and flags with one.
    ("mkfs a.img --size", ["nothing follows '--size'; expected the size: 20480, 64K"]),
    ("mkfs a.img -L", ["nothing follows '-L'; expected the label"]),
    ("mkfs -L -x a.img", ["'-L' is followed by '-x', which is read as an option", "write -L=-x if that is the value"]),
    ("gen-headers --spec vexfs --output --check", ["'--output' is followed by '--check'", "--output=--check"]),
    ("show a --json=3", ["'--json' takes no value, but '3' was given"]),
    // Values.
    ("mkfs --size -1 a.img", ["--size \"-1\": expected a number of bytes, such as 20480"]),
    ("mkfs --size 1X a.img", ["unknown unit; expected a number of bytes"]),
    ("mkfs --size= a.img", ["nothing follows '--size='; expected the size"]),
    ("mkfs --size 1M -U zz a.img", ["-U 'zz': expected a UUID, such as"]),
    (
      "mkfs --format-version -3 a.img",
      ["'-3' is invalid for '--format-version <n>'", "expected a whole number from 0 to"]
    ),
    ("mkfs --format-version two a.img", ["'two' is invalid for '--format-version <n>'", "expected a whole number"]),
    ("fuzz --seed x a", ["'x' is invalid for '--seed <n>'", "expected a whole number"]),
    (
      "fuzz --count 99999999999999999999 a",
      ["'--count <n>'", "expected a whole number from 0 to 18446744073709551615"]
    ),
    ("fuzz --shard 3/2 a", ["'3/2' is invalid for '--shard <i/n>'", "expected I/N with I from 1 to N"]),
    ("gen-headers --spec vexfs --output o --flavour other", ["'--flavour' cannot be 'other'; expected kernel or uapi"]),
    ("gen-docs --spec vexfs --output o --format pdf", ["'--format' cannot be 'pdf'; expected html, markdown or both"]),
    ("gen-headers --spec vexfs --output o --prefix 9", ["--prefix '9': expected a C identifier"]),
    ("gen-swift --spec vexfs --output o --namespace a-b", ["--namespace 'a-b': expected an identifier"]),
    // Too much and too little.
    ("check", ["no <specs> was given; expected paths of specifications"]),
    ("gen-headers --spec vexfs", ["'--output <dir>' is missing; expected the folder for the files"]),
    ("gen-headers --output o", ["'--spec <name-or-path>' is missing; expected the format"]),
    ("gen-headers --spec vexfs --output o more", ["unexpected argument 'more'; gen-headers takes only options"]),
    ("gen --spec vexfs --output o", ["'--plugin <program>' is missing; expected the generator"]),
    (
      "gen --plugin ./a --spec vexfs --output o --option a",
      ["'a' is invalid for '--option <key=value>'", "expected KEY=VALUE, the key of at most 64 letters"]
    ),
    (
      "gen --plugin ./a --spec vexfs --output o --timeout 0",
      ["--timeout '0': expected a number of seconds from 1 to 86400"]
    ),
    ("gen --plugin ./a --spec vexfs --output o --option a=1 --option a=2", ["--option 'a' is there twice"]),
    ("gen-swift --output o", ["name one format", "gen-swift --spec vexfs"]),
    ("gen-swift --embedded --output o", ["--embedded takes paths of specifications"]),
    ("mkfs", ["no <target> was given; expected the file or block device"]),
    ("mkfs a.img b.img", ["unexpected argument 'b.img'; mkfs takes <target>"]),
    ("validate", ["no <images> was given; expected images: regular files"]),
    ("validate --", ["no <images> was given"]),
    ("show", ["no <image> was given; expected the image"]),
    ("show a b c", ["unexpected argument 'c'; show takes <image> [<path>]"]),
    ("explain", ["no <rule-or-image> was given; expected a rule, or the path of an image"]),
    ("explain a b", ["unexpected argument 'b'; explain takes <rule-or-image>"]),
    ("fuzz", ["name an image, or a format with --spec"]),
    ("fuzz a b", ["unexpected argument 'b'; fuzz takes [<image>]", "see 'vexfmt fuzz run --help'"]),
    ("fuzz --spec merge a b", ["unexpected argument 'b'; fuzz takes [<image>]"]),
    ("fuzz --matrix m.pdf a", ["'m.pdf' is invalid for '--matrix", "ends in .txt, .json or .html"]),
    ("fuzz merge", ["no <report> was given; expected the report of each shard", "see 'vexfmt fuzz merge --help'"]),
    ("fuzz merge --jsn a", ["merge has no option '--jsn'; did you mean '--json'?"]),
    ("help fuzz zzzzzz", ["there is no command 'fuzz zzzzzz'", "expected run or merge"]),
  ]

  @Test(arguments: table)
  func oneLine(_ line: String, _ pieces: [String]) throws {
    let arguments = line.split(separator: " ").map(String.init)
    let result = try Tool.run(arguments, in: folder, limit: 10)
    #expect(result.status == (arguments.first == "validate" ? 16 : 64), "\(result.errors)")
    #expect(result.output == "")
    #expect(result.errors.hasPrefix("vexfmt: "))
    #expect(result.errors.hasSuffix("\n"))
    #expect(result.errors.split(separator: "\n", omittingEmptySubsequences: false).count == 2, "\(result.errors)")
    for piece in pieces { #expect(result.errors.contains(piece), "\(result.errors)") }
    for file in ["o", "a.img"] { #expect(!folder.has(file)) }
  }

  /// What looks like an option is a value where an option says so, and a path behind `--`.
  @Test func dashes() throws {
    let made = try Tool.run("mkfs", "--size", "1M", "-L=-x", "--", "-a.img", in: folder)
    #expect(made.status == 0, "\(made.errors)")
    let shown = try Tool.run("show", "--json", "--", "-a.img", "superblock.label", in: folder)
    #expect(try Objects.one(shown.output).string("value") == "-x")
  }
}
