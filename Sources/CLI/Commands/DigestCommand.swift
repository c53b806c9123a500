internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text
internal import Voting

struct DigestCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "digest", abstract: tr("What is new since a moment, in few lines and few bytes."),
      discussion: tr("A server that makes no digests is synced, and the digest is made here."))
  }

  @Option(help: ArgumentHelp(tr("2h, 3d, yesterday, 18:30, 2026-11-24; else a day ago."), valueName: "moment"))
  var since: String?
  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
  @Flag(help: ArgumentHelp(tr("Of what is here; nothing is fetched."))) var offline = false
  @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

  func run() async throws {
    let desk = try Desk()
    let logins = try desk.logins(only: account)
    guard !logins.isEmpty else { throw Failure(SettingsError.noAccount(named: "", known: [])) }
    let since = try moment(desk)
    let cache = try desk.openCache()
    let engine = CurlEngine()
    for login in logins {
      let connection = Connection(login: login, desk: desk, engine: engine)
      do {
        let engine = try connection.syncEngine(cache)
        if offline { try await engine.digestFromCache(since: since) } else { try await engine.digest(since: since) }
      } catch let error as SyncError { throw Failure(error, server: login.domain ?? login.name) }
    }
    for (name, digest) in try digests(cache.reader, Set(logins.map(\.name))) {
      if !json { head(name, digest, desk) }
      for entry in digest.entries {
        try json ? Desk.output.json(object(entry, digest)) : tell(entry, cache.reader, desk)
      }
      if !json, digest.omitted > 0 {
        Desk.output.note(tr(digest.omitted, "%1 more thing is new.", "%1 more things are new."))
      }
    }
  }

  /// Whose news these are, since when, and whether there are any.
  private func head(_ name: UntrustedText, _ digest: Digest, _ desk: Desk) {
    let moment = DateWords(Catalog(Speech.language), now: Sender.now(), zone: desk.zone).moment(digest.since)
    let made = digest.source == .cache ? " " + tr("(made here, of what was fetched)") : ""
    let text = digest.entries.isEmpty ? tr("nothing new since %1", moment) : tr("since %1", moment)
    Desk.output.note(tr("%1: %2", name.line.string, text + made))
  }

  private func moment(_ desk: Desk) throws(Failure) -> Double {
    let now = Sender.now()
    guard let since else { return now - 86_400 }
    guard let moment = SinceWords.moment(since, now: now, zone: desk.zone) else {
      throw Failure(
        .usage, tr("“%1” is no moment.", since), remedy: tr("Moments: 2h, 3d, yesterday, 18:30, 2026-11-24"))
    }
    return moment
  }

  private func digests(
    _ reader: CacheReader, _ logins: Set<String>
  ) throws(Failure) -> [(name: UntrustedText, digest: Digest)] {
    try reading { () throws(CacheError) in
      var digests: [(UntrustedText, Digest)] = []
      for account in try reader.accounts() where logins.contains(account.login) {
        if let digest = try reader.digest(account.id) { digests.append((account.name, digest)) }
      }
      return digests
    }
  }

  private func tell(_ entry: Digest.Entry, _ reader: CacheReader, _ desk: Desk) throws(Failure) {
    let start = try reading { () throws(CacheError) in try reader.start(of: entry, in: desk.zone) }
    let words = DateWords(Catalog(Speech.language), now: Sender.now(), zone: desk.zone)
    let votes = VoteWords(Catalog(Speech.language))
    let left = entry.closesAt.map { tr("%1 left", votes.left($0 - Sender.now())) }
    let when = start.map(words.short) ?? left ?? entry.date.map(words.age) ?? ""
    let change: String? =
      switch entry.change {
      case .cancelled: tr("cancelled:") + " "
      case .changed: tr("changed:") + " "
      case .new: tr("new:") + " "
      case .closing: tr("to vote:") + " "
      case .closed, nil: nil
      }
    let names = entry.authors.map { $0.line.string }.joined(separator: ", ")
    let parts = [
      entry.count > 1 ? "(\(entry.count))" : "", names, entry.words.line.string, entry.outcome.map(votes.outcome) ?? "",
      when,
    ]
    let mark = entry.mentions > 0 ? "@ " : ""
    let title = entry.title.isEmpty ? SafeText(tr("Files")) : entry.title.line
    try Desk.output.line(
      SafeText(mark + (change ?? "")) + title + SafeText(parts.filter { !$0.isEmpty }.map { " · " + $0 }.joined()))
  }

  private func object(_ entry: Digest.Entry, _ digest: Digest) -> JSONValue {
    var members: JSONObject = [
      "key": .string(entry.key.text), "type": .string(entry.key.type.rawValue), "id": .string(entry.key.id.rawValue),
      "title": .string(entry.title.line.string), "count": .int(Int64(entry.count)),
      "mentions": .int(Int64(entry.mentions)), "authors": .array(entry.authors.map { .string($0.line.string) }),
      "words": .string(entry.words.line.string), "source": .string(digest.source.rawValue),
    ]
    members["date"] = entry.date.map { .string(UTCDate.string(from: $0)) }
    members["start"] = entry.start.map { .string($0.string) }
    members["change"] = entry.change.map { .string($0.rawValue) }
    members["closesAt"] = entry.closesAt.map { .string(UTCDate.string(from: $0)) }
    members["outcome"] = entry.outcome.map { .string($0.rawValue) }
    members["container"] = entry.container.map { .string($0.rawValue) }
    return .object(members)
  }
}
