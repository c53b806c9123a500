import ClientCore
import JSON
import Localization
import Text

/// How the link is used: what is fetched unasked, and what a day may cost.
enum LinkCommands {
  static let all: [Command] = [
    Command(
      "policy", label: msgid("link"),
      summary: msgid("Choose what goes over the link unasked: full, economy, manual; without a name, the next"),
      usage: "[full|economy|manual|undo]", completions: .words(["full", "economy", "manual", "undo"])
    ) {
      (app, context) throws(CacheError) in app.choosePolicy(context)
    },
    Command(
      "cost", label: msgid("costs"), summary: msgid("What the network and the terminal cost, by pane and account")
    ) {
      (_, _) throws(CacheError) in [.show(pane: CostPane.name, at: nil)]
    },
    Command(
      "digest", label: msgid("digest"),
      summary: msgid("What is new since you left, or since a moment: 2h, 3d, yesterday, 18:30, 2026-11-24"),
      usage: "[SINCE]", needsNetwork: true, cost: .digest, completions: .words(["2h", "3d", "yesterday"])
    ) {
      (app, context) throws(CacheError) in try app.digest(context)
    },
    Command(
      "home", label: msgid("home"),
      summary: msgid("What matters since your last visit, in order, on one screen"), cost: .digest
    ) {
      (app, context) throws(CacheError) in
      [.show(pane: HomePane.name, at: nil), .digest(since: try context.lastVisit(), app.account)]
    },
    Command(
      "budget.lift", label: msgid("lift the budget"),
      summary: msgid("Let today’s budget be exceeded until the day ends"), unavailable: notSpent
    ) {
      (app, _) throws(CacheError) in app.liftBudget()
    },
  ]

  private static let notSpent: @Sendable (App, Context) -> String? = { app, context in
    app.spentLogins.isEmpty ? context.tr("The budget of the day is not used up") : nil
  }
}

extension App {
  /// When the program was left last, in seconds since 1970.
  static let leftNote = "left"

  func digest(_ context: Context) throws(CacheError) -> [Effect] {
    var since = try context.lastVisit()
    if let word = context.arguments.first {
      guard let moment = SinceWords.moment(word, now: context.now, zone: context.zone) else {
        return [.notice(Notice(.warning, tr("Moments: 2h, 3d, yesterday, 18:30, 2026-11-24")))]
      }
      since = moment
    }
    return [.show(pane: DigestPane.name, at: nil), .digest(since: since, account)]
  }

  /// The logins that a command about the link is for: the one looked at, or all.
  private var chosenLogins: [String] {
    let login = account.flatMap { id in accounts.first { $0.id == id } }?.login
    return standings.keys.filter { login == nil || $0 == login }.sorted()
  }

  var spentLogins: [String] { chosenLogins.filter { standings[$0]?.isSpent == true } }

  mutating func choosePolicy(_ context: Context) -> [Effect] {
    guard let first = chosenLogins.first, let old = standings[first] else {
      return [.notice(Notice(.information, tr("There is no connection to choose for: ter1 account add")))]
    }
    guard let word = context.arguments.first else {
      // The key that goes on from what is in force: the budget's own manual is left by lifting it.
      return spentLogins.isEmpty ? choose(old.policy.next) : liftBudget()
    }
    if word == "undo" { return choose(policyBefore ?? old.policy) }
    guard let policy = LinkPolicy(rawValue: word) else {
      return [.notice(Notice(.warning, tr("Policies: full, economy, manual, undo")))]
    }
    return choose(policy)
  }

  private mutating func choose(_ policy: LinkPolicy) -> [Effect] {
    let logins = chosenLogins
    let before = logins.compactMap { standings[$0]?.policy }.first ?? .full
    policyBefore = before
    for login in logins { standings[login]?.policy = policy }
    let used = logins.reduce(0) { $0 + (standings[$1]?.usedToday ?? 0) }
    let lacking = policy == .full ? history(of: logins) : nil
    let text =
      lacking.map {
        tr("%1 (history to come: %2; before: %3)", policy.meaning(tr), CostWords(tr).text($0), before.word(tr))
      } ?? tr("%1 (before: %2; today %3)", policy.meaning(tr), before.word(tr), ByteCount.text(used, tr))
    return logins.map { .follow(login: $0, policy) } + [.notice(Notice(.success, text))]
  }

  /// What will come of the past once things come by themselves; nil: nothing, or nobody knows.
  private func history(of logins: [String]) -> FetchCost? {
    let lacking = logins.compactMap { standings[$0] }.filter { $0.lacking > 0 }
    return lacking.first.map { FetchCost(size: lacking.reduce(0) { $0 + $1.lacking }, $0) }
  }

  mutating func liftBudget() -> [Effect] {
    let logins = spentLogins
    for login in logins { standings[login]?.isLifted = true }
    let policy = logins.compactMap { standings[$0]?.policy }.first ?? .full
    let text = tr("The budget is lifted until tonight. %1", policy.meaning(tr))
    return logins.map { .liftBudget(login: $0) } + [.notice(Notice(.success, text))]
  }
}
