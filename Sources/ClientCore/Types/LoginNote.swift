/// What the program notes of one server connection, and forgets with it.
public enum LoginNote: String, Sendable, CaseIterable {
  case budgetLifted = "budget.lifted"
  case linkQuality = "link.quality"
  case chosenPolicy = "link.policy"
  case chosenBudget = "link.budget"
  case syncToken = "sync.token"
  case passedOver = "sync.passedOver"
  case unconfirmed = "sync.unconfirmed"
  case audit = "sync.audit"
  /// How many messages the window had when an account was met, by account.
  case windowTotals = "window.totals"

  /// Under which it is kept.
  public func name(_ login: String) -> String { rawValue + "." + login }
}
