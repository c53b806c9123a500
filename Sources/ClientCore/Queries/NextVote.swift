public import JSON

/// Which votes that close soon the member has been shown.
public struct VotesSeen: Sendable, Equatable {
  /// By name of the note.
  public static let note = "votes.seen"
  fileprivate var keys: Set<String>

  public init(_ json: JSONValue?) { keys = Set((json?.array ?? []).compactMap(\.string)) }
  fileprivate static func name(_ key: ObjectKey) -> String { "\(key.account.rawValue) \(key.id.rawValue)" }
  public var json: JSONValue { .array(keys.sorted().map { .string($0) }) }
}

extension CacheReader {
  /// The next vote that closes soon, waits for the member's ballot, and has not been shown. What waits no more is forgotten.
  /// - Parameter now: seconds since 1970.
  public func nextVote(after seen: VotesSeen, now: Double) throws(CacheError) -> (place: UnreadPlace?, seen: VotesSeen)
  {
    let rows = try votesThatClose(now: now, within: ProposalRow.soon)
    var seen = seen
    seen.keys.formIntersection(rows.map { VotesSeen.name($0.key) })
    guard let next = rows.first(where: { !seen.keys.contains(VotesSeen.name($0.key)) }) else { return (nil, seen) }
    seen.keys.insert(VotesSeen.name(next.key))
    return (UnreadPlace(next), seen)
  }
}
