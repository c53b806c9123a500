import ClientCore
import JSON
import Wire

/// The first question to a server: what a person looks at first, in one round trip (docs/protocol.md, section 15).
extension SyncEngine {
  /// Fetches what a person looks at first of accounts of which nothing is here; where the whole window is little more, that too,
  /// for a connection of its own would cost as much.
  /// - Returns: nil when there is no such account.
  public func meet() async throws(SyncError) -> SyncReport.FirstScreen? {
    report = SyncReport()
    (roundBegan, trafficBefore) = (clock.now(), connection.transport.traffic)
    try recallLink()
    try await connect()
    try await meetStrangers()
    if report.firstScreen != nil, try isWindowSmall() { try await filled(after: .success(())).get() }
    try settleUse()
    return report.firstScreen
  }

  /// In messages: about 12 kB.
  private static let smallWindow = 40

  private func isWindowSmall() throws(SyncError) -> Bool {
    let totals = try windowTotals()
    return accounts.allSatisfy { totals[$0.id] ?? .max <= Self.smallWindow }
  }

  /// Asks it of all accounts of which nothing is known yet.
  func meetStrangers() async throws(SyncError) {
    guard login.history != nil else { return }
    var hasMet = false
    for account in accounts where try isStranger(account) { hasMet = try await meet(account) || hasMet }
    guard hasMet else { return }
    report.firstScreen = SyncReport.FirstScreen(
      traffic: connection.transport.traffic - trafficBefore, seconds: clock.now() - roundBegan)
  }

  private func isStranger(_ account: Account) throws(SyncError) -> Bool {
    try cached { () throws(CacheError) in
      for dialect in dialects.all(account) {
        // States may have been forgotten: then what is here must be compared, not begun anew.
        guard try cache.state(account.id, dialect.type) == nil, try cache.ids(account.id, dialect.type).isEmpty
        else { return false }
      }
      return true
    }
  }

  /// - Returns: false when there is nothing to ask.
  private func meet(_ account: Account) async throws(SyncError) -> Bool {
    let isWhole = login.history == .everything
    let exchange = HistoryExchange(
      HistoryQuery.first(account.id, isWhole: isWhole, now: clock.now()), account, dialects)
    let count = login.history.flatMap { HistoryQuery.count(account.id, in: $0, now: clock.now()) }
    let contact = FirstContact(exchange, account, dialects, positions: positions(account), count: count)
    guard !contact.calls.isEmpty else { return false }
    let response = try await call(contact.using, contact.calls)
    let answer = contact.read(response, beginning: session?.isTER1 == true ? PullUnit.beginning : nil)
    for (type, detail) in answer.unreadable {
      tell(.typeFailed(account: account.id, type: type, MethodError(MethodError.serverFail, detail)))
    }
    do { tell(try await cache.apply(answer.deltas)) } catch { throw .cache(error) }
    report.received += answer.deltas.reduce(0) { $0 + $1.upserts.count }
    // The pull that follows meets what must be noted.
    for page in answer.pages { _ = try await take([page]) }
    try keep(windowTotal: contact.total(response), account)
    mayHaveGaps = true
    return true
  }

  private func positions(_ account: Account) -> PullUnit? {
    guard session?.isTER1 == true, let dialect = dialects[ReadPosition.name, account] else { return nil }
    return PullUnit(
      account: account, dialect: dialect, sinceState: PullUnit.beginning, pageSize: PageSize(largest: 100, first: 100))
  }
}

/// The calls of the first question, and what comes of their answers.
struct FirstContact {
  let exchange: HistoryExchange
  let account: Account
  let whole: [any Dialect]
  let positions: PullRequest?
  /// Asks how much there is in the window.
  let count: Invocation?

  init(
    _ exchange: HistoryExchange, _ account: Account, _ dialects: Dialects, positions: PullUnit?,
    count: HistoryQuery? = nil
  ) {
    let arguments = count.flatMap { query in dialects[query.type, account]?.arguments(of: query) }
    self.count = arguments.flatMap { arguments in
      dialects[Message.name, account].map { dialect in
        Invocation(
          "\(dialect.serverType)/query", arguments.merging(["accountId": .string(account.jmapID)]) { $1 },
          id: Self.countID)
      }
    }
    (self.exchange, self.account) = (exchange, account)
    whole = HistoryQuery.firstWhole.compactMap { dialects[$0, account] }
    self.positions = positions.map { PullRequest(units: [$0]) }
  }

  var using: [String] {
    let more = whole.reduce(into: Set<String>()) { $0.formUnion($1.capabilities) }
    return more.union(exchange.usingWithRelated).union(positions?.using ?? []).sorted()
  }

  /// The states come first: what happens after them is told by `/changes`.
  var calls: [Invocation] {
    whole.enumerated().map { $1.get(["ids": nil], account, id: "w\($0)") } + (positions?.methodCalls ?? [])
      + exchange.items.enumerated().map { $1.dialect.get(["ids": []], account, id: "s\($0)") } + exchange.calls()
      + (count.map { [$0] } ?? [])
  }

  private static let countID = "n"

  /// How many messages the window has; nil: the server does not count, and says so by a method error.
  func total(_ response: Response) -> Int? {
    guard count != nil else { return nil }
    return (try? response.result(of: Self.countID))?["total"]?.int.map { Int($0) }
  }

  /// What came of it.
  struct Answer {
    var deltas: [Delta] = []
    var pages: [HistoryPage] = []
    /// Answers that cannot be read. The pull that follows asks for what is in them again.
    var unreadable: [(type: TypeName, detail: String)] = []

    /// Runs what reads the answer of one type. A method error only says that this way of asking is none: the pull has another.
    mutating func read(_ type: TypeName, _ body: (inout Answer) throws -> Void) {
      do { try body(&self) } catch is MethodError {} catch PageFailure.method {} catch {
        unreadable.append((type, "\(error)"))
      }
    }
  }

  /// - Parameter beginning: the state of types of which only some objects are here, and which are then pulled whole.
  func read(_ response: Response, beginning: String?) -> Answer {
    var answer = Answer()
    for (index, dialect) in whole.enumerated() {
      answer.read(dialect.type) { answer in
        let result = try exchange.objects("w\(index)", dialect, response)
        answer.deltas.append(
          Delta(
            account: account.id, type: dialect.type, upserts: result.list.map(JSONValue.object),
            newState: result.state))
      }
    }
    if let positions {
      answer.read(positions.units[0].type) { answer in
        let page = try positions.page(0, of: response)
        let step = try PullStep(positions.units[0], page, known: { () throws(CacheError) in [] })
        answer.deltas.append(step.delta)
      }
    }
    for index in exchange.items.indices { readPages(index, response, beginning, &answer) }
    return answer
  }

  private func readPages(_ index: Int, _ response: Response, _ beginning: String?, _ answer: inout Answer) {
    let item = exchange.items[index]
    answer.read(item.query.type) { answer in
      let state = try exchange.objects("s\(index)", item.dialect, response).state
      answer.pages += try exchange.pages(index, response).map { page in
        var page = page
        page.newState = page.query.type == item.query.type && item.query.leadsToCoverage ? state : beginning
        return page
      }
    }
  }
}
