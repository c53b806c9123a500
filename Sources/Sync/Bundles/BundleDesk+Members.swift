import Bundles
import ClientCore
import JSON

extension BundleDesk {
  /// What all members may read, and what stands between the recipients and the author alone.
  func addRecords(to content: inout BundleContent, for wish: BundleWish) throws(BundleFailure) {
    let open = try openPlaces(for: wish.members)
    for type in BundlePlaces.shared {
      guard let state = content.states[type.rawValue] else { continue }
      var picking = Picking(type, since: wish.since, open: open)
      try each(type) { (object) throws(BundleFailure) in try picking.take(object) }
      content.records[type.rawValue] = BundleRecords(since: nil, state: state, list: try picking.finish(with: self))
    }
  }

  /// The server's own objects of a type, one after the other.
  func each(_ type: TypeName, _ body: (JSONValue) throws(BundleFailure) -> Void) throws(BundleFailure) {
    var last = ""
    while true {
      let page = try Self.cached { () throws(CacheError) in
        try cache.reader.confirmed(account.id, type, after: last, limit: Self.page)
      }
      for object in page { try body(object) }
      guard page.count == Self.page, let id = page.last?["id"]?.string else { return }
      last = id
    }
  }

  /// Objects that are in memory at once.
  private static let page = 500
}

/// What of a type goes along.
private struct Picking {
  let type: TypeName
  let since: Double?
  let open: BundlePlaces
  private var objects = BundleObjects()
  private var taken: Set<String> = []
  /// The topics of answers that go along: without them, nobody could place those.
  private var wanted: Set<String> = []

  init(_ type: TypeName, since: Double?, open: BundlePlaces) {
    (self.type, self.since, self.open) = (type, since, open)
  }

  mutating func take(_ object: JSONValue) throws(BundleFailure) {
    guard open.hold(object, type), isRecent(object) else { return }
    try keep(object)
    if since != nil, type == Message.name, let root = object["threadRootId"]?.string { wanted.insert(root) }
  }

  private mutating func keep(_ object: JSONValue) throws(BundleFailure) {
    objects.append(Self.plain(object))
    guard objects.size <= BundleContent.mostBytes else { throw .refused(.tooLarge) }
    if since != nil, let id = object["id"]?.string { taken.insert(id) }
  }

  mutating func finish(with desk: BundleDesk) throws(BundleFailure) -> BundleObjects {
    let missing = wanted.subtracting(taken)
    if !missing.isEmpty {
      try desk.each(Message.name) { (object) throws(BundleFailure) in
        if missing.contains(object["id"]?.string ?? "") { try keep(object) }
      }
    }
    return objects
  }

  private func isRecent(_ object: JSONValue) -> Bool {
    guard let since else { return true }
    let times = Self.times.compactMap { object[$0]?.string.flatMap(UTCDate.seconds) }
    return times.max().map { $0 >= since } ?? true
  }

  /// When an object was written, or changed.
  private static let times = [
    "sentAt", "createdAt", "editedAt", "deletedAt", "hiddenAt", "created", "updated", "publishedAt", "receivedAt",
    "updatedAt", "withdrawnAt",
  ]

  /// Without what is the author's own affair.
  private static func plain(_ object: JSONValue) -> JSONValue {
    var object = object
    for name in ["clientId", "myRights", Cache.carrierProperty] { object[name] = Optional<JSONValue>.none }
    return object
  }
}
