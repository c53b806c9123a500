internal import Foundation
public import Localization

/// What a person may set in `config.toml`. Every value has a default: a file that is missing, or partly wrong, is no reason not to
/// start.
public struct Preferences: Sendable, Hashable {
  public static let themes = ["default", "dark", "light", "sun", "colour-blind", "mono"]
  public static let beginnings = ["auto", "home", "last"]
  public static let keymaps = ["default", "vim", "emacs"]

  /// nil: what was chosen last in the interface, else by the locale.
  public var language: Language?
  /// nil: what was chosen last in the interface.
  public var theme: String?
  /// The same.
  public var keymap: String?
  /// The command that composes, with its arguments; nil: `$VISUAL`, `$EDITOR`, or the built-in editor.
  public var editor: [String]?
  /// The command that opens files and links on a desktop, with its arguments; nil: `xdg-open`.
  public var opener: [String]?
  /// What texts are checked in while they are written: a language (`fr`, `en`) or hunspell's dictionaries (`fr_FR,en_GB`); nil: only
  /// when it is asked for.
  public var spelling: String?
  /// A name of the IANA database; nil: the system's zone.
  public var timeZone: String?
  /// Where the interface begins: `beginnings`.
  public var beginning = "auto"
  /// Whether every message of a topic is shown whole, until the interface is told otherwise.
  public var showsWholeTopics = false
  /// Minutes without a key after which the interface locks; nil: never by itself.
  public var lockAfter: Int?
  /// Seconds for which what is sent, or deleted for good, can be taken back before it leaves.
  public var holdSeconds = 5
  /// Whether panic destroys what is kept here; else it only locks.
  public var panic = false
  /// Whether files are sent with what they say of who made them, where and when.
  public var keepsMetadata = false
  public var notify = NotifyPreferences()

  public init() {}
}

extension Preferences {
  /// Reads `config.toml`, and learns the languages that lie beside it.
  /// - Returns: the preferences, and what in the file could not be used. A missing file has no problem.
  public static func read(_ folders: Folders) -> (preferences: Preferences, problems: [SettingsProblem]) {
    let file = folders.preferencesFile
    // Before the setting that may name one of them.
    let ofLanguages = LanguageFiles.learn(folders)
    do throws(SettingsError) {
      guard let text = try PrivateFile.read(file, isSecret: false) else { return (Preferences(), ofLanguages) }
      let (preferences, problems) = parse(text, file: file)
      return (preferences, problems + ofLanguages)
    } catch {
      return (Preferences(), [SettingsProblem(file: file, line: nil, kind: .syntax("\(error)"))] + ofLanguages)
    }
  }

  static func parse(_ text: String, file: String) -> (Preferences, [SettingsProblem]) {
    let (table, problem) = SettingsTable.parse(text, file: file)
    guard var table else { return (Preferences(), problem.map { [$0] } ?? []) }
    var preferences = Preferences()
    preferences.language = table.string("language", oneOf: Language.known.map(\.rawValue)).flatMap(Language.init)
    preferences.theme = table.string("theme", oneOf: themes)
    preferences.keymap = table.string("keymap", oneOf: keymaps)
    preferences.editor = table.arguments("editor")
    preferences.opener = table.arguments("opener")
    preferences.spelling = dictionaries(&table)
    preferences.timeZone = zone(&table)
    preferences.beginning = table.string("begin", oneOf: beginnings) ?? preferences.beginning
    preferences.showsWholeTopics = table.string("topics", oneOf: ["headings", "whole"]) == "whole"
    preferences.lockAfter = table.int("lock_after", in: 1...1_440)
    preferences.holdSeconds = table.int("hold_sending", in: 0...300) ?? preferences.holdSeconds
    preferences.panic = table.bool("panic") ?? false
    preferences.keepsMetadata = table.string("metadata", oneOf: ["remove", "keep"]) == "keep"
    preferences.notify = NotifyPreferences(&table)
    return (preferences, table.allProblems())
  }

  /// A word for hunspell's argument list.
  private static func dictionaries(_ table: inout SettingsTable) -> String? {
    guard let name = table.string("spelling") else { return nil }
    let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-,".contains($0)) }
    guard isName, let first = name.first, first.isLetter else {
      table.note("spelling", "\"fr\" | \"en\" | \"fr_FR,en_GB\"")
      return nil
    }
    return name
  }

  private static func zone(_ table: inout SettingsTable) -> String? {
    guard let name = table.string("timezone") else { return nil }
    guard TimeZone(identifier: name) != nil else {
      table.note("timezone", "\"Europe/Paris\"")
      return nil
    }
    return name
  }
}
