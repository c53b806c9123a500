import ClientCore
import Localization
import Text

/// Asked before something is fetched or sent that costs more than one would expect of a key.
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
    question(tr("Fetch %1: %2?", name, CostWords(tr).text(cost)), line, tr)
  }

  /// Before a file of this machine is sent: it is looked into, then asked about. nil when that was done, and the answer was yes.
  static func beforeSending(_ path: String, _ account: AccountID, _ command: String, _ context: Context) -> Effect? {
    let (cost, tr) = (cost(ofSending: path, account, context), context.tr)
    guard !context.arguments.contains(agreed) else { return nil }
    let line = CommandLine(command, [path, agreed])
    let words = SafeText(tr("Send “%1”: %2?", TypedPath.name(path), CostWords(tr).text(cost)))
    return .lookInto(FileCheck(path: path, cost: isDue(cost, TypedPath.size(path)) ? words : nil, line: line))
  }

  /// nil: nothing is to be asked.
  static func afterLooking(into check: FileCheck, _ warning: SafeText?, _ tr: Catalog) -> Question? {
    guard let warning else { return check.cost.map { question($0.string, check.line, tr) } }
    let rest = check.cost ?? SafeText(tr("Send it as it is?"))
    return question((SafeText("⚠ ") + warning + " " + rest).string, check.line, tr)
  }

  static func cost(ofSending path: String, _ account: AccountID, _ context: Context) -> FetchCost {
    FetchCost(size: TypedPath.size(path), going: .up, context.standing(account))
  }

  /// The argument of a command that says that its cost was agreed to.
  static let agreed = "--now"

  private static func question(_ text: String, _ line: CommandLine, _ tr: Catalog) -> Question {
    Question(
      SafeText(text), [.yes(tr, line), .no(tr)])
  }
}
