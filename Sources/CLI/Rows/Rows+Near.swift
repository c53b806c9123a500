internal import ClientCore
internal import Foundation
internal import Geography
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

extension Row {
  static func near(_ near: NearbyRow, zone: TimeZone) -> Row {
    let event = Row.event(near.row.event, near.row, zone: zone)
    var json = event.json.object ?? [:]
    json["distance"] = .int(Int64(near.distance.rounded()))
    json["bearing"] = .int(Int64(near.bearing.rounded()))
    json["walkMinutes"] = .int(Int64(near.walk))
    json["latitude"] = .double(near.point.latitude)
    json["longitude"] = .double(near.point.longitude)
    json["isTown"] = .bool(near.row.event.meetsInTown)
    let way = SafeText(NearWords(tr).way(near))
    return Row(json: .object(json), line: way + "  " + event.line)
  }
}
