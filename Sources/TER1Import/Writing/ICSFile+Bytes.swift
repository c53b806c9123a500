import Calendars

extension ICSFile {
  /// - Parameter name: for reports.
  init(_ bytes: [UInt8], name: String) { self.init(text: Charset.text(bytes), name: name) }

  var told: ImportReport {
    var told = ImportReport()
    for problem in report.problems {
      problem.isRefusal ? told.refuse(problem.place, problem.reason) : told.note(problem.place, problem.reason)
    }
    if report.duplicates > 0 { told.count(.duplicates, report.duplicates) }
    return told
  }
}
