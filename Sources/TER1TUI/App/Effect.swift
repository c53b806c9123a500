public import ClientCore
public import JSON
import Localization
public import Text

/// Something to be done outside the interface's own state. The runtime does it; what comes of it returns as an event.
public enum Effect: Sendable {
  // Kept by the interface itself, never seen by the runtime.
  case notice(Notice)
  /// Shows a pane; at an object when one is given.
  case show(pane: String, at: ObjectKey?)
  case run(CommandLine)
  case ask(Question)
  case prompt(Input)
  case compose(Composition)
  /// Goes on with a draft.
  case write(Draft)
  /// Shows a file once it is here. Kept by the interface.
  case view(FileToView)

  // The cache and the network.
  case enqueue([Mutation])
  case takeBack(TakeBack)
  case retry(entry: Int64)
  case drop(entry: Int64)
  /// Sends nothing any more of an account that was of use until now only: seconds since 1970, by the best clock.
  case expire(account: AccountID, now: Double)
  /// Stops a file on its way to the server before its next part; `retry` goes on there.
  case pauseUpload(entry: Int64)
  case replace(entry: Int64, with: Mutation)
  /// Copies files into the spool and puts their uploads, then what `then` makes of the uploads' local ids, into the outbox.
  case upload([Sending], account: AccountID, then: @Sendable (_ files: [UploadedFile]) -> [Mutation])
  /// Looks whether a file says who made it and cannot be cleaned of that; the answer comes as `lookedInto`.
  case lookInto(FileCheck)
  /// nil: all accounts.
  case syncNow(AccountID?)
  /// Makes a bundle and writes it.
  case exportBundle(BundleOrder)
  /// Takes the bundles in these files, or in all files of these folders.
  case importBundles([String])
  /// Knows nothing of a bundle any more; what was to be handed in is not.
  case forgetBundle(KeptBundle)
  /// Reads the feeds that this client reads by itself.
  case readFeeds
  /// What goes over a login's link unasked, from now on and after a restart.
  case follow(login: String, LinkPolicy)
  /// Fetches what is new since a time (seconds since 1970), in few lines; nil: of all accounts.
  case invite(login: String, note: String, days: Int)
  case digest(since: Double, AccountID?, isFromCache: Bool = false)
  /// Lets the day's budget be exceeded until the day ends.
  case liftBudget(login: String)
  /// Asks the server for what was opened, scrolled to or searched for and is not here. What comes changes the cache.
  case fetch([HistoryRequest])
  case download(Download)
  /// Stops it; what has come stays, and `download` goes on from there.
  case pauseDownload(id: String)
  /// Stops it for good, and removes what has come.
  case giveUpDownload(id: String)
  case saveDraft(Draft)
  case deleteDraft(id: String)
  case saveNote(name: String, JSONValue)
  /// The member has been shown another place or hour of an event.
  case seenChange(ObjectKey)
  /// A read that may take long, away from the keys; its answer comes back to the pane's `received`. One whose tag begins alike, up to a colon,
  /// takes its place while it has not begun.
  case read(pane: String, tag: String, @Sendable (CacheReader) throws(CacheError) -> any Sendable)

  // The terminal and the machine.
  case copy(String)
  /// Tells a person who looks elsewhere of news, as the settings say.
  case notify(SafeText)
  /// Asks whether a link shall be opened, its real address shown. Kept by the interface.
  case open(link: UntrustedText)
  /// Opens a link with the program of the desktop; over SSH it is copied instead, and the person is told.
  case openOutside(link: UntrustedText)
  /// Opens a file with the program of the desktop; over SSH, or without a desktop, the person is told where it lies.
  case openFile(path: String)
  /// Looks into a file that is here; what is to be seen of it comes as `viewed`.
  case look(FileToView)
  case editExternally(text: String)
  /// Looks words up in a dictionary; the answer comes as `spelled`.
  case spell(SpellQuestion)
  case writeFile(path: String, text: String)
  /// Tries a passphrase; the answer comes as `unlocking`.
  case unlock(passphrase: String)
  /// Destroys the key and all that is kept, then ends the program.
  case destroyAll
  /// Reads the person's own keymap again; it comes as `keymapRead`.
  case rereadKeymap
  /// Another program takes the terminal; the interface ends, and begins anew afterwards.
  case errand(Errand)
  case suspend
  case redraw
  case quit
}

/// A file of this machine that is to be sent, and what is asked and done when that is known.
public struct FileCheck: Sendable {
  public let path: String
  /// What sending it costs; nil: nothing that would be asked about.
  let cost: SafeText?
  /// Sends it.
  let line: CommandLine
}

/// A file of this machine, and the id that its upload is to have.
public struct Sending: Sendable, Hashable {
  public let path: String
  public let clientID: String
  public init(path: String, clientID: String) { (self.path, self.clientID) = (path, clientID) }

  /// What stands for it before it was looked at: the same ids, whatever the file is called in the end.
  public var placeholder: UploadedFile {
    UploadedFile(blobID: ObjectID(clientID: clientID), name: "", type: "", size: 0, sha256: "")
  }
}

/// A file that was copied into the spool.
public struct UploadedFile: Sendable, Hashable {
  /// What stands for the blob until it is uploaded.
  public let blobID: ObjectID
  public let name: String
  public let type: String
  public let size: Int
  public let sha256: String
  public init(blobID: ObjectID, name: String, type: String, size: Int, sha256: String) {
    (self.blobID, self.name, self.type) = (blobID, name, type)
    (self.size, self.sha256) = (size, sha256)
  }
}

/// A question that is answered with one key.
public struct Question: Sendable {
  public struct Choice: Sendable {
    let key: Character
    let label: String
    /// Run when it is chosen; nil: nothing happens.
    let line: CommandLine?
    public init(key: Character, label: String, line: CommandLine?) {
      (self.key, self.label, self.line) = (key, label, line)
    }

    /// The answer by which something is done, by the letter that "yes" begins with in the reader's language.
    /// - Parameter label: what is done; nil: "yes" says it.
    static func yes(_ tr: Catalog, as label: String? = nil, _ line: CommandLine) -> Choice {
      Choice(key: tr("y").first ?? "y", label: label ?? tr("yes"), line: line)
    }

    static func no(_ tr: Catalog) -> Choice { Choice(key: "n", label: tr("no"), line: nil) }
  }

  let text: SafeText
  let choices: [Choice]
  /// What it is about, over everything but the choices; nil: its text says it.
  var card: LinkSheet?
  public init(_ text: SafeText, _ choices: [Choice]) { (self.text, self.choices) = (text, choices) }
}

/// A line to be typed at the foot of the screen.
public struct Input: Sendable {
  let label: String
  var text: String
  /// What one has to see to answer, above it.
  let note: SafeText
  /// The command that receives what was typed as its last argument.
  let line: CommandLine
  /// Whether the command runs after every key, to filter as one types; Esc then runs it with the text it began with.
  let isLive: Bool
  /// What Tab offers.
  let completions: [String]
  /// Whether Tab offers the files of this machine.
  let completesPaths: Bool
  /// Whether what is typed first takes the place of the text.
  let isSelected: Bool

  public init(
    label: String, text: String = "", note: SafeText = "", line: CommandLine, isLive: Bool = false,
    completions: [String] = [],
    completesPaths: Bool = false, isSelected: Bool = false
  ) {
    (self.label, self.text, self.note, self.line) = (label, text, note, line)
    self.isSelected = isSelected
    (self.isLive, self.completions, self.completesPaths) = (isLive, completions, completesPaths)
  }
}

/// A text to be written: where it comes from, what it answers, and which pane takes it when it is ready.
public struct Composition: Sendable {
  public enum Layout: Sendable {
    /// The whole pane, for letters.
    case page
    /// A few lines at the foot, for chat; Enter sends, and the field stays for the next.
    case line
  }

  /// The pane whose `composed` receives the text.
  let pane: String
  /// What the pane needs to know again when it receives the text, also after a restart.
  let tag: [String: String]
  /// Where it goes: drafts are found again by it.
  let target: ObjectKey
  var title: SafeText
  /// nil: there is no subject field.
  var subject: String?
  var body: String
  /// Paths of the files that go with it.
  var files: [String]
  /// From when on it is of no use, in seconds since 1970; nil: it always is.
  var expiresAt: Double?
  /// nil: it is no form.
  let form: FormLines?
  let layout: Layout
  /// A draft of the same composition is the same draft, also after its target got the server's id.
  public let draftID: String

  public init(
    pane: String, tag: [String: String] = [:], target: ObjectKey, title: SafeText, subject: String? = nil,
    body: String = "", files: [String] = [], expiresAt: Double? = nil, form: FormLines? = nil, layout: Layout = .page,
    draftID: String? = nil
  ) {
    (self.pane, self.tag, self.target, self.title) = (pane, tag, target, title)
    (self.subject, self.body, self.files, self.layout) = (subject, body, files, layout)
    self.form = form
    self.expiresAt = expiresAt
    self.draftID = draftID ?? Self.draftID(pane, tag, target)
  }

  private static func draftID(_ pane: String, _ tag: [String: String], _ target: ObjectKey) -> String {
    let tags = tag.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    return "\(pane)/\(target.account.rawValue)/\(target.type)/\(target.id)?\(tags)"
  }
}

/// A bundle that is to be made.
public struct BundleOrder: Sendable, Hashable {
  public let account: AccountID
  /// For whom; empty: for the server, with what waits in the outbox.
  public let members: [ObjectID]
  /// Of what others wrote only what is no older, in seconds since 1970; nil: everything.
  public let since: Double?
  public let path: String
}
