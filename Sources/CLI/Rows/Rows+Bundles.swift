internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

extension Row {
  static func bundle(_ row: BundleRow, in account: UntrustedText, zone: TimeZone) -> Row {
    let (bundle, catalog) = (row.bundle, Catalog(Speech.language))
    let words = BundleLine(row, catalog)
    let line = [
      SafeText(RowTime.local(bundle.at, zone)), words.title, SafeText(words.inside),
      SafeText(ByteCount.text(bundle.size, catalog)), SafeText(words.state),
    ]
    let records = [String: JSONValue](bundle.records.map { ($0.rawValue, .int(Int64($1))) }) { first, _ in first }
    let json: JSONObject = [
      "id": .string(bundle.id), "account": .text(account), "kind": .string(bundle.role.rawValue),
      "at": .time(bundle.at), "state": .string(bundle.state.rawValue),
      "reason": bundle.reason.map(JSONValue.string) ?? .null, "settledAt": .time(bundle.settledAt),
      "size": .number(bundle.size), "parts": .number(bundle.parts),
      "missing": .array(bundle.missing.map { .int(Int64($0)) }), "entries": .number(bundle.entries),
      "records": .object(records), "files": .number(bundle.files), "new": .number(bundle.taken),
      "people": .array(row.names.map { .text($0) }), "path": .text(bundle.path),
    ]
    let parts = line.filter { !$0.string.isEmpty }
    return Row(json: .object(json), line: parts.dropFirst().reduce(parts[0]) { $0 + SafeText("  ") + $1 })
  }
}
