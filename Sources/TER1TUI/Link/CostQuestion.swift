import ClientCore
import Localization
import Text

/// Asked before something is fetched that costs more than one would expect of a key.
enum CostQuestion {
  /// More than this, in bytes, is not fetched without a question.
  private static let askedAbove = 100_000
  /// Nor what takes longer than this.
  private static let askedAboveSeconds = 10.0
  /// Nor what takes a larger part of the day's budget.
  private static let askedAboveShare = 0.1

  static func isDue(_ cost: FetchCost, _ size: Int) -> Bool {
    size > askedAbove || cost.seconds ?? 0 > askedAboveSeconds || cost.share ?? 0 > askedAboveShare
      || cost.exceedsBudget
  }

  /// - Parameter line: what is run when the answer is yes.
  static func make(_ name: SafeText, _ cost: FetchCost, _ line: CommandLine, _ tr: Catalog) -> Question {
    Question(
      SafeText(tr("Fetch %1: %2?", name, CostWords(tr).text(cost))),
      [
        Question.Choice(key: tr("y").first ?? "y", label: tr("yes"), line: line),
        Question.Choice(key: "n", label: tr("no"), line: nil),
      ])
  }
}
