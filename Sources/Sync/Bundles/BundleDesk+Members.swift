import Bundles
import ClientCore
import JSON

extension BundleDesk {
  /// What members say to one another of what others wrote, for it can be shown whose word it is. Who is who, who may what, and where one
  /// meets is the server's to say.
  static let shared: [TypeName] = [Message.name]

  /// What all members may read, and what stands between the recipients and the author alone.
  func addRecords(to content: inout BundleContent, for members: [ObjectID]) throws(BundleFailure) {
    let open = try channels(open: members)
    for type in Self.shared {
      guard let state = content.states[type.rawValue] else { continue }
      let objects = try Self.cached { () throws(CacheError) in try cache.reader.confirmed(account.id, type) }
      let list = objects.filter { open.contains($0["channelId"]?.string ?? "") }.map(Self.plain)
      content.records[type.rawValue] = BundleRecords(since: nil, state: state, list: list)
    }
  }

  private func channels(open members: [ObjectID]) throws(BundleFailure) -> Set<String> {
    var open: Set<String> = []
    let channels = try Self.cached { () throws(CacheError) in try cache.reader.confirmed(account.id, Channel.name) }
    for channel in channels where channel["isRestricted"]?.bool != true {
      let few = channel["members"]?.array?.compactMap(\.string)
      guard few.map({ Set(members.map(\.rawValue)).isSubset(of: $0) }) ?? true else { continue }
      if let id = channel["id"]?.string { open.insert(id) }
    }
    return open
  }

  /// Without what is the author's own affair.
  private static func plain(_ object: JSONValue) -> JSONValue {
    var object = object
    for name in ["clientId", "myRights", Cache.carrierProperty] { object[name] = Optional<JSONValue>.none }
    return object
  }
}
