internal import ClientCore
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

extension Row {
  static func member(_ row: MemberRow, in account: UntrustedText) -> Row {
    let principal = row.principal
    let shown = ProfileField.allCases.compactMap { principal.profile[$0]?.line }
    let line = shown.reduce(principal.name.line + SafeText("  @") + principal.handle.line) { $0 + SafeText("  ") + $1 }
    let marks = [
      row.isViewer ? tr("(you)") : "", row.isFollowed ? tr("(followed)") : "",
      principal.isAdmin ? tr("(administrator)") : "",
    ]
    var json: JSONObject = [
      "key": .string(row.key.text), "id": .id(row.key.id), "account": .text(account), "name": .text(principal.name),
      "handle": .text(principal.handle), "isAdmin": .bool(principal.isAdmin), "isYou": .bool(row.isViewer),
      "isFollowed": .bool(row.isFollowed),
    ]
    for field in ProfileField.allCases { json[field.rawValue] = .text(principal.profile[field]) }
    return Row(
      json: .object(json), line: line + SafeText(marks.filter { !$0.isEmpty }.map { "  " + $0 }.joined()))
  }
}
