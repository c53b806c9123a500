import Localization
import Text

/// The panes by name and number, the current one marked; numbers alone for those that there is no room to name.
struct TabLine {
  private typealias Tab = (number: Int, title: String, badge: Int, isCurrent: Bool)
  private let tabs: [Tab]
  /// nil: the status has a line of its own.
  private let status: StatusLine?

  init(_ app: App) {
    tabs = PaneRegistry.all.enumerated().filter { $1.hasTab || $1.name == app.focus }.map { index, type in
      (index + 1, app.tr(type.title), app.panes[type.name]?.badge ?? 0, type.name == app.focus)
    }
    status = Frame(app).status == nil ? StatusLine(app) : nil
  }

  func draw(on canvas: inout Canvas) {
    let alone = Line([span(current, isNamed: false)])
    let aside = status?.short(columns: max(0, canvas.columns - 3 - alone.width)) ?? Line()
    let room = canvas.columns - 1 - (aside.width > 0 ? aside.width + 2 : 0)
    let whole = line(names: tabs.count, hasCounts: true)
    canvas.put(whole.width <= room ? whole : shortened(room), column: 1, row: 0, room: room)
    canvas.putRight(aside, row: 0)
  }

  private var current: Int { tabs.firstIndex(where: \.isCurrent) ?? 0 }

  /// Names for as many of the first as leave room for any other's: going from pane to pane, the names stay where they are.
  private func shortened(_ room: Int) -> Line {
    let longest = tabs.map { Line([Span(" " + $0.title, Style(.tab))]).width }.max() ?? 0
    let named = tabs.indices.last { line(names: $0, hasCounts: false, hasCurrent: false).width + longest <= room } ?? 0
    let short = line(names: named, hasCounts: false)
    return short.width <= room ? short : cut(room)
  }

  /// Whole tabs alone: the current one, and as many of the first as there is room for.
  private func cut(_ room: Int) -> Line {
    var shown: Set<Int> = [current]
    guard line(of: shown).width <= room else { return Line([span(current, isNamed: false)]) }
    for index in tabs.indices {
      guard line(of: shown.union([index])).width <= room else { break }
      shown.insert(index)
    }
    return line(of: shown)
  }

  /// Some of the tabs, a sign where others are left out.
  private func line(of shown: Set<Int>) -> Line {
    let kept = shown.sorted()
    let gap = Span("…", Style(.tab))
    let spans = zip(kept, [-1] + kept).flatMap { index, last in
      (index > last + 1 ? [gap] : []) + [span(index, isNamed: false)]
    }
    return Line(spans + (kept.last == tabs.count - 1 ? [] : [gap]))
  }

  private func line(names: Int, hasCounts: Bool, hasCurrent: Bool = true) -> Line {
    Line(tabs.indices.map { span($0, isNamed: $0 < names, hasCount: hasCounts, mayBeCurrent: hasCurrent) })
  }

  /// What is new in the current one stands in it: its count would change with every line that is read. The star of another takes the
  /// place of a blank: what comes after it stays where it is.
  private func span(_ index: Int, isNamed: Bool, hasCount: Bool = false, mayBeCurrent: Bool = true) -> Span {
    let tab = tabs[index]
    let isCurrent = tab.isCurrent && mayBeCurrent
    let title = isNamed || isCurrent ? " " + tab.title : ""
    let text = "\(tab.number)\(title)"
    if isCurrent { return Span("[\(text)]", Style(.currentTab)) }
    let badge = tab.badge == 0 ? " " : hasCount ? " (\(tab.badge)) " : "*"
    return Span(" \(text)\(badge)", Style(.tab))
  }
}
