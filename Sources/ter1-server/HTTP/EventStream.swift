import CMicrohttpd
import CZlib
import Glibc
import TER1Server
import Wire

/// The content of one EventSource answer: what waits to be sent, and the connection that sleeps while nothing does.
final class EventStream: @unchecked Sendable {
  let member: Member
  let wish: EventWish
  private let gzip: Deflater?
  private let state = Locked(State())

  private struct State: Sendable {
    var pending: [UInt8] = []
    var isEnding = false
    var isGone = false
    /// The suspended connection's address; 0: it is awake.
    var sleeping: UInt = 0
  }

  /// A client that takes nothing while so much waits is let go.
  private static let mostPending = 262_144

  init(member: Member, wish: EventWish, isCompressed: Bool) {
    self.member = member
    self.wish = wish
    // The smallest window: thousands of streams may be open.
    gzip = isCompressed ? Deflater(windowBits: 9, memory: 1, level: 6) : nil
    send(Array(":\n\n".utf8))
  }

  var isGone: Bool { state.withLock { $0.isGone } }
  var isCompressed: Bool { gzip != nil }

  /// Called by the hub's thread only: the compressor is not shared.
  func send(_ bytes: [UInt8], isLast: Bool = false) {
    let encoded = gzip?.encode(bytes, flush: isLast ? Z_FINISH : Z_SYNC_FLUSH) ?? bytes
    state.withLock { state in
      state.pending += encoded
      state.isEnding = state.isEnding || isLast || state.pending.count > Self.mostPending
      Self.wake(&state)
    }
  }

  private static func wake(_ state: inout State) {
    guard let connection = OpaquePointer(bitPattern: state.sleeping) else { return }
    state.sleeping = 0
    MHD_resume_connection(connection)
  }

  /// Copies what waits into `buffer`; when nothing does, the connection sleeps until something comes.
  func read(into buffer: UnsafeMutablePointer<CChar>, most: Int, for connection: OpaquePointer) -> Int {
    state.withLock { state in
      guard state.pending.isEmpty else {
        let count = min(most, state.pending.count)
        UnsafeMutableRawBufferPointer(start: buffer, count: most).copyBytes(from: state.pending.prefix(count))
        state.pending.removeFirst(count)
        return count
      }
      guard !state.isEnding else { return -1 }
      state.sleeping = UInt(bitPattern: connection)
      MHD_suspend_connection(connection)
      return 0
    }
  }

  /// The connection is no more.
  func end() {
    state.withLock { state in
      state.isGone = true
      state.sleeping = 0
    }
  }
}

/// What the client of an EventSource asked for: RFC 8620, section 7.3.
struct EventWish: Sendable {
  /// nil: all.
  var types: Set<String>?
  var closesAfterState: Bool
  /// Seconds; 0: none.
  var ping: Int
  var lastEventID: String?

  init(_ head: HTTPHead) {
    let list = head.query["types"] ?? "*"
    types = list == "*" ? nil : Set(list.split(separator: ",").map(String.init))
    closesAfterState = head.query["closeafter"] == "state"
    let seconds = head.query["ping"].flatMap(Int.init) ?? 0
    ping = seconds <= 0 ? 0 : min(max(seconds, 15), 3600)
    lastEventID = head.headers["last-event-id"]
  }
}
