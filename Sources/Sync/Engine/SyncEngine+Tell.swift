import ClientCore

/// What it tells the interface.
extension SyncEngine {
  func tell(_ changes: ChangeSet) {
    if !changes.isEmpty { inbox(.changed(changes)) }
  }

  func tell(_ notice: SyncNotice) { inbox(.notice(notice)) }

  func show(_ link: SyncStatus.Link) {
    self.link = link
    standing.clockOff = connection.serverClock.off
    inbox(
      .status(
        SyncStatus(
          login: login.name, link: link, traffic: connection.transport.traffic, currentAt: currentAt,
          standing: standing)))
  }

  /// Says that the clock is wrong, or no longer: once, and again when it is wrong by much else.
  func tellClock() {
    let off = connection.serverClock.off
    guard abs((off ?? 0) - (toldOff ?? 0)) > ServerClock.tolerance / 2 else { return }
    toldOff = off
    tell(.clock(off: off))
  }

  func showAgain() { if case .live = link { showLive() } else { show(link) } }

  func showLive() {
    guard policy != .manual else { return show(.resting) }
    show(.live(push == .live ? .push : .polling(seconds: pollSeconds)))
  }

  /// Tells the new way of waiting, if nothing more important is shown.
  func pushChanged(to state: PushState) {
    guard push != state else { return }
    push = state
    if case .live = link { showLive() }
  }
}
