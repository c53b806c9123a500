import JSON
import TER1Server
import Testing
import Wire

/// The properties of a folder that make it a kit: docs/protocol.md, section 28.
struct KitTests {
  private let village: Village
  private let event: String
  private let folder: String

  init() throws {
    village = try Village()
    let agenda = try village.create("Calendar", ["clientId": "k", "name": "Agenda"], as: "anna")
    event = try village.create(
      "CalendarEvent", ["uid": "m", "title": "Manif", "start": "2099-05-01T14:00:00", "calendarIds": [agenda: true]],
      as: "anna")
    folder = try village.create("FileNode", ["clientId": "d", "name": "Manif", "parentId": nil], as: "anna")
  }

  @Test func aFolderBecomesAKitAndStopsBeingOne() throws {
    #expect(try village.get("FileNode", folder)?["eventId"] == nil)
    try village.update("FileNode", folder, ["eventId": .string(event)], as: "anna")
    #expect(try village.get("FileNode", folder)?["eventId"] == .string(event))
    try village.update("FileNode", folder, ["eventId": nil, "campaign": "Retraites"], as: "anna")
    let campaign = try #require(try village.get("FileNode", folder))
    #expect(campaign["eventId"] == nil && campaign["campaign"] == "Retraites")
    try village.update("FileNode", folder, ["campaign": nil], as: "anna")
    #expect(try village.get("FileNode", folder)?["campaign"] == nil)
    let made = try village.create(
      "FileNode", ["clientId": "e", "name": "Autre", "parentId": nil, "campaign": "Salaires"], as: "anna")
    #expect(try village.get("FileNode", made)?["campaign"] == "Salaires")
  }

  @Test(arguments: [
    #"{"eventId": "E9"}"#, #"{"eventId": 1}"#, #"{"campaign": " "}"#, #"{"campaign": 1}"#, #"{"campaign": "a\u0007"}"#,
  ]) func whatIsNoKitIsRefused(_ wrong: String) throws {
    let patch = try #require(try JSONValue(parsing: wrong).object)
    #expect(refusal { try village.update("FileNode", folder, patch, as: "anna") } == "invalidProperties")
  }

  @Test func aFileIsNoKitNorIsWhatNamesAnEventThatOneMayNotRead() throws {
    let blob = try village.cooperative.keepBlob(Array("x".utf8), for: try village.member("anna"))
    let file: JSONObject = [
      "clientId": "f", "name": "a.txt", "parentId": nil, "blobId": .string(blob.id), "campaign": "Retraites",
    ]
    #expect(refusal { try village.create("FileNode", file, as: "anna") } == "invalidProperties")
    try village.cooperative.grant([.read], on: .calendar(name: "Agenda"), to: .member(handle: "carl"))
    #expect(
      refusal { try village.update("FileNode", folder, ["eventId": .string(event)], as: "bert") } == "invalidProperties"
    )
    #expect(
      refusal { try village.update("FileNode", folder, ["campaign": .string(String(repeating: "é", count: 128))]) }
        == "tooLarge")
  }

  @Test func anEventThatGoesTakesNoKitWithIt() throws {
    try village.update("FileNode", folder, ["eventId": .string(event)], as: "anna")
    try village.destroy("CalendarEvent", event, as: "anna")
    #expect(try village.get("FileNode", folder)?["name"] == "Manif")
    try village.update("FileNode", folder, ["name": "Encore"], as: "anna")
  }
}
