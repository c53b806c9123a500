import Foundation
import JSON
import Testing

/// Nicolas Seriot's JSONTestSuite: `y_` must be read, `n_` must be refused, `i_` may be either but must not crash.
struct JSONTestSuiteTests {
  static let folder: URL? = {
    let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
    let path = ProcessInfo.processInfo.environment["TER1_CORPORA"] ?? top.appending(path: "../shared/data").path
    let folder = URL(filePath: path).appending(path: "8-attaques/JSONTestSuite")
    if FileManager.default.fileExists(atPath: folder.path) { return folder }
    print("skipped: no JSONTestSuite at \(folder.standardizedFileURL.path) (TER1_CORPORA names another place)")
    return nil
  }()

  /// I-JSON (RFC 7493) forbids repeated names, which JSON itself leaves open.
  static let refusedByIJSON = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]

  @Test(.enabled(if: folder != nil, "no corpora beside the checkout"))
  func everyFile() throws {
    let folder = try #require(Self.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count > 150)
    for name in names {
      let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
      let isRead = (try? JSONValue(parsing: bytes)) != nil
      if name.hasPrefix("y_") { #expect(isRead != Self.refusedByIJSON.contains(name), "\(name)") }
      if name.hasPrefix("n_") { #expect(!isRead, "\(name)") }
    }
  }
}
