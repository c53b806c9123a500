/// How much goes over a login's link without being asked for.
public enum LinkPolicy: String, Sendable, Hashable, CaseIterable {
  /// Everything, as soon as it is there.
  case full
  /// What is new, text first, now and then; nothing is fetched ahead.
  case economy
  /// Nothing but what a person asks for by a key: to sync, to open, to send.
  case manual

  /// The one that the same key goes on to.
  public var next: LinkPolicy {
    switch self {
    case .full: .economy
    case .economy: .manual
    case .manual: .full
    }
  }
}
