internal import GRDB
public import Text

/// Something that waits, as the outbox shows it.
public struct OutboxRow: Sendable, Hashable {
  public let entry: OutboxEntry
  public let accountName: UntrustedText
  /// The object's own name, subject or first words.
  public let title: UntrustedText
  /// The name of where it stands: its board, room, topic, calendar, folder.
  public let place: UntrustedText?
  /// What has to be sent before it is not there yet.
  public let isWaitingForOther: Bool
}

public struct OutboxSummary: Sendable, Hashable {
  public let waiting: Int
  public let failed: Int
}
