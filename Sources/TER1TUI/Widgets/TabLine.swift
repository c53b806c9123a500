import Localization
import Text

/// The panes by name and number, the current one marked; numbers alone where there is no room for the names.
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
    let fitting = [line(hasTitles: true, hasCounts: true), line(hasTitles: true, hasCounts: false)].first {
      $0.width <= room
    }
    canvas.put(fitting ?? numbers(room), column: 1, row: 0, room: room)
    canvas.putRight(aside, row: 0)
  }

  /// The current one's name is never cut: where it would be, it stands alone.
  private func numbers(_ room: Int) -> Line {
    let current = tabs.firstIndex(where: \.isCurrent) ?? 0
    let isCut = line(tabs.prefix(through: current), hasTitles: false, hasCounts: false).width > room
    return line(isCut ? tabs[current...current] : tabs[...], hasTitles: false, hasCounts: false)
  }

  private func line(hasTitles: Bool, hasCounts: Bool) -> Line {
    line(tabs[...], hasTitles: hasTitles, hasCounts: hasCounts)
  }

  private func line(_ tabs: ArraySlice<Tab>, hasTitles: Bool, hasCounts: Bool) -> Line {
    var spans: [Span] = []
    for tab in tabs {
      let style = Style(tab.isCurrent ? .currentTab : .tab)
      let title = hasTitles || tab.isCurrent ? " " + tab.title : ""
      let badge = tab.badge == 0 ? "" : hasCounts || tab.isCurrent ? " (\(tab.badge))" : "*"
      let text = "\(tab.number)\(title)\(badge)"
      spans.append(Span(tab.isCurrent ? "[\(text)]" : " \(text) ", style))
    }
    return Line(spans)
  }
}
