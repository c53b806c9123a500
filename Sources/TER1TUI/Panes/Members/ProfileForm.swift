import ClientCore
import Foundation
import Localization
import Text

/// One's own profile as a text to be filled in: a line for each field, and one that says which of them all members see.
struct ProfileForm {
  private static let fields: [ProfileField] = [.union, .section, .roles, .reach]

  static func change(_ row: MemberRow, _ profile: Profile?, _ context: Context) -> Composition {
    let (tr, words) = (context.tr, ProfileWords(context.tr))
    var lines = fields.map { field in
      tr("%1: %2", words.name(field), profile?.fields[field]?.lines.map(\.string).joined(separator: " / ") ?? "")
    }
    let shown = fields.filter { profile?.shown.contains($0) ?? false }.map(words.name).joined(separator: ", ")
    lines += ["", tr("%1: %2", tr("Shown to members"), shown)]
    return Composition(
      pane: MembersPane.name, target: row.key,
      title: SafeText(tr("Your profile: only you see what “Shown to members” does not name")),
      body: lines.joined(separator: "\n"),
      form: FormLines(fields.map(words.name) + [tr("Shown to members")], rest: .nothing))
  }

  /// Why a text is no profile.
  enum Refusal: Error {
    case unknown([String])
    case empty
  }

  static func accept(_ text: ComposedText, _ context: Context) -> ComposeResult {
    switch fields(of: text.body) {
    case .success(let (values, shown)):
      let mutation = Profile.change(values, shown: shown, of: text.target)
      return .sent([.enqueue([mutation]), .notice(Notice(.success, told(shown, context.tr)))])
    case .failure(.unknown(let names)):
      let reason = context.tr("“%1” is no line of the profile", SafeText(names.joined(separator: ", ")))
      return .refused(reason, at: context.tr("Shown to members"))
    case .failure(.empty): return .refused(context.tr("No line of the profile is left"))
    }
  }

  /// What the lines say of each field, and which of these all members see.
  static func fields(of text: String) -> Result<([ProfileField: String], shown: Set<ProfileField>), Refusal> {
    var values: [ProfileField: String] = [:]
    var shown: Set<ProfileField> = []
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      let name = String(line[..<colon])
      if let field = field(named: name) {
        values[field] = value
      } else if isShown(name) {
        let named = names(in: value)
        guard named.unknown.isEmpty else { return .failure(.unknown(named.unknown)) }
        shown = named.fields
      }
    }
    return values.isEmpty ? .failure(.empty) : .success((values, shown: shown))
  }

  private static func told(_ shown: Set<ProfileField>, _ tr: Catalog) -> String {
    guard !shown.isEmpty else { return tr("Your profile is kept; nobody else sees it") }
    let names = fields.filter(shown.contains).map(ProfileWords(tr).name).joined(separator: ", ")
    return tr("Your profile is kept; members see: %1", names)
  }

  private static func names(in text: String) -> (fields: Set<ProfileField>, unknown: [String]) {
    let words = text.split { $0 == "," || $0 == ";" }.map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
    return (Set(words.compactMap(field)), words.filter { field(named: $0) == nil })
  }

  private static func field(named name: String) -> ProfileField? {
    let wanted = Command.folded(name.trimmingCharacters(in: .whitespaces))
    return fields.first { field in
      wanted == field.rawValue
        || Language.allCases.contains { Command.folded(ProfileWords(Catalog($0)).name(field)) == wanted }
    }
  }

  private static func isShown(_ name: String) -> Bool {
    let wanted = Command.folded(name.trimmingCharacters(in: .whitespaces))
    return Language.allCases.contains { Command.folded(Catalog($0)("Shown to members")) == wanted }
  }
}
