import JSON

/// A calendar of dialect A or B, as dialect C has it.
struct CalendarReading {
  let dialect: CalendarDialect
  /// The member's own calendar address there, as far as the session tells it.
  let viewerAddress: String?
  /// Whether the account is the member's own, not one that is shared with him.
  let isPersonal: Bool

  /// Adds `viewerAddress`, whom the member's answers are from, and `isPersonal`.
  func calendar(_ calendar: JSONObject) -> JSONObject {
    var result = dialect == .c ? calendar : calendar.filter { !$0.value.isNull }
    if let own = result.removeValue(forKey: "scheduleAddressSet")?[0] ?? viewerAddress.map({ .string($0) }) {
      result["viewerAddress"] = own
    }
    if isPersonal { result["isPersonal"] = true }
    switch dialect {
    case .a: rightsOf36(&result)
    case .b: rightsOf38(&result)
    case .c: break
    }
    return result
  }

  /// Cyrus 3.6 has no `myRights`, and knows of no event whose own it is: whoever may write may write all.
  private func rightsOf36(_ calendar: inout JSONObject) {
    calendar["x-href"] = Optional.none
    func may(_ name: String) -> Bool { calendar[name]?.bool ?? false }
    let writes = may("mayAddItems") && may("mayModifyItems")
    let rights: JSONObject = [
      "mayReadFreeBusy": .bool(may("mayReadFreeBusy")), "mayReadItems": .bool(may("mayReadItems")),
      "mayWriteAll": .bool(writes && may("mayRemoveItems")), "mayWriteOwn": .bool(may("mayAddItems")),
      "mayUpdatePrivate": .bool(writes), "mayRSVP": .bool(may("mayModifyItems")), "mayDelete": .bool(may("mayDelete")),
      "mayShare": .bool(may("mayAdmin")),
    ]
    for name in calendar.keys where name.hasPrefix("may") { calendar[name] = Optional.none }
    calendar["myRights"] = .object(rights)
  }

  /// Cyrus 3.10 names the right to answer, and to write what is one's own, and refuses both to whoever may not write all. It
  /// denies `mayWriteAll` to whom an IMAP ACL without the right to answer (`lrswitedn`) lets write all.
  private func rightsOf38(_ calendar: inout JSONObject) {
    guard var rights = calendar["myRights"]?.object else { return }
    func may(_ name: String) -> Bool { rights[name]?.bool ?? false }
    let writesAll = may("mayWriteAll") || may("mayWriteOwn") && may("mayUpdatePrivate") && !may("mayRSVP")
    rights["mayWriteAll"] = .bool(writesAll)
    rights["mayRSVP"] = .bool(writesAll)
    rights["mayWriteOwn"] = .bool(writesAll)
    rights["mayShare"] = rights.removeValue(forKey: "mayAdmin")
    calendar["myRights"] = .object(rights)
  }
}
