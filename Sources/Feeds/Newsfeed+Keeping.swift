// What is kept of a feed (docs/protocol.md, section 24), by the server and by a client that reads a feed by itself.
extension Newsfeed {
  /// Of a feed that is read for the first time only what is recent; nobody wants its archive as news.
  public static let atFirst = 10
  /// A feed that finds new names for its articles with each visit must not fill the disk.
  public static let atOnce = 50
  /// Articles that are kept of a feed.
  public static let mostKept = 100
  /// For how long, in seconds.
  public static let keptFor = 60 * 86_400.0

  /// The articles that a visit takes, the latest first: on later visits none of the archive that the first one left.
  /// - Parameters:
  ///   - isFirst: whether nothing of the feed is here.
  ///   - isKnown: whether the article was taken before.
  public func taken(isFirst: Bool, isKnown: (Article) throws -> Bool) rethrows -> [Article] {
    let latest = articles.enumerated().sorted {
      ($0.element.published ?? .infinity, $1.offset) > ($1.element.published ?? .infinity, $0.offset)
    }.prefix(Self.atOnce).map(\.element)
    guard !isFirst else { return Array(latest.prefix(Self.atFirst)) }
    let known = try latest.indices.filter { try isKnown(latest[$0]) }
    // Where fewer are known the first visit left nothing.
    guard let last = known.last, known.count >= Self.atFirst else { return latest }
    return Array(latest[...last])
  }
}
