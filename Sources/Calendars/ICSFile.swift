package import JSON

/// The events of one iCalendar file, as events of JSCalendar.
package struct ICSFile {
  package private(set) var events: [JSONObject] = []
  package private(set) var report = ICSReport()

  /// - Parameter name: for reports.
  package init(text: String, name: String) {
    let text = String(text.unicodeScalars.filter { $0 != "\0" })
    let calendars = ICSComponent.components(of: text).filter { $0.name == "VCALENDAR" || $0.name == "VEVENT" }
    guard !calendars.isEmpty else {
      report.refuse(.whole(name), .noCalendar)
      return
    }
    var found = Found()
    for calendar in calendars { found.read(calendar, name: name, &report) }
    events = found.finished(name: name, &report)
  }

  /// The events of a file by their UID, in the order of the file.
  private struct Found {
    var order: [String] = []
    var events: [String: ICSEvent] = [:]
    var overrides: [String: [ICSEvent]] = [:]
    private static let silent: Set<String> = ["VTIMEZONE", "VALARM"]

    mutating func read(_ calendar: ICSComponent, name: String, _ report: inout ICSReport) {
      report.note(.whole(name), calendar.refused)
      let components = calendar.name == "VEVENT" ? [calendar] : calendar.children
      var zones = ICSZones(components)
      for (index, component) in components.enumerated() where !Self.silent.contains(component.name) {
        let place = ICSReport.Place.component(name, index + 1)
        guard component.name == "VEVENT" else {
          report.refuse(place, .noEvent(component.name))
          continue
        }
        do throws(ICSProblem) {
          add(try ICSEvent(component, zones: &zones), &report)
        } catch {
          report.refuse(place, error)
        }
      }
      report.note(.whole(name), zones.remarks)
    }

    private mutating func add(_ event: ICSEvent, _ report: inout ICSReport) {
      if events[event.uid] == nil && overrides[event.uid] == nil { order.append(event.uid) }
      if event.replaces != nil {
        overrides[event.uid, default: []].append(event)
      } else if let standing = events[event.uid] {
        report.duplicates += 1
        if event.sequence >= standing.sequence { events[event.uid] = event }
      } else {
        events[event.uid] = event
      }
    }

    /// An occurrence whose event is not in the file stands for the event.
    func finished(name: String, _ report: inout ICSReport) -> [JSONObject] {
      order.compactMap { uid in
        var changes = overrides[uid] ?? []
        guard var event = events[uid] ?? changes.first else { return nil }
        if events[uid] == nil { changes.removeFirst() }
        for change in changes { event.add(change) }
        report.note(.event(name, uid), event.remarks)
        return event.json
      }
    }
  }
}
