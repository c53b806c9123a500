import ClientCore
import JSON

extension HistoryQuery {
  /// As docs/protocol.md has it; nil for single objects.
  var ownArguments: JSONObject? {
    guard case .filter(let filter) = choice else { return nil }
    var arguments: JSONObject = ["limit": .int(Int64(limit))]
    if !filter.isEmpty { arguments["filter"] = .object(filter) }
    if !sort.isEmpty { arguments["sort"] = .array(sort) }
    if position > 0 { arguments["position"] = .int(Int64(position)) }
    if let anchor { (arguments["anchor"], arguments["anchorOffset"]) = (.string(anchor.rawValue), 1) }
    if collapsesThreads { arguments["collapseThreads"] = true }
    if countsAll { arguments["calculateTotal"] = true }
    return arguments
  }
}
