// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what a fuzzer needs is no part of a build of the product. `run.sh` builds it with coverage, which has to
// reach the product's own sources as well, and links the library with an engine, once for each target.
let package = Package(
  name: "fuzz",
  products: [.library(name: "FuzzTargets", type: .static, targets: ["FuzzTargets"])],
  dependencies: [.package(name: "vexfmt", path: "..")],
  targets: [
    // `Program` are links to sources of the program that no library has: the specifications that are built in, and what reads a
    // generator's answer.
    .target(
      name: "FuzzTargets",
      dependencies: [
        .product(name: "VexBytes", package: "vexfmt"),
        .product(name: "VexPlugins", package: "vexfmt"),
        .product(name: "VexFormatSpec", package: "vexfmt"),
        .product(name: "VexCodecs", package: "vexfmt"),
        .product(name: "VexImage", package: "vexfmt"),
        .product(name: "VexFuzz", package: "vexfmt"),
        .product(name: "VexFSLayout", package: "vexfmt"),
        .product(name: "VexFSFuzz", package: "vexfmt"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
