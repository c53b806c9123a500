public import Geography
public import JSON
public import Text

/// What those who come to a demonstration have to know beside when and where: docs/protocol.md, section 27.
public struct DemonstrationSheet: Sendable, Hashable {
  /// The texts, in the order in which they are read out.
  public enum Field: String, CaseIterable, Sendable {
    /// Whom to call when somebody is taken by the police: a number to be written on the arm.
    case legal
    case medics, contacts, bring
  }

  /// The property of an event that holds it.
  public static let property = "ter1:sheet"
  /// Bytes of UTF-8 of a text.
  public static let longestText = 2_048

  /// From the start to the end; empty: none is told.
  public let route: [Coordinates]
  /// What is wrong with a route that is told and cannot be drawn.
  public let routeProblem: GeoJSONRoute.Problem?
  private let fields: [Field: UntrustedText]

  public subscript(_ field: Field) -> UntrustedText { fields[field] ?? UntrustedText("") }

  var texts: [UntrustedText] { Field.allCases.map { self[$0] } }

  /// nil: nothing of it can be understood.
  init?(_ json: JSONValue) {
    guard json.object != nil else { return nil }
    var fields: [Field: UntrustedText] = [:]
    for field in Field.allCases {
      if let text = json[field.rawValue]?.string, !text.isEmpty { fields[field] = UntrustedText(text) }
    }
    self.fields = fields
    guard let route = json["route"], !route.isNull else {
      (self.route, routeProblem) = ([], nil)
      return
    }
    do throws(GeoJSONRoute.Problem) {
      let points = try GeoJSONRoute(route).points
      // Simplifying what a stranger sent could take long.
      let isLong = points.count > GeoJSONRoute.longest
      (self.route, routeProblem) = isLong ? ([], .tooLong(points.count)) : (points, nil)
    } catch {
      (self.route, routeProblem) = ([], error)
    }
  }
}

extension CalendarEvent {
  /// Where one meets, as far as it is known: the start of a route, else the first place of which that is known.
  public var meetingPoint: Coordinates? { meetingPlace?.coordinates ?? sheet?.route.first }

  /// Whether `meetingPoint` is but the middle of the town that it is in.
  public var meetsInTown: Bool { meetingPlace?.isTown ?? false }

  /// Where to go; nil: nobody said where exactly that is.
  public var exactMeetingPoint: Coordinates? { meetsInTown ? sheet?.route.first : meetingPoint }

  private var meetingPlace: Place? {
    places.first { $0.relativeTo?.raw == "start" && $0.coordinates != nil } ?? places.first { $0.coordinates != nil }
  }

  /// The way from the start to the end: the route told, else straight from place to place.
  public var way: [Coordinates] {
    if let route = sheet?.route, !route.isEmpty { return route }
    let stages = places.compactMap(\.coordinates)
    return stages.count > 1 ? stages : []
  }

  /// The patch that sets a text of the sheet; an empty one is taken away.
  public func telling(_ texts: [DemonstrationSheet.Field: String]) -> JSONObject {
    sheetPatch(texts.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value.isEmpty ? .null : .string($1.value) })
  }

  /// Whether a march that begins where the event is can go that way.
  public func check(_ route: GeoJSONRoute) throws(GeoJSONRoute.Problem) {
    if let place = meetingPlace?.coordinates { try route.check(from: place) }
  }

  /// The patch that sets the route; nil takes it away.
  public func telling(route: [Coordinates]?) -> JSONObject {
    sheetPatch(["route": route.map(GeoJSONRoute.json) ?? .null])
  }

  /// The event after a patch; the event itself where that cannot be understood.
  public func with(_ patch: JSONObject) -> CalendarEvent {
    guard let changed = try? json.patched(with: patch), let event = try? CalendarEvent(changed) else { return self }
    return event
  }

  /// The whole property, so that nobody's words are overwritten unseen.
  private func sheetPatch(_ changes: JSONObject) -> JSONObject {
    var sheet = json[DemonstrationSheet.property]?.object ?? ["@type": "DemonstrationSheet"]
    for (name, value) in changes {
      // Not `sheet[name] = … ? nil : …`: that nil is a JSON null.
      if value.isNull { sheet.removeValue(forKey: name) } else { sheet[name] = value }
    }
    let isEmpty = sheet.keys.allSatisfy { $0 == "@type" }
    return [DemonstrationSheet.property: isEmpty ? .null : .object(sheet)]
  }
}
