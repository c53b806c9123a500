public import Text

/// Part of a long list, and where it lies in it, so that a scroll bar can be drawn.
public struct Page<Row: Sendable>: Sendable {
  /// How long the whole list is.
  public let total: Int
  /// Where `rows` begin in it.
  public let offset: Int
  public let rows: [Row]

  public init(total: Int, offset: Int, rows: [Row]) {
    (self.total, self.offset, self.rows) = (total, offset, rows)
  }

  public var isEmpty: Bool { rows.isEmpty }
  public var end: Int { offset + rows.count }
}

/// Which part of a list to read.
public enum Anchor: Sendable, Hashable {
  case start
  case end
  /// So many rows from the start.
  case index(Int)
  /// With this object about in the middle; at the start when it is not in the list.
  case around(ObjectID)
  /// What follows this object: exact however long the list is. At the start when it is not in the list.
  case after(ObjectID)

  /// The first row of a window of `limit` rows.
  func offset(limit: Int, total: Int, indexOf: (ObjectID) throws -> Int?) rethrows -> Int {
    let wanted =
      switch self {
      case .start: 0
      case .end: total - limit
      case .index(let index): index
      case .around(let id): (try indexOf(id) ?? 0) - limit / 2
      case .after(let id): (try indexOf(id) ?? -1) + 1
      }
    return max(0, min(wanted, total - limit))
  }
}

/// Whether an object shows something that no server has taken yet.
public enum Mark: Int, Sendable {
  case none
  /// Something waits in the outbox.
  case pending
  /// A server refused something; the outbox knows what and why.
  case failed
  /// A member brought it in a bundle, and the server has not confirmed it.
  case carried
}

/// Who wrote something.
public struct Author: Sendable, Hashable {
  /// nil for an author who is no member.
  public let principal: ObjectID?
  public let name: UntrustedText
  /// The server vouches for it; false for imported messages, which anybody may have signed so.
  public let isVerified: Bool
  public let isViewer: Bool
  public let isRemoved: Bool
}
