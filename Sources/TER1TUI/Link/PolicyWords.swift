public import ClientCore
public import Localization
import Text

extension LinkPolicy {
  /// One word, short enough for a telephone's status line.
  public func word(_ tr: Catalog) -> String {
    switch self {
    case .full: tr("full")
    case .economy: tr("eco")
    case .manual: tr("manual")
    }
  }

  /// What it means, in one sentence.
  public func meaning(_ tr: Catalog) -> String {
    switch self {
    case .full: tr("Full: everything, at once")
    case .economy: tr("Economy: text, now and then")
    case .manual: tr("Manual: only what you ask for")
    }
  }
}

extension LinkStanding {
  /// What the status line says of it: the policy in force, and how much of the budget is used once that matters.
  func words(_ tr: Catalog) -> String {
    if isSpent { return tr("budget spent: %1", inForce.word(tr)) }
    return shortWords(tr)
  }

  /// The same for a telephone.
  func shortWords(_ tr: Catalog) -> String {
    if isSpent { return tr("%1 (budget)", inForce.word(tr)) }
    guard isNearlySpent, let budget, budget > 0 else { return inForce.word(tr) }
    return "\(inForce.word(tr)) \(tr("%1 %", min(999, usedToday * 100 / budget)))"
  }
}
