internal import CTranslations

/// The languages the program speaks. English is the language of the messages in the source; the others are catalogues.
public enum Language: String, Sendable, CaseIterable {
  case french = "fr"
  case english = "en"

  /// The language for a person: the setting when there is one, else the locale's (`LC_ALL`, `LC_MESSAGES`, `LANG`, in that order
  /// the first that is not empty), else French: the network is French first.
  public static func preferred(setting: String?, environment: [String: String]) -> Language {
    if let setting, let language = Language(rawValue: setting) { return language }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let locale else { return .french }
    return allCases.first { locale.hasPrefix($0.rawValue) } ?? .english
  }
}

/// The messages of the program in one language, read from a gettext catalogue inside the binary: no installed locale is
/// needed. Call it as a function, by the name `tr`:
///
///     tr("Reply to %1", name)
///     tr(count, "%1 topic", "%1 topics")
///
/// `%1`…`%9` stand for the arguments. The message is its own key, in English; a message without translation is shown in English,
/// and `make lint` refuses the catalogue that lacks one.
public struct Catalog: Sendable {
  public let language: Language
  private let messages: [String: [String]]

  public init(_ language: Language) {
    self.language = language
    switch language {
    case .english: messages = [:]
    case .french: messages = Self.french
    }
  }

  init(_ language: Language, messages: [String: [String]]) {
    (self.language, self.messages) = (language, messages)
  }

  private static let french = POFile(
    UnsafeBufferPointer(start: ter1_french_catalogue, count: ter1_french_catalogue_size)
  ).messages

  public func callAsFunction(_ message: String, _ arguments: any CustomStringConvertible...) -> String {
    Self.fill(messages[message]?.first ?? message, arguments)
  }

  /// The form for `count`, which is also `%1`; `arguments` are `%2` and on.
  public func callAsFunction(
    _ count: Int, _ one: String, _ many: String, _ arguments: any CustomStringConvertible...
  ) -> String {
    let isMany = language == .french ? count > 1 : count != 1
    let forms = messages[one] ?? [one, many]
    return Self.fill(isMany ? forms.last ?? many : forms.first ?? one, [count] + arguments)
  }

  private static func fill(_ message: String, _ arguments: [any CustomStringConvertible]) -> String {
    var result = ""
    var rest = message[...]
    while let percent = rest.firstIndex(of: "%") {
      result += rest[..<percent]
      rest = rest[percent...].dropFirst()
      guard let digit = rest.first?.wholeNumberValue, arguments.indices.contains(digit - 1) else {
        result += "%"
        continue
      }
      result += arguments[digit - 1].description
      rest = rest.dropFirst()
    }
    return result + rest
  }
}

/// Marks an English message for the catalogue where it is written down, when `tr` is called on it elsewhere: the summary in a
/// command's table, say. `make lint` then asks for its translation.
public func msgid(_ message: String) -> String { message }
