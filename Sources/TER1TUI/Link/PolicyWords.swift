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

extension LinkQuality {
  /// Whether a person notices it with every page: less than 200 kbit/s, or answers that take half a second.
  var isSlow: Bool { down.map { $0 < 25_000 } ?? false || roundTrip.map { $0 >= 0.5 } ?? false }

  /// "45 kbit/s, 650 ms", in steps that do not change with every answer.
  func words(_ tr: Catalog) -> String {
    let speed = down.map { tr("%1 kbit/s", max(1, Self.stepped($0 * 8 / 1_000, by: $0 < 12_500 ? 5 : 50))) }
    let wait = roundTrip.map { tr("%1 ms", Self.stepped($0 * 1_000, by: 100)) }
    return [speed, wait].compactMap(\.self).joined(separator: ", ")
  }

  private static func stepped(_ value: Double, by step: Int) -> Int { Int((value / Double(step)).rounded()) * step }
}
