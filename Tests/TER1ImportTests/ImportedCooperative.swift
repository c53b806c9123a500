import Foundation
import JSON
import Localization
import TER1Import
import TER1Server
import Testing

/// A cooperative in a folder of its own that is filled by importers and read as a client reads it.
final class ImportedCooperative {
  let cooperative: Cooperative
  let folder: String
  private let member: Member

  init() throws {
    folder = NSTemporaryDirectory() + "ter1-import-\(UUID().uuidString)"
    try Cooperative.create(at: folder, name: "Test")
    cooperative = try Cooperative(opening: folder)
    try cooperative.addMember("lou", password: "lou-lou-lou", isAdmin: true)
    member = try #require(try cooperative.member(handle: "lou"))
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Writes a fixture beside the cooperative.
  func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = folder + "/fixtures/" + name
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  @discardableResult
  func run(
    _ source: Importer.Source, _ path: String, in tr: Catalog = Catalog(.english)
  ) throws -> ImportReport {
    try Importer.run(source, path: path, into: "Archive", of: cooperative, in: tr)
  }

  /// All objects of a type, in the order in which they were made.
  func objects(_ type: String) throws -> [JSONValue] {
    var found: [JSONValue] = []
    var state = "0"
    while true {
      let answer = try answer(type, since: state)
      found += answer.objects
      guard answer.hasMore else { return found }
      state = answer.state
    }
  }

  private func answer(_ type: String, since state: String) throws -> (
    objects: [JSONValue], state: String, hasMore: Bool
  ) {
    let account = JSONValue.string(cooperative.accountID)
    let body: JSONValue = [
      "using": [
        "urn:ietf:params:jmap:core", "urn:ter1:discussion", "urn:ietf:params:jmap:calendars",
        "urn:ietf:params:jmap:filenode", "urn:ietf:params:jmap:principals", "urn:ter1:proposals", "urn:ter1:courses",
      ],
      "methodCalls": [
        [.string(type + "/changes"), ["accountId": account, "sinceState": .string(state), "maxChanges": 500], "c"],
        [
          .string(type + "/get"),
          ["accountId": account, "#ids": ["resultOf": "c", "name": .string(type + "/changes"), "path": "/created"]],
          "g",
        ],
      ],
    ]
    let answer = cooperative.api(body.bytes, as: member)
    #expect(answer.status == 200)
    let responses = try JSONValue(parsing: answer.body)["methodResponses"]
    let changes = try #require(responses?[0]?[1])
    return (
      try #require(responses?[1]?[1]?["list"]?.array), try #require(changes["newState"]?.string),
      changes["hasMoreChanges"] == true
    )
  }
}

/// Whether any text in a value holds a control character other than line feed and tab.
func holdsControl(_ value: JSONValue) -> Bool {
  switch value {
  case .string(let text):
    text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" }
  case .array(let elements): elements.contains(where: holdsControl)
  case .object(let members): members.contains { holdsControl(.string($0)) || holdsControl($1) }
  default: false
  }
}
