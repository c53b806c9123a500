import Localization
import Text

/// The panes by name and number, the current one marked; numbers alone for those that there is no room to name.
struct TabLine {
  private typealias Tab = (number: Int, title: String, badge: Int, isCurrent: Bool)
  private let tabs: [Tab]
  private let aside: Line

  init(_ app: App) {
    tabs = PaneRegistry.all.enumerated().filter { $1.hasTab || $1.name == app.focus }.map { index, type in
      (index + 1, app.tr(type.title), app.panes[type.name]?.badge ?? 0, type.name == app.focus)
    }
    aside = Frame(app).status == nil ? StatusLine(app).short : Line()
  }

  func draw(on canvas: inout Canvas) {
    let room = canvas.columns - 1 - (aside.width > 0 ? aside.width + 2 : 0)
    let whole = line(tabs[...], names: tabs.count, hasCounts: true)
    canvas.put(whole.width <= room ? whole : shortened(room), column: 1, row: 0, room: room)
    canvas.putRight(aside, row: 0)
  }

  /// Names for as many of the first as leave room for any other's: going from pane to pane, the names stay where they are.
  private func shortened(_ room: Int) -> Line {
    let longest = tabs.map { Line([Span($0.title, Style(.tab))]).width + " (99)".count }.max() ?? 0
    let equal = tabs.map { Tab(number: $0.number, title: $0.title, badge: $0.badge, isCurrent: false) }
    let named = tabs.indices.last { line(equal[...], names: $0, hasCounts: false).width + longest <= room } ?? 0
    let short = line(tabs[...], names: named, hasCounts: false)
    return short.width <= room ? short : cut(room)
  }

  /// The current one's name is never cut: where it would be, it stands alone.
  private func cut(_ room: Int) -> Line {
    let current = tabs.firstIndex(where: \.isCurrent) ?? 0
    let isCut = line(tabs.prefix(through: current), names: 0, hasCounts: false).width > room
    return line(isCut ? tabs[current...current] : tabs[...], names: 0, hasCounts: false)
  }

  private func line(_ tabs: ArraySlice<Tab>, names: Int, hasCounts: Bool) -> Line {
    var spans: [Span] = []
    for (index, tab) in zip(tabs.indices, tabs) {
      let style = Style(tab.isCurrent ? .currentTab : .tab)
      let title = index < names || tab.isCurrent ? " " + tab.title : ""
      let badge = tab.badge == 0 ? "" : hasCounts || tab.isCurrent ? " (\(tab.badge))" : "*"
      let text = "\(tab.number)\(title)\(badge)"
      spans.append(Span(tab.isCurrent ? "[\(text)]" : " \(text) ", style))
    }
    return Line(spans)
  }
}
