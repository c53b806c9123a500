public import ClientCore
import JSON
public import Localization

/// How a person chose the interface to be while it ran: it is kept until another choice, or until the settings name another.
public struct Choices: Sendable, Equatable {
  public var theme: String?
  public var keymap: String?
  public var language: Language?

  private static let note = "choices"

  public init(_ cache: CacheReader) throws(CacheError) {
    let kept = try cache.note(Self.note)
    theme = kept?["theme"]?.string.flatMap { Theme.named($0)?.name }
    keymap = kept?["keymap"]?.string.flatMap { Keymap.builtIn.contains($0) ? $0 : nil }
    language = kept?["language"]?.string.flatMap(Language.init)
  }

  private var json: JSONValue {
    let chosen = ["theme": theme, "keymap": keymap, "language": language?.rawValue]
    return .object(chosen.compactMapValues { $0.map { .string($0) } })
  }

  /// Keeps one more choice beside those that are kept.
  static func keeping(_ cache: CacheReader, _ choose: (inout Choices) -> Void) throws(CacheError) -> Effect {
    var choices = try Choices(cache)
    choose(&choices)
    return .saveNote(name: note, choices.json)
  }
}
