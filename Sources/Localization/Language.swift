internal import CTranslations
internal import Synchronization

/// A language the program speaks. English is the language of the messages in the source and French is in the binary; any other is a
/// catalogue that was read with `learn`.
public struct Language: RawRepresentable, Hashable, Sendable, CaseIterable {
  /// As a catalogue's file is called: "fr", "pt_BR".
  public let rawValue: String

  public static let french = Language(code: "fr")
  public static let english = Language(code: "en")

  /// Those that need no file. They are complete: `make lint` sees to it.
  public static let allCases = [french, english]

  /// Those that this process speaks: first the two of its own, then what it learned.
  public static var known: [Language] {
    allCases + learned.withLock { $0.keys.sorted() }.map { Language(code: $0) }
  }

  /// nil for a language that is not known.
  public init?(rawValue: String) {
    let language = Language(code: rawValue)
    guard Self.known.contains(language) else { return nil }
    self = language
  }

  private init(code: String) { rawValue = code }

  /// The language for a person: the setting when there is one, else the locale's (`LC_ALL`, `LC_MESSAGES`, `LANG`, in that order
  /// the first that is not empty), else French: the network is French first.
  public static func preferred(setting: String?, environment: [String: String]) -> Language {
    if let setting, let language = Language(rawValue: setting) { return language }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    guard let locale else { return .french }
    return known.filter { $0.isSpoken(in: locale) }.max { $0.rawValue.count < $1.rawValue.count } ?? .english
  }

  /// "pt_BR" in "pt_BR.UTF-8"; "pt" too, but "fr" not in "frp_FR".
  private func isSpoken(in locale: String) -> Bool {
    locale.hasPrefix(rawValue) && locale.dropFirst(rawValue.count).first?.isLetter != true
  }
}

extension Language {
  /// What is wrong with a catalogue that was to be learned.
  public enum CatalogueProblem: Error, Hashable, Sendable {
    /// No code of a language, as "br" or "pt_BR".
    case badName(String)
    /// Part of the program: "fr", "en".
    case ownLanguage(String)
    /// Nothing in it is translated.
    case empty
    /// `Plural-Forms` is missing or cannot be understood; the language is spoken all the same, with English's rule.
    case noPluralRule
  }

  /// A catalogue, read when its language is first spoken.
  private struct Learned {
    let text: @Sendable () -> String
    var file: POFile?

    mutating func take() -> POFile {
      let file = file ?? POFile(text())
      self.file = file
      return file
    }
  }

  private static let learned = Mutex<[String: Learned]>([:])

  /// Speaks a language from now on, by a gettext catalogue. What the catalogue lacks is said in English.
  /// - Parameters:
  ///   - code: as the file is called, without `.po`.
  ///   - text: of the catalogue; asked for when the language is first spoken.
  public static func learn(_ code: String, catalogue text: @escaping @Sendable () -> String) throws(CatalogueProblem) {
    guard isCode(code) else { throw .badName(code) }
    guard !allCases.contains(Language(code: code)) else { throw .ownLanguage(code) }
    learned.withLock { $0[code] = Learned(text: text) }
  }

  /// Reads the language's catalogue and looks whether it can be used.
  public func checkCatalogue() throws(CatalogueProblem) {
    guard let file = catalogue, self != .french else { return }
    if file.messages.isEmpty { throw .empty }
    if file.plural == nil { throw .noPluralRule }
  }

  /// Two or three letters, then a country's two.
  private static func isCode(_ text: String) -> Bool { text.wholeMatch(of: /[a-z]{2,3}(_[A-Z]{2})?/) != nil }

  private static let frenchFile = POFile(
    UnsafeBufferPointer(start: ter1_french_catalogue, count: ter1_french_catalogue_size))

  /// nil: the messages are their own translation.
  var catalogue: POFile? {
    self == .french ? Self.frenchFile : Self.learned.withLock { $0[rawValue]?.take() }
  }
}
