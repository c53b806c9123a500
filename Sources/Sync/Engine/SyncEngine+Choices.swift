import ClientCore

/// What another program of this machine chose for the link while this one runs: the cache is where they meet.
extension SyncEngine {
  /// Follows what was chosen since the last time, and tells of it. To be called when somebody else wrote to the cache.
  public func heedChoices() throws(SyncError) {
    let (choices, seen) = (try choices(), seenChoices)
    seenChoices = choices
    var chosen = standing
    if let policy = choices.policy, policy != seen.policy { chosen.policy = policy.value }
    if let budget = choices.budget, budget != seen.budget { chosen.budget = budget.value }
    guard chosen != standing else { return }
    change { $0 = chosen }
    tell(.chosenElsewhere(chosen))
  }

  /// What was chosen before is in the settings, and so in the login already.
  func recallChoices() throws(SyncError) { seenChoices = try choices() }

  private func choices() throws(SyncError) -> LinkChoices {
    let name = login.name
    return try cached { () throws(CacheError) in try cache.reader.linkChoices(login: name) }
  }
}
