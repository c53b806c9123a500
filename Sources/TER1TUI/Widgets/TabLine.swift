import Localization
import Text

/// The panes by name and number, the current one marked; numbers alone for those that there is no room to name.
struct TabLine {
  private typealias Tab = (number: Int, title: String, isNew: Bool, isCurrent: Bool)
  private let tabs: [Tab]
  /// nil: the status has a line of its own.
  private let status: StatusLine?

  init(_ app: App) {
    tabs = PaneRegistry.all.enumerated().filter { $1.hasTab || $1.name == app.focus }.map { index, type in
      (index + 1, app.tr(type.title), app.panes[type.name]?.badge ?? 0 > 0, type.name == app.focus)
    }
    status = Frame(app).status == nil ? StatusLine(app) : nil
  }

  func draw(on canvas: inout Canvas) {
    let alone = Line([span(current, isNamed: false)])
    let aside = status?.short(columns: max(0, canvas.columns - 3 - alone.width)) ?? Line()
    let room = canvas.columns - 1 - (aside.width > 0 ? aside.width + 2 : 0)
    let whole = line(names: tabs.count)
    canvas.put(whole.width <= room ? whole : shortened(room), column: 1, row: 0, room: room)
    canvas.putRight(aside, row: 0)
  }

  private var current: Int { tabs.firstIndex(where: \.isCurrent) ?? 0 }

  /// Names for as many of the first as leave room for the current one's: they stay where they are while one goes among them.
  private func shortened(_ room: Int) -> Line {
    let named = tabs.indices.last { line(names: $0).width <= room } ?? 0
    let short = line(names: named)
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

  private func line(names: Int) -> Line { Line(tabs.indices.map { span($0, isNamed: $0 < names) }) }

  /// What is new in the current one stands in it. A star says that there is something new in another, in the place of a blank: what comes after it stays
  /// where it is.
  private func span(_ index: Int, isNamed: Bool) -> Span {
    let tab = tabs[index]
    let title = isNamed || tab.isCurrent ? " " + tab.title : ""
    let text = "\(tab.number)\(title)"
    if tab.isCurrent { return Span("[\(text)]", Style(.currentTab)) }
    return Span(" \(text)\(tab.isNew ? "*" : " ")", Style(.tab))
  }
}
