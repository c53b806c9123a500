/// Where the curl thread leaves what it received, and one task waits for it.
final class ChunkBuffer: Sendable {
  static let streamLimit = 256 * 1024

  private struct State {
    var head: HTTPHead?
    var bytes: [UInt8] = []
    var isPaused = false
    var end: Result<Void, TransportError>?
    /// Called, once, when there may be something new for the one who waits.
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Locked(State())
  /// How much may lie here unread before the connection is paused; nil: it never is.
  private let limit: Int?

  init(limit: Int?) { self.limit = limit }
}

// MARK: - For the curl thread

extension ChunkBuffer {
  func setHead(_ head: HTTPHead) { update { $0.head = head } }

  func finish(_ result: Result<Void, TransportError>) { update { $0.end = $0.end ?? result } }

  /// - Returns: false when there is no room now: nothing was taken, and the same bytes are to be offered again.
  func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var isTaken = true
    update { state in
      guard let limit, state.bytes.count + bytes.count > limit, !state.bytes.isEmpty else {
        state.bytes += bytes
        return
      }
      state.isPaused = true
      isTaken = false
    }
    return isTaken
  }

  private func update(_ change: (inout State) -> Void) {
    let waiter = state.withLock { state in
      change(&state)
      defer { if limit != nil || state.end != nil { state.waiter = nil } }
      return limit != nil || state.end != nil ? state.waiter : nil
    }
    waiter?.resume()
  }
}

// MARK: - For the one who waits

extension ChunkBuffer {
  func whole() async -> Result<HTTPResponse, TransportError> {
    await wait { $0.end != nil }
    return state.withLock { state in
      (state.end ?? .failure(.cancelled)).map {
        HTTPResponse(head: state.head ?? HTTPHead(status: 0), body: state.bytes)
      }
    }
  }

  /// What there is of an answer that did not come to its end; nil: nothing of use.
  func part(_ error: TransportError) -> HTTPResponse? {
    state.withLock { state in
      guard let head = state.head, !state.bytes.isEmpty else { return nil }
      var response = HTTPResponse(head: head, body: state.bytes)
      response.cut = error
      return response
    }
  }

  func head() async -> Result<HTTPHead, TransportError> {
    await wait { $0.head != nil || $0.end != nil }
    return state.withLock { state in
      if let head = state.head { return .success(head) }
      return (state.end ?? .failure(.cancelled)).flatMap { .failure(.interrupted(detail: "no answer")) }
    }
  }

  /// All that is there; nil at the end. `wasFull`: the connection was paused and may go on.
  func next() async -> (chunk: Result<[UInt8]?, TransportError>, wasFull: Bool) {
    await wait { !$0.bytes.isEmpty || $0.end != nil }
    return state.withLock { state in
      guard state.bytes.isEmpty else {
        defer { (state.bytes, state.isPaused) = ([], false) }
        return (.success(state.bytes), state.isPaused)
      }
      return ((state.end ?? .success(())).map { nil }, false)
    }
  }

  private func wait(until isReady: @Sendable (borrowing State) -> Bool) async {
    while true {
      let isDone = state.withLock { isReady($0) }
      guard !isDone else { return }
      await withCheckedContinuation { continuation in
        let isReadyNow = state.withLock { state in
          guard !isReady(state) else { return true }
          state.waiter = continuation
          return false
        }
        if isReadyNow { continuation.resume() }
      }
    }
  }
}
