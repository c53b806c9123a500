internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import Sync
internal import TER1TUI

extension OutboxEntry.Failure {
  /// In the person's words, and then in the server's own if it said more.
  func sentence(of mutation: Mutation) -> String {
    words(tr, of: mutation) + (serverWords(tr).map { " (\($0))" } ?? "")
  }
}

/// Puts what a person wants into the outbox, then tries to send it at once.
struct Sender {
  let desk: Desk
  let cache: Cache

  enum Result {
    case sent(ObjectID?)
    case queued(Failure)
    /// Goes later on purpose: the setting `blur`.
    case held
  }

  static func now() -> Double { Date.now.timeIntervalSince1970 }
  static func newID() -> String { UUID().uuidString.lowercased() }

  /// - Throws: when it could not even be queued, or the server refused it (it then stays in the outbox).
  func send(_ mutations: [Mutation]) async throws(Failure) -> Result {
    let queued = try enqueue(mutations)
    if queued.isHeld { return .held }
    guard let last = mutations.last else { return .sent(nil) }
    do throws(Failure) {
      let account = try reading { () throws(CacheError) in try cache.reader.accounts() }.first { $0.id == last.account }
      let login = try desk.logins(only: account?.login)
      for login in login.prefix(1) {
        try await Connection(login: login, desk: desk, engine: CurlEngine()).sync(cache)
      }
    } catch {
      if try left(of: queued).isEmpty { return .sent(nil) }
      return .queued(error)
    }
    return try verdict(queued, last)
  }

  private struct Queued {
    let entries: Set<ObjectKey>
    let isHeld: Bool
  }

  private func enqueue(_ mutations: [Mutation]) throws(Failure) -> Queued {
    let blur = SendingBlur(try desk.logins())
    return try reading { () throws(CacheError) in
      let mutations = try blur.blurred(mutations, now: Self.now(), cache.reader)
      let entries = try cache.enqueue(mutations).objects.filter { $0.type == OutboxEntry.typeName }
      return Queued(entries: entries, isHeld: mutations.contains { $0.notBefore != nil })
    }
  }

  private func verdict(_ queued: Queued, _ mutation: Mutation) throws(Failure) -> Result {
    let left = try left(of: queued)
    guard let entry = left.first(where: { $0.state == .failed }) ?? left.last else {
      return .sent(try serverID(mutation))
    }
    guard entry.state == .failed else {
      return .queued(Failure(.queued, tr("The server did not take it yet.")))
    }
    guard !entry.isSuperseded else {
      throw Failure(
        .data,
        entry.mutation.isOfOneMember
          ? entry.failure?.words(tr, of: entry.mutation) ?? "?" : tr("Somebody else changed it before you."),
        safe: tr("Your text is kept in the outbox, as entry %1.", entry.id),
        remedy: tr(
          "Put it in place of theirs with “ter1 outbox retry %1”, or give it up with “ter1 outbox drop %1”.", entry.id))
    }
    let reason = entry.failure?.sentence(of: entry.mutation) ?? "?"
    throw Failure(
      .data, tr("The server refused it: %1.", reason),
      safe: tr("The text is kept in the outbox, as entry %1.", entry.id),
      remedy: tr("Try again with “ter1 outbox retry %1”, or give it up with “ter1 outbox drop %1”.", entry.id))
  }

  /// What of it the server has not taken; what was refused before and still waits for the person is not asked about.
  private func left(of queued: Queued) throws(Failure) -> [OutboxEntry] {
    try reading { () throws(CacheError) in try cache.reader.outbox(limit: 100_000) }.map(\.entry).filter {
      queued.entries.contains(ObjectKey($0.mutation.account, OutboxEntry.typeName, ObjectID(String($0.id))))
    }
  }

  /// The id that the server gave to what was created.
  private func serverID(_ mutation: Mutation) throws(Failure) -> ObjectID? {
    guard mutation.id.isLocal else { return mutation.id }
    return try reading { () throws(CacheError) in try cache.reader.message(mutation.key) }?.key.id
  }

  /// Sends, and tells how it went. `queued` alone ends with 75, when nobody asked for it.
  func sendAndTell(_ mutations: [Mutation], isQueueOnly: Bool) async throws(Failure) {
    if isQueueOnly {
      _ = try enqueue(mutations)
      return Desk.output.note(tr("Queued. It is sent by: ter1 sync"))
    }
    switch try await send(mutations) {
    case .sent: Desk.output.note(tr("Sent."))
    case .held:
      Desk.output.note(tr("Held back for a while, as you set it: an open ter1 sends it then. See: ter1 outbox list"))
    case .queued(let why):
      Desk.output.report(why)
      throw Failure(
        .queued, tr("Queued: it is sent when the server can be reached."), remedy: tr("See: ter1 outbox list"))
    }
  }
}

extension SendingBlur {
  init(_ logins: [Login]) {
    self.init(logins.reduce(into: [:]) { $0[$1.name] = $1.blurSeconds.map(Double.init) })
  }
}
