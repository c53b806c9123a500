public import ClientCore
public import Wire

/// What an engine tells, in order.
public enum SyncEvent: Sendable {
  case changed(ChangeSet)
  case status(SyncStatus)
  case notice(SyncNotice)
}

/// Something that happened and that nobody waits for, but somebody may want to know.
public enum SyncNotice: Sendable, Hashable {
  /// The server refused what a person wanted; it waits in the outbox.
  case refused(OutboxEntry)
  /// Somebody else's change came before the member's: his text waits in the outbox.
  case superseded(OutboxEntry)
  /// The server was put back from a backup; what it lost of the member's own is sent again.
  case restored(account: AccountID)
  /// A type that the server offers, and then fails to give; the others go on.
  case typeFailed(account: AccountID, type: TypeName, MethodError)
  /// Everything of this type was compared, because the server could not say what changed.
  case reconciled(account: AccountID, type: TypeName)
  /// What is here and what the server has were not the same, without a word from it: they are compared.
  case differed(account: AccountID)
  /// One object is too large for this link, however often it is tried: the others go on without it.
  case passedOver(account: AccountID, type: TypeName, ObjectID)
  /// A bundle that the member carried was not taken: the server's name for the reason, or “bundle.kept” (docs/protocol.md, section 29).
  case bundle(String)
  case download(DownloadProgress)
  /// How many bytes of a file the server has: at most once a second.
  case upload(entry: Int64, sent: Int)
  /// The server cannot go on where a download was cut: it begins again.
  case beginsAgain(Download)
  /// The server has something else than what was sent: it is sent again.
  case arrivedDamaged(OutboxEntry)
  /// Less than a fifth of the day's budget is left.
  case budgetNearlySpent
  /// Nothing goes over the link unasked for the rest of the day, unless the person lifts the budget.
  case budgetSpent
  /// Another program of this machine chose how the link is used, and this one follows.
  case chosenElsewhere(LinkStanding)
  /// The clock of this machine is fast by so many seconds (slow, below 0) by the server's; nil: it is right again.
  case clock(off: Double?)
}

/// What a sync did.
public struct SyncReport: Sendable, Hashable {
  public var traffic = LinkTraffic()
  /// Requests that had to wait for one another.
  public var roundTrips = 0
  /// Objects received, new or changed.
  public var received = 0
  public var removed = 0
  /// Entries of the outbox that the server took.
  public var delivered = 0
  public var refused = 0
  /// Bundles of others that the server took; and why others were not taken, as in `SyncNotice.bundle`.
  public var handedIn = 0
  public var refusedBundles: [String] = []
  /// Entries whose fate is not known yet.
  public var postponed = 0
  /// What it took until a person had something to look at; nil where there was something already.
  public var firstScreen: FirstScreen?

  public struct FirstScreen: Sendable, Hashable {
    public let traffic: LinkTraffic
    public let seconds: Double
  }

  public init() {}
}
