import ClientCore

extension SyncEngine {
  /// The error by the name that helps most. Looks at what plain HTTP meets at most once a minute.
  func diagnosed(_ error: SyncError) async -> SyncError {
    var diagnosis = Diagnosis(
      isKnownServer: session != nil || hasSession, host: login.sessionURL.host, clockOff: connection.serverClock.off)
    let isDue = lookedAt.map { clock.now() - $0 >= 60 } ?? true
    if Diagnosis.wantsLook(error), isDue {
      lookedAt = clock.now()
      seen = await PlainLook(at: login.sessionURL.host, over: connection.transport)
    }
    diagnosis.seen = Diagnosis.wantsLook(error) ? seen : nil
    return diagnosis.name(error)
  }

  private var hasSession: Bool { (try? cache.session(login: login.name)).flatMap { $0 } != nil }
}
