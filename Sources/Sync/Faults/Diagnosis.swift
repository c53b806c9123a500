import Text

/// What a failure means, seen together with what else is known: was this server reached before, is the clock right, and what does
/// plain HTTP meet on the same way? It names; it never makes anything trusted.
struct Diagnosis {
  /// Whether a session of this server was read before, with its certificate: then a stranger in its place is a network's doing.
  let isKnownServer: Bool
  let host: String
  /// `ServerClock.off`.
  let clockOff: Double?
  /// nil: nobody looked.
  var seen: PlainLook?

  func name(_ error: SyncError) -> SyncError {
    switch error {
    case .untrusted(let failure): certificate(failure)
    case .notJMAP(.webPage) where isKnownServer: .portal(.init(.webPage, page: seen?.elsewhere))
    case .notJMAP(.redirect(let target)) where isKnownServer: redirected(to: target) ?? error
    case .offline(.proxy(.refused(status: 511))): .portal(.init(.demandsLogin))
    case .offline where seen?.elsewhere != nil: .portal(.init(.noPassage, page: seen?.elsewhere))
    default: error
    }
  }

  /// Whether a look at what plain HTTP meets may tell more.
  static func wantsLook(_ error: SyncError) -> Bool {
    switch error {
    case .untrusted(.caFile), .untrusted(.otherKey): false
    case .untrusted, .notJMAP(.webPage): true
    case .offline(.timedOut(_, .connecting)), .offline(.timedOut(_, .securing)), .offline(.unreachable(.refused)),
      .offline(.unreachable(.noConnection)), .offline(.interrupted):
      true
    default: false
    }
  }

  private func certificate(_ failure: TransportError.TLSFailure) -> SyncError {
    if failure == .caFile || failure == .otherKey { return .untrusted(failure) }
    let off = clockOff ?? seen?.clockOff
    if failure == .notYetValid || failure == .expired, let off { return .wrongClock(off: off) }
    if let page = seen?.elsewhere { return .portal(.init(.certificate(failure), page: page)) }
    switch failure {
    // A certificate begins before it is put to use.
    case .notYetValid: return .wrongClock(off: nil)
    case .wrongName, .untrusted, .handshake:
      return isKnownServer ? .portal(.init(.certificate(failure))) : .untrusted(failure)
    case .expired, .caFile, .otherKey: return .untrusted(failure)
    }
  }

  private func redirected(to target: String) -> SyncError? {
    guard let there = PlainLook.host(of: target), there != host else { return nil }
    return .portal(.init(.redirect, page: UntrustedText(target)))
  }
}
