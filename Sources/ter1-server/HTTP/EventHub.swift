import Glibc
import TER1Server
import Wire

/// Tells all open event streams what changed. One thread serves them all.
final class EventHub: Sendable {
  /// Who answers those who were told, and come to ask what is new.
  let readers = Workers(count: 4)
  private let cooperative: Cooperative
  private let streams = Locked<[Listening]>([])
  private let signal = Signal()
  private let isEnding = Locked(false)
  /// Members of whose streams the oldest is to make room.
  private let crowded = Locked<Set<String>>([])

  /// One stream, and what was last told on it.
  private struct Listening: Sendable {
    let stream: EventStream
    var lastEventID: String?
    var quietSince: Int
    /// When it was last found that the member may listen.
    var admittedAt: Int

    /// Whether nothing was told on it yet.
    var isNew: Bool { lastEventID == nil || lastEventID == stream.wish.lastEventID }
  }

  private struct Round {
    let hasNews: Bool
    let now: Int
    /// Those of whom it was asked whether they may still listen, and may.
    var admitted: [Member: Cooperative.Standing] = [:]

    /// Whether something is to be told on the stream, or its member to be asked for again.
    func concerns(_ listening: Listening) -> Bool {
      hasNews || listening.isNew || now - listening.admittedAt >= EventHub.recheck
    }
  }

  /// So often, in seconds, a stream's member is asked for again, also when nothing happens: his password may have been changed.
  private static let recheck = 10

  /// Something is sent at least so often, so that a dead connection is noticed.
  private static let longestSilence = 240

  /// Longest pause between two rounds while many ask, in milliseconds.
  private static let longestPause = 1_000

  init(_ cooperative: Cooperative) {
    self.cooperative = cooperative
    let signal = self.signal
    cooperative.onChange { signal.set() }
    Workers.thread { self.run() }
  }

  func add(_ stream: EventStream) {
    let listening = Listening(
      stream: stream, lastEventID: stream.wish.lastEventID, quietSince: Self.now, admittedAt: Self.now)
    streams.withLock { $0.append(listening) }
    signal.set()
  }

  /// Ends the oldest stream of a member who has as many as he may. It may be dead: of a connection that was lost nobody knows before
  /// something was to be sent on it.
  func makeRoom(for member: Member) {
    crowded.withLock { _ = $0.insert(member.principalID) }
    signal.set()
  }

  /// Ends all streams.
  func end() {
    isEnding.withLock { $0 = true }
    signal.set()
  }

  private static var now: Int { milliseconds / 1_000 }

  private static var milliseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  // MARK: Rounds

  private func run() {
    var lastCount: Int64 = -1
    var (told, at) = (0, 0)
    while true {
      signal.wait(seconds: 1)
      closeVotes()
      letReadersCatchUp(told, since: at)
      let ending = isEnding.withLock(\.self)
      let count = currentCount()
      let news = count == nil || count != lastCount
      lastCount = count ?? -1
      told = news ? streams.withLock(\.count) : 0
      round(hasNews: news, isEnding: ending)
      at = Self.milliseconds
    }
  }

  /// Who was told comes to ask. While those still wait to be answered, telling of more would make all of them ask once more for what
  /// they are about to get anyway: half a millisecond each is theirs, and as long as it takes where that is not enough.
  /// - Parameters:
  ///   - told: how many streams the last round told of news.
  ///   - end: when it was over, in milliseconds.
  private func letReadersCatchUp(_ told: Int, since end: Int) {
    let earliest = end + min(told / 2, Self.longestPause)
    let latest = Self.milliseconds + Self.longestPause
    while !isEnding.withLock(\.self) {
      let now = Self.milliseconds
      guard now < earliest || readers.areBehind && now < latest else { return }
      usleep(5_000)
    }
  }

  /// Those whose time has come, so that who listens is told; what fails is tried again by the next round.
  private func closeVotes() {
    do { try cooperative.settleProposals() } catch { _ = Failure(error, in: "closing votes") }
  }

  /// nil when the file cannot be read now: the next round tries again.
  private func currentCount() -> Int64? {
    do { return try cooperative.changeCount() } catch { return nil }
  }

  /// Where the file cannot be read nobody is let in, and the log says so; the client comes again.
  private func admitted(_ members: Set<Member>) -> [Member: Cooperative.Standing] {
    guard !members.isEmpty else { return [:] }
    do { return try cooperative.admitted(members) } catch {
      _ = Failure(error, in: "event streams")
      return [:]
    }
  }

  private func round(hasNews: Bool, isEnding: Bool) {
    var round = Round(hasNews: hasNews, now: Self.now)
    let open = streams.withLock { streams in
      let open = streams
      streams = []
      return open
    }
    let concerned = Set(open.filter(round.concerns).map(\.stream.member))
    round.admitted = admitted(concerned)
    var leaving = crowded.withLock { crowded in
      defer { crowded = [] }
      return crowded
    }
    let kept = open.compactMap { listening -> Listening? in
      guard !listening.stream.isGone else { return nil }
      if leaving.remove(listening.stream.member.principalID) != nil { return end(listening) }
      if isEnding { listening.stream.send([], isLast: true) }
      return isEnding ? nil : serve(listening, round)
    }
    streams.withLock { $0 = kept + $0 }
  }

  private func serve(_ listening: Listening, _ round: Round) -> Listening? {
    var listening = listening
    if round.concerns(listening) {
      guard let standing = round.admitted[listening.stream.member] else { return end(listening) }
      listening.admittedAt = round.now
      if round.hasNews || listening.isNew {
        guard tell(&listening, standing) else { return nil }
      }
    }
    ping(&listening)
    return listening
  }

  private func end(_ listening: Listening) -> Listening? {
    listening.stream.send([], isLast: true)
    return nil
  }

  /// - Returns: whether the stream stays open.
  private func tell(_ listening: inout Listening, _ standing: Cooperative.Standing) -> Bool {
    let wish = listening.stream.wish
    let changed = listening.lastEventID.map { Cooperative.changes(in: standing, since: $0) } ?? standing.states
    listening.lastEventID = standing.eventID
    let told = changed.filter { wish.types?.contains($0.key) ?? true }
    guard !told.isEmpty else { return true }
    let event = ServerSentEvent(type: "state", text: cooperative.stateChange(told), id: standing.eventID)
    listening.stream.send(event.bytes, isLast: wish.closesAfterState)
    listening.quietSince = Self.now
    return !wish.closesAfterState
  }

  private func ping(_ listening: inout Listening) {
    let wish = listening.stream.wish
    let silence = Self.now - listening.quietSince
    if wish.ping > 0 && silence >= wish.ping {
      let event = ServerSentEvent(type: "ping", text: "{\"interval\":\(wish.ping)}")
      listening.stream.send(event.bytes)
    } else if silence >= Self.longestSilence {
      listening.stream.send(Array(":\n\n".utf8))
    } else {
      return
    }
    listening.quietSince = Self.now
  }
}
