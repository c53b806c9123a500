import ClientCore
import Localization
import Text

/// What is on the server only, met at the end of what is here: it is fetched at once where things come by themselves and it costs
/// little; else what it costs is said, and a key asks for it.
struct OlderThings {
  /// What brought a person to it.
  enum Cause {
    case scrolling, opening, key
    /// Nobody: it is kept offline, and has changed.
    case kept
  }

  let requests: [HistoryRequest]
  /// "older topics"
  let name: String

  init(_ requests: [HistoryRequest], _ name: String) { (self.requests, self.name) = (requests, name) }

  func effects(_ cause: Cause, _ context: Context) throws(CacheError) -> [Effect] {
    guard let first = requests.first else { return [] }
    let standing = context.standing(first.account)
    var size = 0
    for request in requests { size += try context.cache.expectedSize(of: request, now: context.now) }
    let cost = FetchCost(size: size, standing)
    let comesByItself = standing?.inForce ?? .full == .full
    if cause == .kept, !comesByItself || CostQuestion.isDue(cost, size) {
      return [hint(cost, "courses.pin", context)]
    }
    if cause == .scrolling, !comesByItself { return [hint(cost, "older", context)] }
    if cause != .key, CostQuestion.isDue(cost, size) {
      return [.ask(CostQuestion.make(SafeText(name), cost, CommandLine("older"), context.tr))]
    }
    let text = context.tr("Fetching (%1): %2…", CostWords(context.tr).text(cost), name)
    return [.fetch(requests), .notice(Notice(.information, text))]
  }

  /// Cells of a foot line below which there is room for the key, the name and the bytes alone.
  private static let wideColumns = 60

  /// - Parameter command: what fetches it.
  private func hint(_ cost: FetchCost, _ command: String, _ context: Context) -> Effect {
    let words = CostWords(context.tr).text(cost)
    guard let key = context.keys(command) else {
      return .notice(Notice(.information, context.tr("On the server: %1 (%2)", name, words)))
    }
    let text =
      context.size.columns < Self.wideColumns
      ? context.tr("%1: %2, %3", key, name, ByteCount.text(cost.bytes, context.tr))
      : context.tr("On the server, key %1: %2 (%3)", key, name, words)
    return .notice(Notice(.information, text))
  }
}
