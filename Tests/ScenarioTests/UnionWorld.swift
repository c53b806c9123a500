import ClientCore
import Foundation
import JSON
import TestSupport
import Testing

/// A small local union in a cache: three calendars with events of every kind, folders, and what waits.
enum UnionWorld {
  /// Thursday, 22 October 2026, 10:00 in Paris; the clocks go back on the 25th.
  static let autumn = 1_792_656_000.0

  static func fill(_ cache: Cache, isReadOnly: Bool = false) async throws {
    let account = try account(cache)
    try await apply(cache, account, Principal.name, members)
    try await apply(cache, account, EventCalendar.name, calendars(isReadOnly: isReadOnly))
    try await apply(cache, account, CalendarEvent.name, events)
    try await apply(cache, account, FileNode.name, files(isReadOnly: isReadOnly))
  }

  static func account(_ cache: Cache) throws -> AccountID {
    let capabilities: Set<String> = [
      "urn:ter1:discussion", "urn:ietf:params:jmap:calendars", "urn:ietf:params:jmap:filenode",
      "urn:ietf:params:jmap:principals",
    ]
    let description = AccountDescription(
      jmapID: "u1", name: "Union locale de Vire", capabilities: capabilities, principalID: "moi")
    return try #require(try cache.storeSession([:], login: "vire", accounts: [description]).first).id
  }

  static func apply(_ cache: Cache, _ account: AccountID, _ type: TypeName, _ objects: [JSONValue]) async throws {
    _ = try await cache.apply([Delta(account: account, type: type, upserts: objects, newState: "s")])
  }

  private static let members: [JSONValue] = [
    ("moi", "Camille Moi"), ("marie", "Marie Lefèvre"), ("jean", "Jean Œuvrard"),
  ]
  .map { ["id": .string($0.0), "type": "individual", "name": .string($0.1), "handle": .string($0.0)] }

  // MARK: Events

  static func calendars(isReadOnly: Bool) -> [JSONValue] {
    let rights: JSONValue = [
      "mayReadItems": true, "mayWriteAll": false, "mayWriteOwn": .bool(!isReadOnly), "mayRSVP": .bool(!isReadOnly),
    ]
    return [("c1", "Actions"), ("c2", "Formation")].enumerated().map { index, pair in
      ["id": .string(pair.0), "name": .string(pair.1), "sortOrder": .int(Int64(index)), "myRights": rights]
    }
  }

  static func event(
    _ id: String, _ title: String, _ start: String, _ duration: String = "PT2H", in calendar: String = "c1",
    _ more: JSONObject = [:]
  ) -> JSONValue {
    let object: JSONObject = [
      "@type": "Event", "id": .string(id), "uid": .string(id), "calendarIds": .object([calendar: true]),
      "title": .string(title), "start": .string(start), "duration": .string(duration), "timeZone": "Europe/Paris",
      "createdBy": "marie",
    ]
    return .object(object.merging(more) { $1 })
  }

  private static let events: [JSONValue] = [
    event("reunion", "Réunion du bureau", "2026-10-20T18:00:00", in: "c2", recurring),
    event(
      "congres", "Congrès départemental", "2026-10-22T00:00:00", "P3D",
      ["showWithoutTime": true, "timeZone": .null, "locations": ["1": ["name": "Salle des fêtes"]]]),
    event("manif", "Manifestation pour l’hôpital", "2026-10-24T14:30:00", "PT2H30M", demonstration),
    event("nuit", "Nuit des archives", "2026-10-24T22:00:00", "PT9H"),
    event("permanence", "Permanence juridique", "2026-10-26T09:00:00", "PT3H", ["status": "cancelled"]),
    event(
      "ny", "Appel avec la délégation de New York", "2026-10-27T10:00:00", "PT1H", in: "c2",
      ["timeZone": "America/New_York", "virtualLocations": conference]),
    event("voeux", "Réveillon solidaire", "2026-12-31T20:00:00", "PT6H"),
    event("an", "Vœux de l’union", "2027-01-02T17:00:00"),
  ]

  private static let recurring: JSONObject = [
    "recurrenceRule": ["frequency": "weekly", "byDay": [["day": "tu"]]],
    "recurrenceOverrides": [
      "2026-11-10T18:00:00": ["excluded": true],
      "2026-10-27T18:00:00": ["title": "Réunion du bureau élargie", "start": "2026-10-27T19:00:00"],
    ],
  ]

  private static let conference: JSONValue = [
    "1": ["name": "Salle du syndicat", "uri": "https://visio.example.org/vire"],
    "2": ["name": "Par téléphone", "uri": "tel:+33-1-23-45-67-89", "description": "code 1936"],
  ]

  private static let demonstration: JSONObject = [
    "description": "Rendez-vous devant **l’hôpital**.\n\n- banderoles\n- sifflets\n",
    "locations": [
      "1": ["name": "Place de la gare", "coordinates": "geo:48.8382,-0.8894", "relativeTo": "start"],
      "2": ["name": "Hôpital", "description": "prise de parole"],
      "3": ["name": "Place du Château", "coordinates": "geo:48.8383,-0.8897", "relativeTo": "end"],
    ],
    "participants": [
      "marie": ["name": "Marie Lefèvre", "roles": ["owner": true], "participationStatus": "accepted"],
      "moi": ["name": "Camille Moi", "roles": ["attendee": true], "participationStatus": "needs-action"],
      "jean": ["name": "Jean Œuvrard", "roles": ["attendee": true], "participationStatus": "tentative"],
    ],
    "links": ["1": ["href": "https://exemple.org/tract"]], "keywords": ["hôpital": true],
    "updated": "2026-10-21T08:00:00Z",
  ]

  // MARK: Files

  static func node(
    _ id: String, _ name: String, in parent: String? = nil, size: Int? = nil, isReadOnly: Bool = false
  ) -> JSONValue {
    var object: JSONObject = [
      "id": .string(id), "name": .string(name), "created": "2026-10-01T08:00:00Z", "modified": "2026-10-21T16:00:00Z",
      "createdBy": "jean", "myRights": ["mayRead": true, "mayWrite": .bool(!isReadOnly), "mayAdmin": false],
    ]
    if let parent { object["parentId"] = .string(parent) }
    if let size {
      (object["blobId"], object["size"]) = (.string("b-" + id), .int(Int64(size)))
      (object["type"], object["sha256"]) = ("application/pdf", .string(String(repeating: "0a1b2c3d", count: 8)))
    }
    return .object(object)
  }

  static let hostileNames = ["../../etc/passwd", "rouge\u{1B}[31m.txt", "facture\u{202E}fdp.exe", "a\nb.txt"]

  private static func files(isReadOnly: Bool) -> [JSONValue] {
    let deep = (1...6).map { level in
      node(
        "d\(level)", "Dossier très profond numéro \(level)", in: level == 1 ? "tracts" : "d\(level - 1)",
        isReadOnly: isReadOnly)
    }
    let hostile = hostileNames.enumerated().map { node("h\($0.offset)", $0.element, in: "piege", size: 10) }
    return deep + hostile + [
      node("tracts", "Tracts", isReadOnly: isReadOnly), node("piege", "Noms piégés", isReadOnly: isReadOnly),
      node("f1", "Compte rendu 2.pdf", size: 1_432_118, isReadOnly: isReadOnly),
      node("f2", "Compte rendu 10.pdf", size: 812, isReadOnly: isReadOnly),
      node(
        "f3", "Affiche de la manifestation du 24 octobre pour l’hôpital public et la psychiatrie.pdf", size: 23_400_000),
    ]
  }
}
