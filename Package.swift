// swift-tools-version:6.2
import PackageDescription

// Targets stand in the order of the arrows (ARCHITECTURE.md): a target imports only what stands above it
// and what it declares. `make lint` builds with --explicit-target-dependency-import-check error.

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

// pkg-config's flags for GMime hold a -D, which SwiftPM refuses with a warning on every build; the folders
// alone are what is needed.
#if arch(arm64)
  let multiarch = "aarch64-linux-gnu"
#else
  let multiarch = "x86_64-linux-gnu"
#endif
let gmimeHeaders: [SwiftSetting] = [
  .unsafeFlags(
    [
      "/usr/include/gmime-3.0", "/usr/include/glib-2.0", "/usr/lib/\(multiarch)/glib-2.0/include",
    ].flatMap { ["-Xcc", "-I\($0)"] })
]

let package = Package(
  name: "ter1",
  products: [
    .executable(name: "ter1", targets: ["ter1"]),
    .executable(name: "ter1-server", targets: ["ter1-server"]),
    .executable(name: "ter1-conformance", targets: ["ter1-conformance"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
  ],
  targets: [
    // Level 0: system libraries, then targets that know nothing of ours.
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "CCurl"),
    .systemLibrary(name: "CZlib"),
    .systemLibrary(name: "CSodium"),
    .target(
      name: "CVault", linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("sodium")]),
    .target(name: "Vault", dependencies: ["CSodium", "CVault"], swiftSettings: strict),
    .systemLibrary(name: "CMicrohttpd"),
    .systemLibrary(name: "CBrotli"),
    .systemLibrary(name: "CZstd"),
    .systemLibrary(name: "CGMime"),
    .systemLibrary(name: "CIcal"),
    .systemLibrary(name: "CXml", pkgConfig: "libxml-2.0"),
    .systemLibrary(name: "CWidth"),
    .target(name: "DemonstrationContent", exclude: ["text"]),
    .systemLibrary(name: "CCmark"),
    .systemLibrary(name: "CQrencode"),
    .target(name: "CTerminal"),
    .target(name: "CDictionary", exclude: ["ter1.dictionary"]),
    .target(name: "Compression", dependencies: ["CDictionary", "CZstd"], swiftSettings: strict),
    .target(name: "JSON", swiftSettings: strict),
    .target(name: "CTranslations"),
    .target(
      name: "Localization", dependencies: ["CTranslations"], exclude: ["fr.po"], swiftSettings: strict),
    .target(
      name: "Bundles", dependencies: ["Compression", "JSON", "Localization", "Vault", "CSodium"], swiftSettings: strict),
    .target(name: "CPlaces", exclude: ["france.places"]),
    .target(name: "Geography", dependencies: ["CPlaces", "JSON"], swiftSettings: strict),
    .target(
      name: "CLookalike", linkerSettings: [.linkedLibrary("icui18n"), .linkedLibrary("icuuc")]),
    .target(name: "Text", dependencies: ["CWidth", "CLookalike"], swiftSettings: strict),
    .target(name: "PlainText", dependencies: ["CXml"], swiftSettings: strict),
    .target(
      name: "Calendars", dependencies: ["JSON", "Localization", "PlainText", "CIcal", "CSodium"], swiftSettings: strict),
    .target(name: "Feeds", dependencies: ["CXml", "PlainText"], swiftSettings: strict),
    .target(
      name: "Keymaps", path: "Keymaps",
      resources: [
        .embedInCode("default.keymap"), .embedInCode("vim.keymap"), .embedInCode("emacs.keymap"),
      ], swiftSettings: strict),
    .target(name: "CPDF", linkerSettings: [.linkedLibrary("qpdf")]),
    .target(name: "Metadata", dependencies: ["CPDF", "CZlib"], swiftSettings: strict),
    .target(name: "Wire", dependencies: ["JSON"], swiftSettings: strict),
    .target(name: "Voting", dependencies: ["JSON"], swiftSettings: strict),
    .target(name: "Courses", dependencies: ["JSON", "Localization", "PlainText"], swiftSettings: strict),
    .target(
      name: "Settings",
      dependencies: ["Localization", "Vault", .product(name: "TOMLKit", package: "TOMLKit")],
      swiftSettings: strict),

    // Level 1: the cache and what it holds. The only client target that sees GRDB.
    .target(
      name: "ClientCore",
      dependencies: ["Courses", "Feeds", "Geography", "JSON", "Text", "Vault", "Voting", "CSodium", grdb],
      swiftSettings: strict),

    // Level 2: the protocol, and the interface; neither sees the other.
    .target(
      name: "Sync",
      dependencies: [
        "Bundles", "ClientCore", "Compression", "Feeds", "PlainText", "Text", "Vault", "Wire", "JSON", "CCurl", "CZlib",
        "CSodium",
      ],
      swiftSettings: strict),
    .target(
      name: "TER1TUI",
      dependencies: [
        "Calendars", "ClientCore", "Courses", "Feeds", "Geography", "Keymaps", "Localization", "PlainText", "Text",
        "JSON",
        "Voting", "CCmark", "CQrencode",
      ],
      exclude: ["Panes/README.md"],
      swiftSettings: strict),

    // Level 3: where they meet.
    .target(name: "CursesTerminal", dependencies: ["TER1TUI", "Text", "CNcurses", "CTerminal"], swiftSettings: strict),
    .target(
      name: "Runtime",
      dependencies: [
        "Bundles", "TER1TUI", "Sync", "ClientCore", "Metadata", "Settings", "Localization", "Text", "Wire",
      ],
      swiftSettings: strict),

    // Level 4: the command line and the program.
    .target(
      name: "CLI",
      dependencies: [
        "Bundles", "Runtime", "CursesTerminal", "TER1TUI", "Sync", "ClientCore", "Courses", "Feeds", "Geography",
        "Settings",
        "Localization", "Text", "Vault", "Voting", "Wire", "JSON", argumentParser,
      ], swiftSettings: strict),
    .executableTarget(name: "ter1", dependencies: ["CLI"], swiftSettings: strict),

    // What any server is asked to keep, as a library and as a program (docs/adr/0014-conformance.md).
    .target(
      name: "Conformance", dependencies: ["Sync", "ClientCore", "Text", "Voting", "Wire", "JSON", "CSodium"],
      swiftSettings: strict),

    .executableTarget(
      name: "ter1-conformance", dependencies: ["Conformance", "Sync", "Settings", "Text", "JSON", argumentParser],
      swiftSettings: strict),

    // The server never sees the client.
    .target(
      name: "TER1Server",
      dependencies: [
        "Bundles", "Compression", "Courses", "Feeds", "Geography", "Localization", "Voting", "Wire", "JSON", "Text",
        "CSodium", grdb,
      ],
      swiftSettings: strict),
    .target(name: "TER1News", dependencies: ["TER1Server", "Feeds", "CCurl"], swiftSettings: strict),
    .target(
      name: "TER1Import",
      dependencies: [
        "TER1Server", "Calendars", "Courses", "JSON", "Localization", "PlainText", "Text", "CGMime",
        "DemonstrationContent",
      ],
      swiftSettings: strict + gmimeHeaders),
    .executableTarget(
      name: "ter1-server",
      dependencies: [
        "TER1Server", "TER1Import", "TER1News", "Bundles", "Compression", "Localization", "Wire", "JSON", "Text",
        "CMicrohttpd", "CZlib", "CBrotli",
        argumentParser,
      ], swiftSettings: strict),

    // Tests.
    .target(name: "CTestPace", path: "Tests/CTestPace"),
    .target(
      name: "TestSupport",
      dependencies: [
        "CTestPace", "CursesTerminal", "Runtime", "TER1TUI", "Sync", "ClientCore", "TER1Server", "Compression", "Wire",
        "JSON", "Localization", "Settings", "Text",
      ],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "TER1TUITests",
      dependencies: ["TER1TUI", "ClientCore", "JSON", "Localization", "TestSupport", "Text", "CIcal"],
      swiftSettings: strict),
    .testTarget(
      name: "TerminalTests",
      dependencies: ["ter1", "ter1-server", "CursesTerminal", "TER1TUI", "Settings", "TestSupport"],
      exclude: ["bytecost.py", "columns.py"], swiftSettings: strict),
    .testTarget(
      name: "ScenarioTests",
      dependencies: [
        "TestSupport", "Runtime", "Settings", "Sync", "TER1Import", "TER1Server", "TER1TUI", "ClientCore", "JSON",
        "Localization", "Text",
      ],
      exclude: ["Screens"], swiftSettings: strict),
    .testTarget(
      name: "TER1ImportTests",
      dependencies: ["TER1Import", "TER1Server", "JSON", "Localization", "TestSupport", "Text"],
      exclude: ["count.py"], swiftSettings: strict),
    .testTarget(
      name: "ClientCoreTests",
      dependencies: ["ClientCore", "Geography", "JSON", "TestSupport", "Text", "Vault", "CIcal", grdb],
      swiftSettings: strict),
    .testTarget(name: "VaultTests", dependencies: ["Vault", "CVault", grdb], swiftSettings: strict),
    .testTarget(
      name: "CompressionTests", dependencies: ["Compression", "CSodium"], swiftSettings: strict),
    .testTarget(name: "MetadataTests", dependencies: ["Metadata", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "FeedsTests", dependencies: ["Feeds", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "GeographyTests", dependencies: ["Geography", "JSON"], swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
    .testTarget(name: "TextTests", dependencies: ["Text", "JSON", "TestSupport"], swiftSettings: strict),
    .target(
      name: "Fuzzing",
      dependencies: [
        "Bundles", "Calendars", "ClientCore", "Compression", "Courses", "Feeds", "Geography", "JSON", "Localization",
        "PlainText",
        "Settings", "Sync", "TER1Import", "TER1TUI", "Text", "Voting", "Wire",
      ],
      path: "Tests/Fuzzing", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["Fuzzing", "TestSupport"], exclude: ["Corpus"], swiftSettings: strict),
    .testTarget(
      name: "HostileTests",
      dependencies: [
        "ClientCore", "CursesTerminal", "JSON", "Localization", "Runtime", "Settings", "Sync", "TER1Import",
        "TER1Server",
        "TER1TUI", "TestSupport", "Text", "ter1", "ter1-server",
      ],
      swiftSettings: strict),
    .testTarget(name: "LocalizationTests", dependencies: ["Localization", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "CLITests", dependencies: ["ter1", "ter1-server", "JSON", "TestSupport"], swiftSettings: strict),
    .executableTarget(
      name: "ter1-vote-bench", dependencies: ["JSON", "Voting"], path: "Tests/VoteBench", swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m")]),
    .testTarget(
      name: "CoursesTests", dependencies: ["Courses", "JSON", "Localization", "TestSupport"], swiftSettings: strict),
    .executableTarget(
      name: "ter1-map-bench", dependencies: ["ClientCore", "Geography", "JSON", "Vault"], path: "Tests/MapBench",
      swiftSettings: strict),
    .testTarget(name: "BundlesTests", dependencies: ["Bundles", "Compression", "JSON"], swiftSettings: strict),
    .testTarget(name: "VotingTests", dependencies: ["Voting", "JSON"], swiftSettings: strict),
    .testTarget(name: "WireTests", dependencies: ["Wire", "JSON"], swiftSettings: strict),
    .testTarget(
      name: "HTTPTests", dependencies: ["Compression", "ter1-server", "TestSupport", "Wire", "JSON"],
      swiftSettings: strict),
    .testTarget(
      name: "ContractTests",
      dependencies: [
        "Calendars", "Conformance", "Sync", "TestSupport", "ClientCore", "Compression", "Feeds", "TER1Import",
        "TER1Server",
        "Voting",
        "Wire", "JSON",
        "Text",
        "ter1-server", "ter1-conformance",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "SyncTests",
      dependencies: [
        "Calendars", "Sync", "TestSupport", "ClientCore", "Compression", "Feeds", "Geography", "TER1Import", "TER1News",
        "TER1Server",
        "Text", "Vault", "Voting", "Wire",
        "JSON",
        "CBrotli",
        "CZlib", grdb,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "Sync", "Runtime", "TestSupport", "ClientCore", "TER1TUI", "Localization", "Text", "Wire", "JSON", "ter1",
        "ter1-server",
      ],
      exclude: ["badlink.py", "netns.py", "Words"], swiftSettings: strict),
    .testTarget(
      name: "TortureTests",
      dependencies: [
        "Sync", "TestSupport", "ClientCore", "Settings", "Vault", "Wire", "JSON", "ter1", "ter1-server", grdb,
      ],
      swiftSettings: strict),
    .testTarget(
      name: "TER1ServerTests", dependencies: ["TER1Server", "Bundles", "Feeds", "Voting", "Wire", "JSON", grdb],
      exclude: ["Fixtures"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)

// Under libFuzzer, whose runtime comes with -sanitize=fuzzer: `make fuzz`.
if Context.environment["TER1_FUZZ"] != nil {
  package.targets += [
    .target(name: "CFuzzer", path: "Tests/CFuzzer"),
    .executableTarget(
      name: "ter1-fuzz", dependencies: ["CFuzzer", "Fuzzing"], path: "Tests/FuzzProgram", swiftSettings: strict),
  ]
}
