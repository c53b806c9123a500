import ClientCore
import Localization
import Text

/// How the link is used: what is fetched unasked, and what a day may cost.
enum LinkCommands {
  static let all: [Command] = [
    Command(
      "policy", label: msgid("link"),
      summary: msgid("Choose what goes over the link unasked: full, economy, manual; without a name, the next"),
      usage: "[full|economy|manual|undo]"
    ) {
      (app, context) throws(CacheError) in app.choosePolicy(context)
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
    let text = tr("%1 (before: %2)", policy.meaning(tr), before.word(tr))
    return logins.map { .follow(login: $0, policy) } + [.notice(Notice(.success, text))]
  }

  mutating func liftBudget() -> [Effect] {
    let logins = spentLogins
    for login in logins { standings[login]?.isLifted = true }
    let policy = logins.compactMap { standings[$0]?.policy }.first ?? .full
    let text = tr("The budget is lifted until tonight. %1", policy.meaning(tr))
    return logins.map { .liftBudget(login: $0) } + [.notice(Notice(.success, text))]
  }
}
