public import Localization

/// Where the interface begins.
public enum Beginning: String, Sendable, CaseIterable {
  /// On the home pane after some hours, else where one was.
  case automatic = "auto"
  case home
  case lastPlace = "last"
}

/// How a person wants the interface to be.
public struct InterfaceSettings: Sendable {
  public var language = Language.french
  public var keymap = "default"
  /// Path and text of the person's own keymap file.
  public var ownKeymap: (path: String, text: String)?
  /// Why that file is not there although it is.
  public var ownKeymapProblem: KeymapProblem?
  public var theme = "default"
  /// Whether texts are written in $EDITOR rather than in the built-in editor.
  public var composesExternally = false
  /// What spelling is checked in, while one writes: a language or hunspell's dictionaries; nil: only when it is asked for.
  public var spelling: String?
  /// Whether the program that checks spelling is installed.
  public var canSpell = false
  /// Of which news one is told while looking elsewhere.
  public var newsOccasion = NewsOccasion.never
  /// Whether nothing is to ring at a time (seconds since 1970).
  public var isQuiet: @Sendable (Double) -> Bool = { _ in false }
  /// Whether one is told with the place and the text.
  public var newsTellsText = false
  /// Whether the terminal takes more than ASCII.
  public var hasBlocks = true
  /// Whether colours may be used.
  public var hasColours = true
  /// Whether lines are told instead of screens.
  public var isLinear = false
  /// Whether every message of a topic is shown whole, until somebody chooses otherwise.
  public var showsWholeTopics = false
  /// Whether what the cursor of a list is on is shown beside it, where there is room.
  public var previews = false
  /// Seconds for which what is sent can be taken back; 0: it leaves at once.
  public var holdSeconds = 0.0
  /// The login names, in the order of the settings.
  public var logins: [String] = []
  public var beginning = Beginning.automatic
  /// The pane to begin with, when no last place is known.
  public var firstPane: String?
  /// Where files are put that are fetched.
  public var downloadFolder = "."
  /// Whether a passphrase protects what is kept: without one there is nothing to unlock with.
  public var canLock = false
  /// Seconds without a key after which the interface locks; nil: never by itself.
  public var lockAfter: Double?
  /// Whether `panic` destroys (by the person's own setting); else it only locks.
  public var panicDestroys = false
  public init() {}
}
