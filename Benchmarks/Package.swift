// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what it needs (ISA-L, hand-written references) is no part of a build of the product.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "vexfmt", path: ".."),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
    .target(
      name: "CDirect", cSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [.linkedLibrary("xxhash"), .linkedLibrary("z")]),
    .target(name: "GeneratedC", cSettings: [.unsafeFlags(["-O2"])]),
    .target(name: "HandWritten", dependencies: ["GeneratedC"], cSettings: [.unsafeFlags(["-O2"])]),
    .target(
      name: "GeneratedBlocks",
      dependencies: [.product(name: "VexBytes", package: "vexfmt"), .product(name: "VexPlugins", package: "vexfmt")],
      swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")]),
    .executableTarget(
      name: "vexbench",
      dependencies: [
        "CDirect", "CISAL", "GeneratedBlocks", "GeneratedC", "HandWritten",
        .product(name: "VexBytes", package: "vexfmt"),
        .product(name: "VexPlugins", package: "vexfmt"),
        .product(name: "VexFormatSpec", package: "vexfmt"),
        .product(name: "VexCodecs", package: "vexfmt"),
        .product(name: "VexImage", package: "vexfmt"),
        .product(name: "VexFuzz", package: "vexfmt"),
        .product(name: "VexFSLayout", package: "vexfmt"),
        .product(name: "VexFSFuzz", package: "vexfmt"),
        .product(name: "Yams", package: "Yams"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
