internal import JSON

/// What a person chose for a login's link while other programs of this machine may be running: they read it here.
public struct LinkChoices: Sendable, Equatable {
  /// With the time of the choice, in seconds since 1970: the same may be chosen again.
  public struct Choice<Value: Sendable & Equatable>: Sendable, Equatable {
    public let value: Value
    public let at: Double
  }

  public var policy: Choice<LinkPolicy>?
  /// Bytes a day; nil as a value: no limit.
  public var budget: Choice<Int?>?

  public init() {}
}

extension Cache {
  /// - Parameter now: seconds since 1970.
  public func note(chosen policy: LinkPolicy, login: String, now: Double) throws(CacheError) {
    try setNote(LoginNote.chosenPolicy.name(login), [.string(policy.rawValue), .double(now)])
  }

  /// - Parameters:
  ///   - budget: bytes a day; nil: no limit.
  ///   - now: seconds since 1970.
  public func note(chosenBudget budget: Int?, login: String, now: Double) throws(CacheError) {
    try setNote(LoginNote.chosenBudget.name(login), [budget.map { .int(Int64($0)) } ?? .null, .double(now)])
  }
}

extension CacheReader {
  public func linkChoices(login: String) throws(CacheError) -> LinkChoices {
    var choices = LinkChoices()
    if let note = try note(LoginNote.chosenPolicy.name(login)), let at = note[1]?.double {
      choices.policy = note[0]?.string.flatMap(LinkPolicy.init(rawValue:)).map { .init(value: $0, at: at) }
    }
    if let note = try note(LoginNote.chosenBudget.name(login)), let at = note[1]?.double {
      choices.budget = .init(value: note[0]?.int.map { Int($0) }, at: at)
    }
    return choices
  }
}
