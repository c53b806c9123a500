import Geography
import JSON
import Wire

/// docs/protocol.md, section 27: what a demonstration tells beside JSCalendar's words, and who goes by car.
enum DemonstrationProfile {
  static let sheet = "ter1:sheet"
  static let ride = "ter1:ride"

  /// Bytes of UTF-8 of a text of the sheet.
  private static let longestText = 2_048

  static func check(_ event: JSONObject) throws(SetError) {
    if let sheet = event[sheet], !sheet.isNull { try check(sheet: sheet) }
    for participant in (event["participants"]?.object ?? [:]).values {
      if let ride = participant[ride], !ride.isNull { try check(ride: ride) }
    }
  }

  private static func check(sheet json: JSONValue) throws(SetError) {
    guard let members = json.object else { throw .invalid(sheet, "is an object") }
    for name in ["legal", "medics", "contacts", "bring"] {
      guard let text = members[name] else { continue }
      guard let text = text.string else { throw .invalid("\(sheet)/\(name)", "is a string") }
      guard text.utf8.count <= longestText else { throw SetError(SetError.tooLarge, "\(sheet)/\(name)") }
    }
    guard let route = members["route"], !route.isNull else { return }
    guard route["type"] == "LineString" else { throw .invalid("\(sheet)/route", "is a LineString of GeoJSON") }
    do throws(GeoJSONRoute.Problem) {
      guard try GeoJSONRoute(route).points.count <= GeoJSONRoute.longest else {
        throw GeoJSONRoute.Problem.tooLong(GeoJSONRoute.longest)
      }
    } catch { throw .invalid("\(sheet)/route", reason(error)) }
  }

  private static func reason(_ problem: GeoJSONRoute.Problem) -> String {
    switch problem {
    case .tooLong: "has more than \(GeoJSONRoute.longest) positions"
    case .tooShort: "has fewer than two different positions"
    case .notNumbers(let number): "position \(number) is not two numbers"
    case .outOfRange(let number): "position \(number) is nowhere on the earth"
    case .swapped(let number): "position \(number) has the latitude first"
    case .jump(let number, _): "position \(number) is too far from the one before"
    default: "is a LineString of GeoJSON"
    }
  }

  private static func check(ride json: JSONValue) throws(SetError) {
    guard let kind = json["kind"]?.string, ["offer", "need"].contains(kind) else {
      throw .invalid("\(ride)/kind", "is offer or need")
    }
    guard let seats = json["seats"]?.int, (1...60).contains(seats) else {
      throw .invalid("\(ride)/seats", "is a number from 1 to 60")
    }
    for (name, longest) in [("from", 255), ("leaves", 255), ("note", 1_024)] {
      guard let text = json[name] else {
        if name == "from" { throw .invalid("\(ride)/from", "is a string") }
        continue
      }
      guard let text = text.string, name != "from" || !text.isEmpty else {
        throw .invalid("\(ride)/\(name)", "is a string")
      }
      guard text.utf8.count <= longest else { throw SetError(SetError.tooLarge, "\(ride)/\(name)") }
    }
  }
}
