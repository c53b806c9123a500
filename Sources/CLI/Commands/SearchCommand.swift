internal import ArgumentParser
internal import ClientCore
internal import JSON
internal import Localization
internal import Settings
internal import Sync
internal import Text

struct SearchCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "search", abstract: tr("Search forums, chat, events and files, newest first; works offline."),
      discussion: tr("Accents and case do not matter. Operators: from: in: before: after: type:"))
  }

  @Argument(help: ArgumentHelp(tr("Words, all of which must be there."))) var words: [String]
  @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false
  @Option(help: ArgumentHelp(tr("At most so many."), valueName: "number")) var limit = 50

  @Flag(help: ArgumentHelp(tr("Ask the servers first, for what is not here; needs a connection."))) var server = false

  func run() async throws {
    let desk = try Desk()
    if server { try await askServers(desk) }
    let count = try desk.read { (reader) throws(Failure) in
      var (cursor, left, isFirst) = (SearchCursor?.none, limit, true)
      while left > 0 && (isFirst || cursor != nil) {
        let page = try reading { () throws(CacheError) in
          try reader.search(words.joined(separator: " "), after: cursor, limit: min(left, 200), zone: desk.zone)
        }
        for problem in isFirst ? page.problems : [] { Desk.output.note("ter1: " + problem.message) }
        for hit in page.hits { try show(.hit(hit, zone: desk.zone)) }
        (cursor, left, isFirst) = (page.next, left - page.hits.count, false)
        if page.hits.isEmpty { break }
      }
      return limit - left
    }
    guard count > 0 else {
      throw Failure(
        .notFound, tr("Nothing was found."),
        remedy: server ? nil : tr("Older things may be on the server: ter1 search --server"))
    }
  }

  /// What they find is kept, and found here. A server that does not answer keeps nothing else from being asked.
  private func askServers(_ desk: Desk) async throws(Failure) {
    let cache = try desk.openCache()
    let curl = CurlEngine()
    for login in try desk.logins() {
      do { try await ask(login, Connection(login: login, desk: desk, engine: curl).syncEngine(cache)) } catch {
        note(error)
      }
    }
  }

  private func ask(_ login: Login, _ engine: SyncEngine) async throws(Failure) {
    let server = login.domain ?? login.name
    let accounts: [AccountID]
    do { accounts = try await engine.knownAccounts() } catch { throw Failure(error, server: server) }
    for account in accounts {
      do { _ = try await engine.fetch(.search(account, words.joined(separator: " "))) } catch {
        note(Failure(error, server: server))
      }
    }
  }

  private func note(_ failure: Failure) {
    Desk.output.note("ter1: " + failure.sentences.joined(separator: " "))
  }

  private func show(_ row: Row) throws(Failure) {
    if json { try Desk.output.json(row.json) } else { try Desk.output.line(row.line) }
  }
}

extension SearchProblem {
  var message: String {
    switch self {
    case .nobody(let name): tr("Nobody is called “%1”; that part was left out.", name.line)
    case .noPlace(let name): tr("No place is called “%1”; that part was left out.", name.line)
    case .noDate(let text): tr("“%1” is no date; that part was left out.", text.line)
    case .noType(let text): tr("“%1” is no kind of thing; that part was left out.", text.line)
    }
  }
}
