import JSON

/// The events of one iCalendar file.
struct ICSFile {
  private(set) var events: [JSONObject] = []
  private(set) var report = ImportReport()

  /// - Parameter name: for reports.
  init(_ bytes: [UInt8], name: String) {
    let text = String(Charset.text(bytes).unicodeScalars.filter { $0 != "\0" })
    let calendars = ICSComponent.components(of: text).filter { $0.name == "VCALENDAR" || $0.name == "VEVENT" }
    guard !calendars.isEmpty else {
      report.refuse(name, "no iCalendar file")
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

    mutating func read(_ calendar: ICSComponent, name: String, _ report: inout ImportReport) {
      for text in calendar.refused { report.note(name, text) }
      let components = calendar.name == "VEVENT" ? [calendar] : calendar.children
      var zones = ICSZones(components)
      for (index, component) in components.enumerated() where !Self.silent.contains(component.name) {
        let place = "\(name), component \(index + 1)"
        guard component.name == "VEVENT" else {
          report.refuse(place, "\(component.name) is no event")
          continue
        }
        do throws(ReadError) {
          add(try ICSEvent(component, zones: &zones), place, &report)
        } catch {
          report.refuse(place, error.reason)
        }
      }
      for remark in zones.remarks { report.note(name, remark) }
    }

    private mutating func add(_ event: ICSEvent, _ place: String, _ report: inout ImportReport) {
      if events[event.uid] == nil && overrides[event.uid] == nil { order.append(event.uid) }
      if event.replaces != nil {
        overrides[event.uid, default: []].append(event)
      } else if let standing = events[event.uid] {
        report.count(.duplicates)
        if event.sequence >= standing.sequence { events[event.uid] = event }
      } else {
        events[event.uid] = event
      }
    }

    /// An occurrence whose event is not in the file stands for the event.
    func finished(name: String, _ report: inout ImportReport) -> [JSONObject] {
      order.compactMap { uid in
        var changes = overrides[uid] ?? []
        guard var event = events[uid] ?? changes.first else { return nil }
        if events[uid] == nil { changes.removeFirst() }
        for change in changes { event.add(change) }
        for remark in event.remarks { report.note("\(name), \(uid)", remark) }
        return event.json
      }
    }
  }
}
