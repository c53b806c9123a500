internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import Text

/// Finds what a person named: by its key or id, by its name, or by the beginning of its name, accents and case left aside.
struct Places {
  let reader: CacheReader
  /// A login's or a cooperative's name; nil: all.
  var account: String?

  func accounts() throws(Failure) -> [Account] {
    let all = try reading { () throws(CacheError) in try reader.accounts() }
    guard let account else { return all }
    let chosen = all.filter {
      $0.login == account || Self.folded($0.name.raw) == Self.folded(account) || String($0.id.rawValue) == account
    }
    guard !chosen.isEmpty else {
      throw Failure(.notFound, tr("There is no account “%1”.", account), remedy: tr("See: ter1 list accounts"))
    }
    return chosen
  }

  func boards() throws(Failure) -> [(Account, BoardRow)] {
    var rows: [(Account, BoardRow)] = []
    for account in try accounts() {
      rows += try reading { () throws(CacheError) in try reader.boards(account.id) }.map { (account, $0) }
    }
    return rows
  }

  func rooms() throws(Failure) -> [(Account, RoomRow)] {
    var rows: [(Account, RoomRow)] = []
    for account in try accounts() {
      rows += try reading { () throws(CacheError) in try reader.rooms(account.id) }.map { (account, $0) }
    }
    return rows
  }

  func board(named name: String) throws(Failure) -> BoardRow {
    let rows = try boards().map(\.1)
    return try one(rows, named: name, kind: tr("forum"), list: "forums") { ($0.key, $0.channel.name) }
  }

  func room(named name: String) throws(Failure) -> RoomRow {
    let rows = try rooms().map(\.1)
    return try one(rows, named: name, kind: tr("chat room"), list: "rooms") { ($0.key, $0.channel.name) }
  }

  func calendar(named name: String?) throws(Failure) -> CalendarRow {
    var rows: [CalendarRow] = []
    for account in try accounts() { rows += try reading { () throws(CacheError) in try reader.calendars(account.id) } }
    if name == nil, let usual = rows.usual { return usual }
    return try one(rows, named: name ?? "", kind: tr("calendar"), list: "calendars") { ($0.key, $0.calendar.name) }
  }

  func writableCalendar(named name: String?) throws(Failure) -> CalendarRow {
    let calendar = try calendar(named: name)
    guard calendar.isWritable else {
      throw Failure(
        .denied, tr("You may only read the calendar “%1”.", calendar.calendar.name.line),
        remedy: tr("See which you may write to: ter1 list calendars"))
    }
    return calendar
  }

  /// Those that this client reads by itself come last, without an account.
  func feeds() throws(Failure) -> [(UntrustedText?, FeedRow)] {
    let accounts = try accounts()
    return try reading { () throws(CacheError) in try reader.feeds() }.compactMap { row in
      if row.isOwn { return account == nil ? (nil, row) : nil }
      return accounts.first { $0.id == row.key.account }.map { ($0.name, row) }
    }
  }

  func addresses(ofFeedsIn account: AccountID) throws(Failure) -> Set<String> {
    Set(
      try reading { () throws(CacheError) in try reader.feeds() }.filter { $0.key.account == account }
        .map(\.feed.url.raw))
  }

  func feed(named name: String) throws(Failure) -> FeedRow {
    let rows = try feeds().map(\.1)
    if let row = rows.first(where: { $0.feed.url.raw == name }) { return row }
    return try one(rows, named: name, kind: tr("feed"), list: "feeds") { ($0.key, $0.feed.name) }
  }

  func one<T>(
    _ rows: [T], named name: String, kind: String, list: String, _ identity: (T) -> (ObjectKey, UntrustedText)
  ) throws(Failure) -> T {
    let wanted = Self.folded(name)
    let exact = rows.filter {
      identity($0).0.text == name || identity($0).0.id.rawValue == name || identity($0).1.raw == name
    }
    let folded = rows.filter { Self.folded(identity($0).1.raw) == wanted }
    let beginning = rows.filter { !wanted.isEmpty && Self.folded(identity($0).1.raw).hasPrefix(wanted) }
    guard let found = [exact, folded, beginning].first(where: { !$0.isEmpty }) else {
      let names = rows.map { identity($0).1.raw }
      let nearest = NearestName.find(wanted, in: names.map(Self.folded)).flatMap { near in
        names.first { Self.folded($0) == near }
      }
      throw Failure(
        .notFound, tr("There is no %1 “%2”.", kind, name),
        remedy: nearest.map { tr("Did you mean “%1”?", $0) } ?? tr("See: ter1 list %1", list))
    }
    guard found.count == 1 else {
      let keys = found.map { "\(identity($0).0.text) (\(identity($0).1.raw))" }.joined(separator: ", ")
      throw Failure(
        .usage, tr("“%1” could be any of these: %2", name, keys),
        remedy: tr("Give the key that stands before the name."))
    }
    return found[0]
  }

  static func folded(_ text: String) -> String {
    text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil).replacing("’", with: "'")
  }

  /// The object that a key, or an id of whatever account and type, stands for.
  func object(_ text: String) throws(Failure) -> ObjectKey {
    if let key = ObjectKey(text: text) { return key }
    for account in try accounts() {
      for type in [
        Message.name, CalendarEvent.name, FileNode.name, Proposal.name, Article.name, Feed.name, Course.name,
        Lesson.name,
        Channel.name, EventCalendar.name,
        Principal.name,
      ] {
        let key = ObjectKey(account.id, type, ObjectID(text))
        if try reading({ () throws(CacheError) in try reader.json(key) }) != nil { return key }
      }
    }
    throw Failure(
      .notFound, tr("Nothing here has the id “%1”.", text), remedy: tr("Sync, or look for it: ter1 search WORDS"))
  }
}
