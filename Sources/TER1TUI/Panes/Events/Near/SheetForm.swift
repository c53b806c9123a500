import ClientCore
import Foundation
import JSON
import Localization
import Text

/// The texts of a demonstration's sheet, to be filled in: a line for each, more below it.
enum SheetForm {
  static let kind = "sheet"

  static func label(_ field: DemonstrationSheet.Field, _ tr: Catalog) -> String {
    switch field {
    case .legal: tr("Legal number")
    case .medics: tr("Medics")
    case .contacts: tr("Contacts")
    case .bring: tr("To bring")
    }
  }

  /// How a line may begin, in either language.
  private static let names: [(DemonstrationSheet.Field, [String])] = [
    (.legal, ["legal number", "legal", "numéro juridique", "juridique"]),
    (.medics, ["medics", "soins", "secours"]), (.contacts, ["contacts", "contact"]),
    (.bring, ["to bring", "bring", "à apporter", "apporter"]),
  ]

  static func compose(_ event: CalendarEvent, _ key: ObjectKey, _ tr: Catalog) -> Composition {
    Composition(
      pane: EventsPane.name, tag: ["kind": kind, "was": text(event, tr)], target: key,
      title: SafeText(tr("What those who come have to know")), body: text(event, tr),
      form: FormLines(DemonstrationSheet.Field.allCases.map { label($0, tr) }, rest: .more))
  }

  private static func text(_ event: CalendarEvent, _ tr: Catalog) -> String {
    DemonstrationSheet.Field.allCases.map { field in
      let lines = event.sheet?[field].lines.map(\.string) ?? []
      return tr("%1: %2", label(field, tr), lines.joined(separator: "\n"))
    }.joined(separator: "\n")
  }

  /// - Returns: nil where a line belongs to none of them.
  static func fields(_ body: String) -> [DemonstrationSheet.Field: String]? {
    var fields: [DemonstrationSheet.Field: String] = [:]
    var current: DemonstrationSheet.Field?
    for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
      if let (field, text) = named(line) {
        (current, fields[field]) = (field, text)
      } else if let current {
        fields[current, default: ""] += "\n" + line
      } else if !line.allSatisfy(\.isWhitespace) {
        return nil
      }
    }
    return fields.mapValues { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
  }

  private static func named(_ line: Substring) -> (DemonstrationSheet.Field, String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
    guard let field = names.first(where: { $0.1.contains(name) })?.0 else { return nil }
    return (field, line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
  }

  static func accept(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    let tr = context.tr
    guard let detail = try context.cache.event(text.target, zone: context.zone) else {
      return .refused(tr("This event is not there any more"))
    }
    guard let after = fields(text.body) else {
      return .refused(tr("The first line belongs to nothing: begin it with “%1:”", label(.legal, tr)))
    }
    if let long = DemonstrationSheet.Field.allCases.first(where: {
      (after[$0] ?? "").utf8.count > DemonstrationSheet.longestText
    }) {
      let reason = tr("“%1” is too long: %2 bytes at most", label(long, tr), DemonstrationSheet.longestText)
      return .refused(reason, at: label(long, tr))
    }
    let before = fields(text.tag["was"] ?? "") ?? [:]
    let changed = DemonstrationSheet.Field.allCases.filter { after[$0] ?? "" != before[$0] ?? "" }
    guard !changed.isEmpty else { return .sent([.notice(Notice(.information, tr("Nothing was changed")))]) }
    let texts = Dictionary(uniqueKeysWithValues: changed.map { ($0, after[$0] ?? "") })
    return .sent([
      .enqueue([CalendarEvent.change(text.target, detail.series.telling(texts))]),
      .notice(Notice(.success, tr("The sheet is written"))),
    ])
  }
}
