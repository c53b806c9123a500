import Bundles
import ClientCore
import JSON

extension BundleDesk {
  /// What members say to one another of what others wrote; who is who, and who may what, is the server's to say.
  static let shared: [TypeName] = [Message.name, CalendarEvent.name, Proposal.name]

  /// What all members may read, and what stands between the recipients and the author alone.
  func addRecords(to content: inout BundleContent, for members: [ObjectID]) throws(BundleFailure) {
    let open = try containers(open: members)
    for type in Self.shared {
      guard let state = content.states[type.rawValue] else { continue }
      let objects = try Self.cached { () throws(CacheError) in try cache.reader.confirmed(account.id, type) }
      let list = objects.filter { Self.containers(of: $0, type).isSubset(of: open) }.map(Self.plain)
      content.records[type.rawValue] = BundleRecords(since: nil, state: state, list: list)
    }
  }

  private func containers(open members: [ObjectID]) throws(BundleFailure) -> Set<String> {
    var open: Set<String> = []
    for type in [Channel.name, EventCalendar.name] {
      let objects = try Self.cached { () throws(CacheError) in try cache.reader.confirmed(account.id, type) }
      for object in objects where object["isRestricted"]?.bool != true {
        let few = object["members"]?.array?.compactMap(\.string)
        guard few.map({ Set(members.map(\.rawValue)).isSubset(of: $0) }) ?? true else { continue }
        if let id = object["id"]?.string { open.insert(id) }
      }
    }
    return open
  }

  /// Also what names none is nobody's.
  static func containers(of object: JSONValue, _ type: TypeName) -> Set<String> {
    let ids =
      type == CalendarEvent.name
      ? (object["calendarIds"]?.object ?? [:]).map(\.key) : [object["channelId"]?.string].compactMap(\.self)
    return ids.isEmpty ? [""] : Set(ids)
  }

  /// Without what is the author's own affair.
  private static func plain(_ object: JSONValue) -> JSONValue {
    var object = object
    for name in ["clientId", "myRights", Cache.carrierProperty] { object[name] = Optional<JSONValue>.none }
    return object
  }
}
