import Calendars
import JSON
import Localization
import TER1Server

/// iCalendar files as events of a calendar.
struct EventWriter {
  private let calendar: String
  private let tr: Catalog
  private var report = ImportReport()

  init(calendar: String, in tr: Catalog) { (self.calendar, self.tr) = (calendar, tr) }

  consuming func run(_ tree: FileTree, _ cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws
    -> ImportReport
  {
    report.add(tree.report)
    for entry in tree.files where Self.isCalendar(entry) || tree.entries.count == 1 {
      let file: ICSFile
      do throws(ReadError) {
        file = ICSFile(try entry.path.contents(), name: entry.path.text)
      } catch {
        report.refuse(entry.path.text, error.reason)
        continue
      }
      report.add(file.told(tr))
      try write(file.events, of: entry.path.text, cooperative)
      progress(report)
    }
    return report
  }

  private static func isCalendar(_ entry: FileTree.Entry) -> Bool {
    let name = entry.path.name.lowercased()
    return [".ics", ".ical", ".ifb", ".icalendar"].contains { name.hasSuffix($0) }
  }

  private mutating func write(_ events: [JSONObject], of file: String, _ cooperative: Cooperative) throws {
    var rest = events[...]
    while !rest.isEmpty {
      try cooperative.importBatch { batch in
        let id = try batch.calendar(name: calendar)
        for event in rest.prefix(BatchSize.objects) { try write(event, of: file, id, &batch) }
      }
      rest = rest.dropFirst(BatchSize.objects)
    }
  }

  private mutating func write(_ event: JSONObject, of file: String, _ calendar: String, _ batch: inout ImportBatch)
    throws
  {
    let uid = event["uid"]?.string ?? ""
    let key = "event|" + uid
    guard try batch.lookup(type: "CalendarEvent", importKey: key) == nil else { return report.count(.duplicates) }
    var object = event
    object["calendarIds"] = [calendar: true]
    object["importKey"] = .string(key)
    do {
      _ = try batch.insert(type: "CalendarEvent", object)
      report.count(.events)
    } catch let refusal as ImportRefusal {
      report.refuse("\(file), \(uid)", refusal.reason)
    }
  }
}
