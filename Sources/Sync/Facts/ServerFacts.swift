public import ClientCore
public import Wire

/// What a server offers a member and what the way to it is like, as its own answers show it. Nothing is written, here or there.
public struct ServerFacts: Sendable {
  /// How news come.
  public enum News: Sendable, Hashable {
    case push
    /// The server has no stream of events; the status that it answered instead.
    case polling(status: Int)
  }

  public let session: Session
  public let accounts: [AccountOffer]
  public let news: News
  /// Of `gzip`, `br` and `zstd`, those that it takes in a request, and those that it answers in.
  public let takes: [String]
  public let answersIn: [String]
  /// Seconds from the end of a request to the beginning of its answer: the least and the most, of `samples` requests.
  public let roundTrip: (least: Double, most: Double)?
  public let samples: Int
  /// How many seconds this machine's clock is ahead of the server's; nil: the server tells no time.
  public let clockAhead: Double?
  public let limits: CoreLimits
}

/// What one account of a server offers.
public struct AccountOffer: Sendable, Hashable {
  public enum Forums: String, Sendable {
    /// Boards and topics of docs/protocol.md.
    case own
    /// A shared account's mailboxes.
    case mail
  }

  /// The levels of docs/protocol.md, section 1.
  public enum Level: String, Sendable {
    case l0 = "L0"
    case l1 = "L1"
    case l2 = "L2"
  }

  public let account: AccountDescription
  /// nil: none.
  public let forums: Forums?
  public let hasChat: Bool
  /// docs/protocol.md, section 16: A, B or C; nil: no calendars.
  public let calendars: String?
  public let hasFiles: Bool
  public let hasPeople: Bool
  /// Whether a long upload goes on where it was cut.
  public let resumesUploads: Bool
  /// Whether one small request tells that nothing is new.
  public let hasStatePoll: Bool

  public var level: Level? {
    switch forums {
    case .own: .l2
    case .mail: calendars == nil ? .l0 : .l1
    case nil: nil
    }
  }
}
