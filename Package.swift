// swift-tools-version: 6.2
import PackageDescription

// Each target imports only targets above it in this list; `--explicit-target-dependency-import-check error` keeps it so.
let package = Package(
  name: "vexfmt",
  products: [
    .library(name: "VexBytes", targets: ["VexBytes"]),
    .library(name: "VexPlugins", targets: ["VexPlugins"]),
    .library(name: "VexFormatSpec", targets: ["VexFormatSpec"]),
    .library(name: "VexCodecs", targets: ["VexCodecs"]),
    .library(name: "VexImage", targets: ["VexImage"]),
    .library(name: "VexFuzz", targets: ["VexFuzz"]),
    .library(name: "VexFSLayout", targets: ["VexFSLayout"]),
    .library(name: "VexFSFuzz", targets: ["VexFSFuzz"]),
    .executable(name: "vexfmt", targets: ["vexfmt"]),
    .executable(name: "vexctl", targets: ["vexctl"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CVexPlugin"),
    .target(name: "CCRC32C"),
    .target(name: "CLinux"),
    .target(name: "VexBytes"),
    .target(name: "VexProcess", dependencies: ["VexBytes", "CLinux"]),
    .target(name: "VexPlugins", dependencies: ["VexBytes", "CCRC32C", "CVexPlugin", "CXXHash", "CZlib"]),
    .target(
      name: "VexFormatSpec",
      dependencies: ["VexBytes", "VexPlugins", .product(name: "Yams", package: "Yams")]),
    .target(name: "VexCodecs", dependencies: ["VexBytes", "VexPlugins", "VexFormatSpec"]),
    .target(
      name: "VexImage", dependencies: ["VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "CLinux", "CZlib"]),
    .target(
      name: "VexFuzz",
      dependencies: ["VexBytes", "VexProcess", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage"],
      // Checksums for the generated C, which is compiled wherever the program runs.
      resources: [
        .embedInCode("CSupport/vexfmt_checksums.c"), .embedInCode("CSupport/vexfmt_checksums.h"),
        .embedInCode("CSupport/vexfmt_plugin.h"),
      ]),
    .target(name: "VexFSLayout", dependencies: ["VexBytes", "VexPlugins"]),
    // The generated Swift among the evaluators that the fuzzer asks.
    .target(
      name: "VexFSFuzz",
      dependencies: ["VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexFuzz", "VexFSLayout"]),
    .executableTarget(
      name: "vexfmt",
      dependencies: [
        "VexBytes", "VexProcess", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage", "VexFuzz", "VexFSLayout",
        "VexFSFuzz", "CLinux", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "vexctl",
      dependencies: [
        "VexBytes", "VexFSLayout", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    // The host's side of the fast lab. Not installed.
    .executableTarget(
      name: "vexlab",
      dependencies: [
        "VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage", "VexFuzz", "VexFSLayout", "VexFSFuzz",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "VexBytesTests", dependencies: ["VexBytes"]),
    .testTarget(name: "VexProcessTests", dependencies: ["VexBytes", "VexProcess"]),
    .testTarget(name: "VexPluginsTests", dependencies: ["VexBytes", "VexPlugins", "TestSupport"]),
    .testTarget(name: "VexFormatSpecTests", dependencies: ["VexBytes", "VexPlugins", "VexFormatSpec"]),
    // What the Swift emitter prints for the tests' format, compiled like any other source.
    .target(
      name: "VexCodecsGeneratedFixture", dependencies: ["VexBytes", "VexPlugins"], path: "Tests/GeneratedFixture"),
    .testTarget(
      name: "VexCodecsTests",
      // The fuzzer's predictions are the reference that the lowering is compared with.
      dependencies: [
        "VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage", "VexFuzz", "VexCodecsGeneratedFixture",
      ]),
    .testTarget(
      name: "VexImageTests", dependencies: ["VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage"]),
    .testTarget(
      name: "VexFuzzTests",
      dependencies: [
        "VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage", "VexFuzz", "VexFSLayout", "VexFSFuzz",
        "TestSupport", "vexfmt",
      ]),
    .testTarget(
      name: "vexfmtTests",
      dependencies: ["VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexFuzz", "vexfmt"]),
    .testTarget(name: "vexctlTests", dependencies: ["VexBytes", "VexFSLayout", "vexctl"]),
    // What tests that run whole programs share.
    .target(
      name: "TestSupport", dependencies: ["VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexFuzz"],
      path: "Tests/Support"),
    .testTarget(
      name: "AcceptanceTests",
      // The program is run, not imported.
      dependencies: [
        "VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage", "VexFuzz", "TestSupport", "vexfmt",
      ]),
    // What fuzzers run (a package of its own, in Fuzz/), on the inputs that they begin with.
    .testTarget(
      name: "FuzzTargetsTests",
      dependencies: [
        "VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage", "VexFuzz", "VexFSLayout", "VexFSFuzz",
      ], path: "Fuzz", sources: ["Sources/FuzzTargets", "Tests"]),
    // Specifications of other formats, on images that the formats' own tools make.
    .testTarget(
      name: "GalleryTests",
      dependencies: [
        "VexBytes", "VexPlugins", "VexFormatSpec", "VexCodecs", "VexImage", "VexFuzz", "TestSupport", "vexfmt",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

/// CI sets VEXFMT_STRICT, so that a newer compiler's new warning never breaks a user's build.
let strict = Context.environment["VEXFMT_STRICT"] != nil

for target in package.targets where target.type != .system && !["CCRC32C", "CLinux"].contains(target.name) {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .strictMemorySafety(),
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])
}
