import ClientCore
import Foundation
import Localization
import Text

/// What the network and the terminal cost: by pane and by account, since the start and today.
struct CostPane: Pane {
  static let name = "cost"
  static let title = msgid("Costs")
  static let hasTab = false
  static let commands: [PaneCommand<CostPane>] = []

  /// A line of the table.
  struct Row: Sendable, Hashable {
    let name: SafeText
    let session: LinkUse
    let today: LinkUse
    var isSum = false
  }

  /// Sums by login and place.
  typealias Sums = [String: [UsePlace: LinkUse]]

  private(set) var rows: [Row] = []
  /// What is said of each login's link: its name, and sentences.
  private(set) var links: [(name: SafeText, lines: [SafeText])] = []
  private(set) var top = 0
  private var height = 1

  init() {}

  var hints: [String] { ["policy"] + (isSpent ? ["budget.lift"] : []) + ["sync", "back"] }
  /// Whether a budget of the day is used up.
  private var isSpent = false

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    height = context.size.rows
    try read(context)
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    if !rows.isEmpty { try read(context) }
    return []
  }

  private mutating func read(_ context: Context) throws(CacheError) {
    let sums = try Self.sums(context)
    let table = CostTable(session: Self.since(context.costAtStart, sums), today: sums)
    rows = table.rows(context.tr)
    let words = CostWords(context.tr)
    isSpent = context.standings.values.contains(where: \.isSpent)
    links = context.standings.sorted { $0.key < $1.key }.map { login, standing in
      (UntrustedText(login).line, Self.lines(standing, words, context.tr))
    }
  }

  /// Today's sums.
  static func sums(_ context: Context) throws(CacheError) -> Sums {
    var sums: Sums = [:]
    for (login, place, use) in try context.cache.linkUse(day: LocalDay(context.zone).name(at: context.now)) {
      sums[login, default: [:]][place] = use
    }
    return sums
  }

  /// What came on top of what there was at the start. Past midnight the day's sums begin anew, and are the session's own.
  private static func since(_ start: Sums, _ now: Sums) -> Sums {
    now.mapValues { $0 }.reduce(into: [:]) { sums, entry in
      for (place, use) in entry.value {
        let before = start[entry.key]?[place] ?? LinkUse()
        let isSameDay = use.up >= before.up && use.down >= before.down && use.terminal >= before.terminal
        sums[entry.key, default: [:]][place] = isSameDay ? use - before : use
      }
    }
  }

  private static func lines(_ standing: LinkStanding, _ words: CostWords, _ tr: Catalog) -> [SafeText] {
    var lines = [standing.policy.meaning(tr)]
    if let budget = standing.budget, budget > 0 {
      let share = standing.usedToday * 100 / budget
      lines.append(
        tr(
          "Today %1 of %2 (%3 %)", ByteCount.text(standing.usedToday, tr), ByteCount.text(budget, tr), share))
      if standing.isLifted { lines.append(tr("The budget is lifted until tonight.")) }
      if standing.isSpent { lines.append(tr("The budget is used up: manual until tonight.")) }
    } else {
      lines.append(tr("No budget: ter1 account budget"))
    }
    if standing.lacking > 0 {
      lines.append(tr("History still to come: %1", words.text(FetchCost(size: standing.lacking, standing))))
    }
    return (lines + [tr("The link: %1", words.quality(standing.quality))]).map { SafeText($0) }
  }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    let last = max(0, CostView.lineCount(self) - height)
    switch motion {
    case .lines(let count): top += count
    case .halfPages(let count): top += count * max(1, height / 2)
    case .pages(let count): top += count * max(1, height - 1)
    case .first: top = 0
    case .last: top = last
    }
    top = min(max(0, top), last)
    return []
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { CostView(pane: self, tr: context.tr).draw(on: &canvas) }
}
