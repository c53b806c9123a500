import Localization

/// What a command takes from the network when it is run. What is looked at is here already: most take nothing.
enum CommandCost: Hashable, Sendable {
  case nothing
  /// A change of an object that is there: one request.
  case change
  /// What was written, and as much as a change.
  case text
  /// Files and the past: how much is said before it is fetched or sent.
  case told
  /// What is new; that there is nothing costs this.
  case news
  case digest

  /// Bytes up and down on an open connection, as `ter1 sync --json` counted them with ter1-server: 620 to 880 for a mark, a reaction or an
  /// answer with what it brings back, 257 for nothing new, before TLS.
  private static let (changeBytes, newsBytes, digestBytes) = (700, 250, 4_000)

  /// A few cells; empty for nothing.
  func words(_ tr: Catalog) -> String {
    switch self {
    case .nothing: ""
    case .change: tr("≈%1", ByteCount.text(Self.changeBytes, tr))
    case .text: tr("text+%1", ByteCount.text(Self.changeBytes, tr))
    case .told: tr("told first")
    case .news: tr("≥%1", ByteCount.text(Self.newsBytes, tr))
    case .digest: tr("≤%1", ByteCount.text(Self.digestBytes, tr))
    }
  }
}
