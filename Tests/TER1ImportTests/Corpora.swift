import Foundation
import JSON
import TestSupport
import Testing

/// The corpora beside the checkout, and the independent count of what they hold.
enum Corpora {
  static let top: String? = {
    let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = ProcessInfo.processInfo.environment["TER1_CORPORA"] ?? checkout.path + "/../shared/data"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  private static let python: String? = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Whether the comparison can run; says so when it cannot.
  static let isReady: Bool = {
    if top == nil { print("SKIPPED: no corpora (../shared/data, or the folder that TER1_CORPORA names)") }
    if python == nil { print("SKIPPED: no python3 to count with") }
    // In CI what can be installed must be there.
    return top != nil && (python != nil || ProcessInfo.processInfo.environment["CI"] == "true")
  }()

  static func path(_ name: String) -> String { (top ?? "") + "/" + name }

  /// What count.py says of `path`.
  static func count(_ what: String, _ path: String) throws -> JSONValue {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/count.py"
    let folder = try TemporaryFolder()
    let output = folder.file("output")
    let status = try ChildProcess([python ?? "", script, what, path], output: output).wait()
    try #require(status == 0, "\(String(decoding: read(output) ?? [], as: UTF8.self))")
    return try JSONValue(parsing: try #require(read(output)))
  }
}
