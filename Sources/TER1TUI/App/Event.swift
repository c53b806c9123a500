public import ClientCore
public import Text

/// What may happen to the interface.
public enum Event: Sendable {
  case terminal(TerminalEvent)
  case cacheChanged(ChangeSet)
  /// One of the panes that are not shown is to hear what changed.
  case hear
  /// The state of a login's connection.
  case link(login: String, LinkState)
  /// How a login's link is used, and how good it is.
  case standing(login: String, LinkStanding)
  case notice(Notice)
  /// The answer to a `.read` effect.
  case answered(pane: String, tag: String, value: any Sendable)
  case failed(CacheError)
  /// What a file that is to be sent may say of who made it; nil: nothing, or it will be taken out.
  case lookedInto(FileCheck, warning: SafeText?)
  /// The text as the external editor left it; nil when it could not be run.
  case editedExternally(String?)
  /// A file cannot be opened for the person from here: where it lies.
  case lies(path: UntrustedText, machine: SafeText)
  /// How much of a file the server has, in bytes, by its upload in the outbox.
  case uploading(entry: Int64, sent: Int)
  /// A link that could neither be opened nor copied.
  case notOpened(UntrustedText)
  /// The person's own keymap as it is now, path and text (nil: there is none), or why it could not be read.
  case keymapRead((path: String, text: String)?, KeymapProblem?)
  /// What is to be seen of a file.
  case viewed(ViewedFile)
  /// What came of words that were looked up.
  case spelled(SpellAnswer)
  /// What came of a passphrase that was typed to unlock.
  case unlocking(UnlockAnswer)
  /// What came of a `takeBack`: how many of its parts could not be taken back any more.
  case takenBack(TakeBack, lost: Int)
  /// A link by which one person becomes a member, once, within so many days.
  case invited(link: UntrustedText, days: Int)
  /// A line of a script.
  case command(CommandLine)
  /// A line typed where nothing is drawn.
  case line(String)
  /// The moment asked for by `nextDeadline` has come.
  case deadline
}

extension Event {
  /// Whether it comes from the keys.
  var isTyped: Bool {
    switch self {
    case .terminal, .line: true
    default: false
    }
  }
}

/// What is known of the connection to a server, as the status line says it.
public enum LinkState: Hashable, Sendable {
  /// nil: no connection was tried yet.
  case offline(LinkFault?)
  case connecting
  /// Fetching; how many objects are still expected, when it is known.
  case catchingUp(Int?)
  /// Up to date, and told of what changes.
  case live
  /// Up to date, and asking now and then.
  case polling
  /// Nothing is sent before the person asks for something.
  case resting
  /// Up to date, and something is wrong all the same: the clock.
  case remarked(LinkFault)
  case needsLogin
  /// Cannot go on before somebody does something.
  case stopped(LinkFault)

  var fault: LinkFault? {
    switch self {
    case .offline(let fault): fault
    case .stopped(let fault), .remarked(let fault): fault
    default: nil
    }
  }

  /// Whether everything is here that the server has.
  var isUpToDate: Bool {
    switch self {
    case .live, .polling, .remarked: true
    default: false
    }
  }
}

/// What is wrong with a connection, in words of several lengths.
public struct LinkFault: Hashable, Sendable {
  /// For a narrow status line; also what tells one fault from another.
  public let short: SafeText
  /// For a status line with room.
  public let long: SafeText
  /// What happened, what is safe and what to do: for the journal.
  public let sentences: SafeText

  public init(short: SafeText, long: SafeText, sentences: SafeText) {
    (self.short, self.long, self.sentences) = (short, long, sentences)
  }
}
