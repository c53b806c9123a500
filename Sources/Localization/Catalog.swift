/// The messages of the program in one language, read from a gettext catalogue inside the binary or beside it: no installed locale is
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
  private let plural: PluralRule

  public init(_ language: Language) {
    let file = language.catalogue
    self.init(language, messages: file?.messages ?? [:], plural: file?.plural ?? .english)
  }

  init(_ language: Language, messages: [String: [String]], plural: PluralRule) {
    (self.language, self.messages, self.plural) = (language, messages, plural)
  }

  public func callAsFunction(_ message: String, _ arguments: any CustomStringConvertible...) -> String {
    Self.fill(messages[message]?.first ?? message, arguments)
  }

  /// The form for `count`, which is also `%1`; `arguments` are `%2` and on.
  public func callAsFunction(
    _ count: Int, _ one: String, _ many: String, _ arguments: any CustomStringConvertible...
  ) -> String {
    guard let forms = messages[one], !forms.isEmpty else {
      return Self.fill(PluralRule.english.form(for: count) == 0 ? one : many, [count] + arguments)
    }
    return Self.fill(forms[min(plural.form(for: count), forms.count - 1)], [count] + arguments)
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
