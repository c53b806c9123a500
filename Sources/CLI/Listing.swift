internal import ClientCore
internal import Foundation
internal import Settings
internal import Text

/// What `ter1 list` goes through, page by page, however long it is.
struct Listing {
  let reader: CacheReader
  let places: Places
  let zone: TimeZone
  /// Called for each row; false: enough.
  let emit: (Row) throws(Failure) -> Bool

  private static let page = 500

  func accounts(_ logins: [Login]) throws(Failure) {
    let known = try places.accounts()
    for login in logins where places.account == nil || known.contains(where: { $0.login == login.name }) {
      let own = known.filter { $0.login == login.name }
      for account in own.isEmpty ? [nil] : own.map(Optional.some) {
        guard try emit(.account(account, login: login)) else { return }
      }
    }
  }

  func boards() throws(Failure) {
    for (account, board) in try places.boards() {
      guard try emit(.board(board, in: account.name)) else { return }
    }
  }

  func rooms() throws(Failure) {
    for (account, room) in try places.rooms() {
      guard try emit(.room(room, in: account.name)) else { return }
    }
  }

  func topics(on board: String?) throws(Failure) {
    for found in try boards(named: board) {
      let goesOn = try eachTopic(found) { (topic) throws(Failure) in
        try emit(.topic(topic, on: found.channel.name, isPlaced: board == nil, zone: zone))
      }
      guard goesOn else { return }
    }
  }

  /// The messages of all forums, of one forum, or of one topic.
  func messages(in place: String?) throws(Failure) {
    if let place, let topic = try topic(place) {
      _ = try thread(topic, on: try channelName(topic))
      return
    }
    for board in try boards(named: place) {
      let goesOn = try eachTopic(board) { (topic) throws(Failure) in try thread(topic, on: board.channel.name) }
      guard goesOn else { return }
    }
  }

  /// The lines of all chat rooms, or of one, oldest first.
  func chat(in room: String?) throws(Failure) {
    let rooms = if let room { [try places.room(named: room)] } else { try places.rooms().map(\.1) }
    for room in rooms {
      var anchor = Anchor.start
      while let timeline = try timeline(room.key, at: anchor), let last = timeline.messages.rows.last {
        for message in timeline.messages.rows {
          guard try emit(.message(message, in: room.channel.name, topic: nil, zone: zone)) else { return }
        }
        guard timeline.hasLater else { break }
        anchor = .after(last.key.id)
      }
    }
  }

  private func timeline(_ room: ObjectKey, at anchor: Anchor) throws(Failure) -> Timeline? {
    try reading { () throws(CacheError) in try reader.timeline(room, at: anchor, limit: Self.page) }
  }

  /// All calendars that the member sees, and what he may do there.
  func calendars() throws(Failure) {
    for account in try places.accounts() {
      for row in try reading({ () throws(CacheError) in try reader.calendars(account.id) }) {
        guard try emit(.calendar(row, in: account.name)) else { return }
      }
    }
  }

  /// Every event once, by its start; a recurring one by its first.
  func events(_ cache: Cache) throws(Failure) {
    for account in try places.accounts() {
      let ids = try reading { () throws(CacheError) in try cache.ids(account.id, CalendarEvent.name) }.union(
        try unsent(account.id))
      var details: [EventDetail] = []
      for id in ids {
        let key = ObjectKey(account.id, CalendarEvent.name, id)
        if let detail = try reading({ () throws(CacheError) in try reader.event(key, zone: zone) }) {
          details.append(detail)
        }
      }
      for detail in details.sorted(by: { ($0.occurrence.start, $0.series.id) < ($1.occurrence.start, $1.series.id) }) {
        guard try emit(.event(detail.series, detail.occurrence, zone: zone)) else { return }
      }
    }
  }

  /// Events that only the outbox knows yet.
  private func unsent(_ account: AccountID) throws(Failure) -> [ObjectID] {
    try reading { () throws(CacheError) in try reader.outbox() }.map(\.entry.mutation)
      .filter { $0.account == account && $0.type == CalendarEvent.name && $0.id.isLocal }.map(\.id)
  }

  /// Occurrences from now on, soonest first.
  func upcoming(from start: Double, limit: Int) throws(Failure) {
    let rows = try reading { () throws(CacheError) in try reader.agenda(from: start, zone: zone, limit: limit) }
    for row in rows {
      guard try emit(.event(row.event, row, zone: zone)) else { return }
    }
  }

  func courses() throws(Failure) {
    for account in try places.accounts() {
      for row in try reading({ () throws(CacheError) in try reader.courses(account.id) }) {
        guard try emit(.course(row, in: account.name)) else { return }
      }
    }
  }

  /// What is still to be decided, by its closing; then what is over.
  func proposals(now: Double) throws(Failure) {
    for account in try places.accounts() {
      for row in try reading({ () throws(CacheError) in try reader.proposals(account.id, now: now) }) {
        guard try emit(.proposal(row, in: account.name, now: now, zone: zone)) else { return }
      }
    }
  }

  /// What waits for moderators, then what they did.
  func reports() throws(Failure) {
    for account in try places.accounts() {
      for row in try reading({ () throws(CacheError) in try reader.reports(account.id) }) {
        guard try emit(.report(row, in: account.name, zone: zone)) else { return }
      }
    }
  }

  /// What this device made, carries or took, the latest first.
  func bundles() throws(Failure) {
    for account in try places.accounts() {
      for row in try reading({ () throws(CacheError) in try reader.bundleRows(account.id) }) {
        guard try emit(.bundle(row, in: account.name, zone: zone)) else { return }
      }
    }
  }

  /// By name, each with its leaflets and their variants, the smallest first.
  func kits() throws(Failure) {
    for account in try places.accounts() {
      for kit in try reading({ () throws(CacheError) in try reader.kits(account.id) }) {
        guard try emit(.kit(kit, in: account.name)) else { return }
      }
    }
  }

  func feeds() throws(Failure) {
    for (account, feed) in try places.feeds() {
      guard try emit(.feed(feed, in: account)) else { return }
    }
  }

  /// The articles of each feed, or of one, the latest first.
  func news(in feed: String?) throws(Failure) {
    let feeds = try places.feeds()
    let chosen = try feed.map { (name) throws(Failure) in try places.feed(named: name).key }
    for (account, row) in feeds where chosen == nil || row.key == chosen {
      for article in try reading({ () throws(CacheError) in try reader.articles(of: row.key, limit: Self.page) }) {
        let detail = try reading { () throws(CacheError) in try reader.article(article.key) }
        guard let detail else { continue }
        guard try emit(.article(detail, in: account, zone: zone)) else { return }
      }
    }
  }

  /// Who is a member, by name.
  func members() throws(Failure) {
    for account in try places.accounts() {
      for row in try reading({ () throws(CacheError) in try reader.members(account.id) }) {
        guard try emit(.member(row, in: account.name)) else { return }
      }
    }
  }

  /// Folders and files, each folder before what is in it.
  func files(in folder: String?) throws(Failure) {
    for account in try places.accounts() {
      let start = try folder.map { (path) throws(Failure) in try FilePaths(reader: reader).node(path, account.id) }
      if let start, !start.node.isFolder { continue }
      let path = folder.map { $0.hasSuffix("/") ? $0 : $0 + "/" } ?? ""
      guard try files(account, start?.node.id, path: path) else { return }
    }
  }

  private func files(_ account: Account, _ folder: ObjectID?, path: String) throws(Failure) -> Bool {
    var offset = 0
    while true {
      let page = try reading { () throws(CacheError) in
        try reader.folder(account.id, folder, at: .index(offset), limit: Self.page)
      }?.rows
      guard let page else { return true }
      for row in page.rows.dropFirst(max(0, offset - page.offset)) {
        guard try emit(.file(row, path: path, in: account.name)) else { return false }
        guard row.node.isFolder else { continue }
        guard try files(account, row.node.id, path: path + row.node.name.raw + "/") else { return false }
      }
      guard page.end > offset, page.end < page.total else { return true }
      offset = page.end
    }
  }
}

extension Listing {
  private func boards(named name: String?) throws(Failure) -> [BoardRow] {
    guard let name else { return try places.boards().map(\.1) }
    return [try places.board(named: name)]
  }

  /// - Returns: false when enough was emitted.
  private func eachTopic(_ board: BoardRow, _ body: (TopicRow) throws(Failure) -> Bool) throws(Failure) -> Bool {
    var offset = 0
    while true {
      let page = try reading { () throws(CacheError) in
        try reader.topics(board.key, at: .index(offset), limit: Self.page)
      }
      for topic in page.rows.dropFirst(max(0, offset - page.offset)) {
        guard try body(topic) else { return false }
      }
      guard page.end > offset, page.end < page.total else { return true }
      offset = page.end
    }
  }

  private func thread(_ topic: TopicRow, on board: UntrustedText) throws(Failure) -> Bool {
    var offset = 0
    while true {
      let page = try reading { () throws(CacheError) in
        try reader.thread(topic.key, at: .index(offset), limit: Self.page)
      }?.messages
      guard let page else { return true }
      for message in page.rows.dropFirst(max(0, offset - page.offset)) {
        guard try emit(.message(message, in: board, topic: topic.subject, zone: zone)) else { return false }
      }
      guard page.end > offset, page.end < page.total else { return true }
      offset = page.end
    }
  }

  /// The topic whose key or id this is.
  private func topic(_ text: String) throws(Failure) -> TopicRow? {
    var keys = try places.accounts().map { ObjectKey($0.id, Message.name, ObjectID(text)) }
    if let key = ObjectKey(text: text) { keys = [key] }
    for key in keys {
      if let topic = try reading({ () throws(CacheError) in try reader.topic(key) }) { return topic }
    }
    return nil
  }

  private func channelName(_ topic: TopicRow) throws(Failure) -> UntrustedText {
    let key = ObjectKey(topic.key.account, Channel.name, topic.channelID)
    return try reading { () throws(CacheError) in try reader.channel(key) }?.name ?? UntrustedText("")
  }
}
