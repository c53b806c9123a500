import JSON
import Sync
import Wire

/// RFC 8620, section 7.3, and docs/protocol.md, section 13: news without asking. No level needs it: without it a client polls.
enum PushChecks {
  static let all: [Check] = [
    Check("push.stream", "there is a stream of events, or 204", "RFC 8620, 7.3", levels: []) {
      examinee async throws(Finding) in
      try await Listening.to(examinee).end()
    },
    Check("push.states", "a new stream begins with the states of all types", "docs/protocol.md, 13", levels: []) {
      examinee async throws(Finding) in
      let listening = try await Listening.to(examinee)
      defer { listening.end() }
      let change = try await listening.next()
      let (type, _) = try ExaminedType.first(of: examinee)
      let collection = try ExaminedType.named(type, examinee)
      let told = change.changed[collection.account]?[type]
      let state = try await collection.state()
      try expect(told == state, "the state \(state) of \(type)", told ?? "none")
    },
    Check("push.news", "what is written is told within seconds", "RFC 8620, 7.1", levels: [], need: .writing, news),
    Check(
      "push.state-poll", "one small request tells that nothing is new", "docs/protocol.md, 13", levels: [], statePoll),
  ]

  private static func news(_ examinee: Examinee) async throws(Finding) {
    let listening = try await Listening.to(examinee)
    defer { listening.end() }
    let (type, write) = try await Writing.of(examinee)
    let before = try await type.state()
    try await write()
    for _ in 0..<20 {
      let change = try await listening.next()
      if let state = change.changed[type.account]?[type.type], state != before { return }
    }
    throw .failed(expected: "a StateChange of \(type.type)", seen: "20 others")
  }

  private static func statePoll(_ examinee: Examinee) async throws(Finding) {
    let url: ServerURL?
    do { url = try examinee.session.statePollURL() } catch {
      throw .failed(expected: "an eventSourceUrl", seen: "\(error)")
    }
    guard let url else { throw .notOffered("no account says statePoll") }
    let first = try await examinee.get(url)
    try expect(first.status == 200, "200", "\(first.status)")
    let change = try? StateChange(JSONValue(parsing: first.body))
    let states = try want(change?.changed, "a StateChange", first.start)
    let text = StateTag.text(sessionState: examinee.session.session.state, states: states)
    let tag = "\"" + Digest.sha256(Array(text.utf8)).prefix(StateTag.digits) + "\""
    let told = first.head["etag"]
    if let told, told != tag { throw .failed(expected: "ETag \(tag), as the states give it", seen: told) }
    let second = try await examinee.get(url, headers: [("If-None-Match", tag)])
    try expect(second.status == 304 && second.body.isEmpty, "304 and nothing else", "\(second.status): \(second.start)")
  }
}

/// Something that can be written for a moment, in the first type that the member may write.
private enum Writing {
  static func of(_ examinee: Examinee) async throws(Finding) -> (Collection, @Sendable () async throws(Finding) -> Void)
  {
    if let board = try? await Board.make(examinee) {
      return (board.messages, { () async throws(Finding) in _ = try await board.post(["subject": "n", "body": "n"]) })
    }
    let mailbox = try await Mailboxes.make(examinee)
    return (mailbox.emails, { () async throws(Finding) in _ = try await mailbox.post(mailbox.email("n", "n")) })
  }
}

/// A stream of events that is read.
final class Listening: Sendable {
  private let stream: HTTPStream
  private let events: Events

  private init(_ stream: HTTPStream) {
    self.stream = stream
    events = Events(stream)
  }

  static func to(_ examinee: Examinee) async throws(Finding) -> Listening {
    let url: ServerURL
    do { url = try examinee.session.eventSourceURL(types: ["*"], ping: 0) } catch {
      throw .failed(expected: "an eventSourceUrl", seen: "\(error)")
    }
    var request = HTTPRequest(
      .get, url, headers: [("Accept", "text/event-stream")], credential: examinee.visitor.login.credential)
    request.stallSeconds = Examinee.longestWait
    let stream: HTTPStream
    do { stream = try await examinee.visitor.transport.open(request) } catch {
      throw .failed(expected: "a stream of events, or 204", seen: "\(error)")
    }
    guard stream.head.status == 200 else {
      stream.cancel()
      throw .notOffered("\(stream.head.status): clients poll")
    }
    guard stream.head.mediaType == "text/event-stream" else {
      stream.cancel()
      throw .failed(expected: "text/event-stream", seen: stream.head.mediaType)
    }
    return Listening(stream)
  }

  /// The next StateChange; a fault when none comes.
  func next() async throws(Finding) -> StateChange {
    do { return try await events.next() } catch {
      throw .failed(expected: "a StateChange within \(Int(Examinee.longestWait)) s", seen: "\(error)")
    }
  }

  func end() { stream.cancel() }

  private actor Events {
    struct Ended: Error {}
    private let stream: HTTPStream
    private var parser = ServerSentEventParser()
    private var waiting: [StateChange] = []

    init(_ stream: HTTPStream) { self.stream = stream }

    func next() async throws -> StateChange {
      while waiting.isEmpty {
        guard let bytes = try await stream.next() else { throw Ended() }
        for event in try parser.append(bytes) where event.type == "state" {
          waiting.append(try StateChange(JSONValue(parsing: event.text)))
        }
      }
      return waiting.removeFirst()
    }
  }
}
