import Calendars
import Localization

extension ICSFile {
  /// - Parameter name: for reports.
  init(_ bytes: [UInt8], name: String) { self.init(text: Charset.text(bytes), name: name) }

  func told(_ tr: Catalog) -> ImportReport {
    var told = ImportReport()
    for problem in report.problems {
      let (place, reason) = (problem.place.text(tr), problem.reason.text(tr))
      problem.isRefusal ? told.refuse(place, reason) : told.note(place, reason)
    }
    if report.duplicates > 0 { told.count(.duplicates, report.duplicates) }
    return told
  }
}
