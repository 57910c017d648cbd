import ArgumentParser

/// `--json`, for every command that reports.
struct JSONOption: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Report as JSON, one object per line.")
  var isSet = false
}
