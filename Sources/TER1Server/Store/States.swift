import GRDB

extension Database {
  /// Where each type stands for one member, in the order of `Types.all`: one question for all, since nearly every request asks it.
  /// - Returns: nil when nobody has this id.
  func states(for principalID: String) throws -> [State]? {
    let rows = try Row.fetchAll(cachedStatement(sql: Self.statesQuery), arguments: [principalID])
    guard rows.count == Types.all.count else { return nil }
    return try rows.map { row in
      guard let epoch = row["epoch"] as String? else {
        throw CooperativeError.storage("the cooperative's epochs are missing")
      }
      return State(epoch: epoch, rights: row["rightsEpoch"], modseq: row["modseq"])
    }
  }

  /// As `Access.owner`: who moderates nothing is not told that something changed.
  private static let moderators = """
    CASE WHEN (SELECT isAdmin FROM member WHERE principalId = ?1)
      OR EXISTS (SELECT 1 FROM rightsGrant WHERE rights & 9 = 9 AND (holder IN ('everyone', ?1)
        OR holder IN (SELECT 'group:' || groupName FROM membership WHERE principalId = ?1)))
    THEN '' ELSE '-' END
    """

  private static let statesQuery: String = {
    let newest = Types.all.enumerated().map { place, type in
      let owner = type.isPrivate ? "?1" : type.needs.contains(.moderate) ? moderators : "''"
      return """
        SELECT \(place) AS place,
          (SELECT coalesce(max(modseq), 0) FROM object WHERE type = '\(type.name)' AND owner = \(owner)) AS modseq
        """
    }
    return """
      SELECT modseq, rightsEpoch, \(Epochs.query("max(modseq, 1)")) AS epoch
      FROM (\(newest.joined(separator: " UNION ALL "))), member WHERE principalId = ?1 ORDER BY place
      """
  }()
}
