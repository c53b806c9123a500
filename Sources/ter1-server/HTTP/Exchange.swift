import CMicrohttpd
import Glibc
import TER1Server

/// One request and its answer, on the way between libmicrohttpd's threads and ours. The connection sleeps while one of ours has the
/// exchange, so that only one thread touches it at any time.
final class Exchange: @unchecked Sendable {
  private enum Stage {
    case fresh
    /// The head is read, and nothing comes after it.
    case complete
    /// The library asks once more with the head alone before it gives the content.
    case admitted
    case receiving
    case answered(HTTPAnswer)
  }

  private let head: HTTPHead
  private let router: Router
  private let watch: ConnectionWatch
  private var stage = Stage.fresh
  private var admitted: Router.Admitted?
  private var receiver: ContentReceiver?

  init(_ head: HTTPHead, _ router: Router, _ watch: ConnectionWatch) {
    self.head = head
    self.router = router
    self.watch = watch
  }

  /// One call of the access handler.
  func step(_ connection: OpaquePointer, _ piece: UnsafeBufferPointer<UInt8>, _ workers: Workers) -> MHD_Result {
    switch stage {
    case .answered(let answer): return Reply.queue(answer, on: connection)
    case .fresh where !head.hasContent:
      // An answer given already now would close the connection.
      stage = .complete
      return .YES
    case .fresh, .complete: return hand(to: workers, connection) { $0.begin() }
    case .admitted:
      stage = .receiving
      watch.awaitsContent(connection)
      return piece.isEmpty ? .YES : receive(piece, connection)
    case .receiving where !piece.isEmpty: return receive(piece, connection)
    case .receiving:
      watch.hasContent(connection)
      return hand(to: workers, connection) { $0.finish() }
    }
  }

  /// Whether looking at the request may take a password's time.
  var showsPassword: Bool {
    guard admitted == nil else { return false }
    return head.headers["authorization"]?.prefix(6).lowercased() == "basic "
  }

  var asksForNews: Bool { head.path == Route.syncPath }

  private func hand(
    to workers: Workers, _ connection: OpaquePointer, _ job: @escaping @Sendable (Exchange) -> Void
  ) -> MHD_Result {
    guard workers.hasRoom else {
      var answer = HTTPAnswer.problem(503, "too many log in at once")
      answer.headers.append(("Retry-After", "5"))
      stage = .answered(answer)
      return Reply.queue(answer, on: connection)
    }
    MHD_suspend_connection(connection)
    let address = UInt(bitPattern: connection)
    workers.run {
      job(self)
      MHD_resume_connection(OpaquePointer(bitPattern: address))
    }
    return .YES
  }

  private func receive(_ piece: UnsafeBufferPointer<UInt8>, _ connection: OpaquePointer) -> MHD_Result {
    watch.received(piece.count, on: connection)
    receiver?.take(piece)
    return (receiver?.discarded ?? 0) > Self.mostDiscarded ? .NO : .YES
  }

  /// An answer can only be given after the content: so much of what is too large is read for it.
  private static let mostDiscarded = 64 << 20

  // MARK: On a thread of ours

  private func answer(_ answer: HTTPAnswer) {
    var answer = answer
    Reply.encode(&answer, for: head)
    stage = .answered(answer)
  }

  private func begin() {
    switch router.admit(head) {
    case .answer(let refusal): answer(refusal)
    case .receive(let reception, let admitted):
      self.admitted = admitted
      guard head.hasContent else {
        answer(router.answer(head, admitted, .none))
        return
      }
      receiver = ContentReceiver(reception, coding: head.headers["content-encoding"])
      guard receiver != nil else { return answer(.problem(415, "unknown Content-Encoding")) }
      stage = .admitted
    }
  }

  private func finish() {
    guard let admitted, let receiver else { return answer(.problem(500, "content without a receiver")) }
    switch receiver.finish() {
    case .success(let content): answer(router.answer(head, admitted, content))
    case .failure(.tooLarge):
      let isUpload = if case .upload = admitted.route { true } else { false }
      answer(.tooLarge(isUpload ? "maxSizeUpload" : "maxSizeRequest"))
    case .failure(.broken): answer(.problem(400, "the content is not in its Content-Encoding"))
    case .failure(.storage(let reason)): answer(.problem(507, reason))
    }
  }

  /// The exchange is over, however it ended.
  func end() {
    receiver?.discard()
    if let admitted { router.quota.ended(admitted) }
    if case .answered(let answer) = stage, case .events(let stream) = answer.body { stream.end() }
  }
}
