import Bundles
import JSON
import TER1Server
import Wire

// Calendars, files, members, devices and blobs.
extension MatrixAttempts {
  static let calendars = reading("Calendar") { world, _ in world.calendar }.merging([
    "Calendar/set create": { world, person in
      try done { try world.create("Calendar", ["name": .string(world.unique("calendar"))], as: person) }
    },
    "Calendar/set update": { world, person in
      try done { try world.update("Calendar", world.calendar, ["color": .string(world.unique("c"))], as: person) }
    },
    "Calendar/set destroy": { world, person in
      try done { try world.destroy("Calendar", world.newCalendar(), as: person, ["onDestroyRemoveEvents": true]) }
    },
  ]) { first, _ in first }

  private static let attendee: JSONValue = [
    "@type": "Participant", "roles": ["attendee": true], "participationStatus": "accepted",
  ]
  private static let riding: JSONValue = [
    "@type": "Participant", "roles": ["attendee": true], "participationStatus": "accepted",
    "ter1:ride": ["kind": "offer", "seats": 2, "from": "Rezé"],
  ]

  private static func changing(_ patch: @escaping @Sendable (MatrixWorld, String) throws -> JSONObject) -> Attempt {
    { world, person in
      try done { try world.update("CalendarEvent", world.event(), patch(world, person), as: person) }
    }
  }

  static let events = reading("CalendarEvent") { world, _ in try world.event() }.merging([
    "CalendarEvent/set create": { world, person in
      try done { try world.create("CalendarEvent", world.draft(event: world.calendar), as: person) }
    },
    "… with `createdBy`": { world, person in
      let forged: JSONObject = ["createdBy": .string(principal("herald", world))]
      let draft = world.draft(event: world.calendar).merging(forged) { _, forged in forged }
      return try done { try world.create("CalendarEvent", draft, as: person) }
    },
    "CalendarEvent/set update: `title`": changing { _, _ in ["title": "Autre"] },
    "CalendarEvent/set update: `createdBy`": changing { world, _ in
      ["createdBy": .string(principal("herald", world))]
    },
    "CalendarEvent/set update: `calendarIds`": changing { world, _ in ["calendarIds": [world.otherCalendar: true]] },
    "CalendarEvent/set update: one’s own answer": changing { world, person in
      ["participants/\(principal(person, world))": attendee]
    },
    "CalendarEvent/set update: another’s answer": changing { world, _ in
      ["participants/\(principal("herald", world))": attendee]
    },
    "CalendarEvent/set update: one’s own ride": changing { world, person in
      ["participants/\(principal(person, world))": riding]
    },
    "CalendarEvent/set update: another’s ride": changing { world, _ in
      ["participants/\(principal("herald", world))": riding]
    },
    "CalendarEvent/set update: `ter1:sheet`": changing { _, _ in ["ter1:sheet": ["legal": "01"]] },
    "CalendarEvent/set destroy": { world, person in
      try done { try world.destroy("CalendarEvent", world.event(), as: person) }
    },
  ]) { first, _ in first }

  private static func changingFile(_ patch: @escaping @Sendable (MatrixWorld, String) throws -> JSONObject) -> Attempt {
    { world, person in
      let file = try world.file(blob: world.blob(of: "author"))
      return try done { try world.update("FileNode", file, patch(world, person), as: person) }
    }
  }

  static let files = reading("FileNode") { world, _ in try world.file() }.merging([
    "FileNode/set create": { world, person in
      try done { try world.create("FileNode", world.draft(file: world.blob(of: person)), as: person) }
    },
    "… with `createdBy` of a file": { world, person in
      let forged: JSONObject = ["createdBy": .string(principal("herald", world))]
      let draft = world.draft(file: nil).merging(forged) { _, forged in forged }
      return try done { try world.create("FileNode", draft, as: person) }
    },
    "… of a blob that the author alone may read": { world, person in
      try done { try world.create("FileNode", world.draft(file: world.blob(of: "author")), as: person) }
    },
    "FileNode/set update: `name`": changingFile { world, _ in ["name": .string(world.unique("name"))] },
    "FileNode/set update: `campaign` of a folder": { world, person in
      try done { try world.update("FileNode", world.file(), ["campaign": .string(world.unique("c"))], as: person) }
    },
    "FileNode/set update: `blobId`": changingFile { world, person in ["blobId": .string(try world.blob(of: person))] },
    "FileNode/set update: `parentId`": changingFile { _, _ in ["parentId": nil] },
    "FileNode/set destroy": { world, person in
      try done { try world.destroy("FileNode", world.file(), as: person) }
    },
  ]) { first, _ in first }

  static let principals = reading("Principal") { world, _ in principal("author", world) }.merging([
    "Principal/set create": { world, person in try done { try world.create("Principal", [:], as: person) } },
    "Principal/set update: one’s own": { world, person in
      try done { try world.update("Principal", principal(person, world), ["name": "Anna"], as: person) }
    },
    "Principal/set update: `isAdmin`": { world, person in
      let forged: JSONObject = ["isAdmin": .bool(person != "administrator")]
      return try done { try world.update("Principal", principal(person, world), forged, as: person) }
    },
    "Principal/set destroy": { world, person in
      try done { try world.destroy("Principal", principal("herald", world), as: person) }
    },
  ]) { first, _ in first }

  static let devices: [String: Attempt] = [
    "Device/get": { world, person in
      try world.withDevice { device in
        let answer = try world.call("Device/get", ["ids": [.string(device)]], as: person)
        return try GetResult(answer).list.count == 1
      }
    },
    "Device/query": { world, person in
      try world.withDevice { device in
        try world.call("Device/query", [:], as: person)["ids"]?.array?.contains(.string(device)) ?? false
      }
    },
    "Device/changes": { world, person in
      try world.call("Device/changes", ["sinceState": "0"], as: person)["created"] != nil
    },
    "Device/set create": { world, person in
      try done { try world.create("Device", ["name": "another"], as: person) }
    },
    "Device/set update": { world, person in
      try world.withDevice { device in
        try done { try world.update("Device", device, ["name": "renamed"], as: person) }
      }
    },
    "Device/set destroy": { world, person in
      try world.withDevice { device in try done { try world.destroy("Device", device, as: person) } }
    },
  ]

  static let bundles: [String: Attempt] = [
    "Bundle/set create: the author’s, carried": { world, person in
      let blob = try world.cooperative.keepBlob(world.bundle(of: "author").bytes, for: world.admitted(person))
      return try done { try world.create("Bundle", ["blobId": .string(blob.id)], as: person) }
    },
    "Bundle/set destroy: of one’s own bundles": { world, person in
      let bundle = try world.bundle(of: "author")
      try world.destroy("Bundle", bundle.id, as: person)
      // Whoever names another’s withdraws nothing.
      return try person == "author" || world.cooperative.take(bundle).get().made == 1
    },
  ]

  static let blobs: [String: Attempt] = [
    "Upload": { world, person in
      try !world.blob(of: person).isEmpty
    },
    "Download: attachment": { world, person in
      let blob = try world.blob(of: "author")
      let draft = world.draft(topic: world.forum).merging(["attachments": MatrixWorld.attachment(blob)]) { $1 }
      try world.create("Message", draft, as: "author")
      return try world.cooperative.blob(blob, for: world.admitted(person)) != nil
    },
    "Download: file": { world, person in
      let blob = try world.blob(of: "author")
      _ = try world.file(blob: blob)
      return try world.cooperative.blob(blob, for: world.admitted(person)) != nil
    },
    "Download: attachment of a deleted message": { world, person in
      let blob = try world.blob(of: "herald")
      let draft = world.draft(topic: world.forum).merging(["attachments": MatrixWorld.attachment(blob)]) { $1 }
      let topic = try world.create("Message", draft, as: "herald")
      try world.update("Message", topic, ["deletedAt": "2026-01-01T00:00:00Z"], as: "herald")
      return try world.cooperative.blob(blob, for: world.admitted(person)) != nil
    },
    "Download: the author’s upload": { world, person in
      let blob = try world.blob(of: "author")
      return try world.cooperative.blob(blob, for: world.admitted(person)) != nil
    },
  ]
}
