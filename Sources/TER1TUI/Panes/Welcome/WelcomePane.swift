import ClientCore
import Localization
import Text

/// What is shown before any cooperative is known: three ways to begin.
struct WelcomePane: Pane {
  static let name = "welcome"
  static let title = msgid("Welcome")
  static let hasTab = false
  static let commands: [PaneCommand<WelcomePane>] = []

  /// Each is called as the command that goes it.
  enum Way: String, CaseIterable, ListRow {
    case join, demonstration, tour
    var id: Way { self }
  }

  private var ways = ListBox<Way>()
  /// The tour, while it is read.
  private var tour = Pager<Int>()
  private var isReading = false
  var isText: Bool { isReading }

  init() {}

  var hints: [String] { isReading ? ["move.down", "move.page-down", "back"] : ["open", "move.down", "quit"] }

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    ways.layout(rows: Way.allCases.count, fillsLines: true)
    ways.reload { _, _ in ListPage(Way.allCases) }
    tour.layout(Size(columns: context.size.columns - 3, rows: context.size.rows))
    return []
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] { [] }

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    guard isReading else {
      _ = ways.navigate(motion) { _, _ in ListPage(Way.allCases) }
      return []
    }
    if case .lines(let count) = motion { _ = tour.select(by: count) } else { _ = tour.navigate(motion) }
    return []
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    guard !isReading, let way = ways.current else { return [] }
    return [.run(CommandLine(way.rawValue))]
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    guard isReading else { return nil }
    isReading = false
    return []
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    isReading && tour.navigate(.pages(1)) ? [] : nil
  }

  mutating func show(tour lines: [SafeText]) {
    tour.show(lines.enumerated().map { PagerBlock(id: $0.offset, [Line($0.element), Line()]) })
    _ = tour.navigate(.first)
    isReading = true
  }

  // MARK: Drawing

  func draw(on canvas: inout Canvas, _ context: DrawContext) {
    if isReading { return tour.draw(on: &canvas, isFocused: true) }
    let tr = context.tr
    let greeting = Line(
      context.accounts.isEmpty ? tr("Welcome! No cooperative is known here yet.") : tr("Welcome!"), Style(.title))
    let columns = min(canvas.columns < Size.told ? 72 : .max, max(1, canvas.columns - 3))
    var row = 0
    func put(_ lines: [Line], indent: Int = 0) {
      for line in lines {
        canvas.put(line, column: 2 + indent, row: row)
        row += 1
      }
    }
    put(greeting.wrapped(to: columns) + [Line()])
    // Where there is no room for all that can be said, it is said of the one that is chosen.
    let isTall = canvas.rows >= 16
    for way in Way.allCases {
      let isCurrent = way == ways.current
      if isCurrent {
        canvas.put("▌", column: 0, row: row, Style(.marker))
        canvas.setCursor(column: 0, row: row)
      }
      put([Line(Self.label(way, tr), .bold)])
      if isTall { put(Line(Self.words(way, tr), .dim).wrapped(to: columns - 2) + [Line()], indent: 2) }
    }
    if !isTall, let way = ways.current { put([Line()] + Line(Self.words(way, tr), .dim).wrapped(to: columns)) }
  }

  private static func label(_ way: Way, _ tr: Catalog) -> String {
    switch way {
    case .join: tr("Join a cooperative")
    case .demonstration: tr("Look at the demonstration")
    case .tour: tr("Read the tour")
    }
  }

  private static func words(_ way: Way, _ tr: Catalog) -> String {
    switch way {
    case .join: tr("You are asked for its address, your name there and your password. Whoever runs it gives you these.")
    case .demonstration: tr("A cooperative made up to be tried, on this machine alone; nothing of it stays.")
    case .tour: tr("What one must know to be at home here, in five minutes.")
    }
  }
}
