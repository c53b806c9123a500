import JSON
import TER1Server

/// Puts the demonstration into a cooperative, one batch after the other.
struct DemonstrationWriter {
  let clock: DemonstrationClock
  /// Ids of the principals, by login name.
  private(set) var principals: [String: String] = [:]
  /// By login name.
  private(set) var names: [String: String] = [:]
  /// Files that messages refer to, as attachments, by path.
  var attachable: [String: JSONValue] = [:]
  /// Ids of folders, by path.
  var folders: [String: String] = [:]
  /// Ids of events, by uid.
  var events: [String: String] = [:]
  /// Channels where only those listed may write.
  var closed: [(channel: String, writers: [String])] = []
  /// Ids of channels, by name, and of topics, by subject.
  var channels: [String: String] = [:]
  var topics: [String: String] = [:]
  /// What each topic and room holds, for those who read.
  var readable: [Readable] = []

  /// A topic or a room.
  struct Readable {
    let id: String
    var received: [Int64]
    /// Nobody has opened it yet.
    var isUnread = false
    /// Everybody has read it to the end.
    var isRead = false
  }

  init(clock: DemonstrationClock) { self.clock = clock }

  func date(_ milliseconds: Int64) -> JSONValue { .string(UTCDate(milliseconds: milliseconds).text) }

  /// `%member handle Name`
  mutating func addMember(_ member: Directive, _ batch: inout ImportBatch) throws {
    let parts = member.argument.split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { throw ImportRefusal("%member \(member.argument)") }
    principals[parts[0]] = try batch.principal(handle: parts[0], name: parts[1])
    names[parts[0]] = parts[1]
  }

  /// The id of a member's principal.
  func principal(_ handle: String) throws(ImportRefusal) -> String {
    guard let id = principals[handle] else { throw ImportRefusal("no member \(handle)") }
    return id
  }

  /// Members read, each as far back as fits him: Camille all but the last day and a half, the others less.
  func readUp(_ cooperative: Cooperative) throws {
    for (handle, hours) in [("camille", 36), ("nadia", 100), ("yann", 200)] as [(String, Int64)] {
      guard let member = try cooperative.member(handle: handle) else { continue }
      let positions = readable.compactMap { position(in: $0, before: clock.now - hours * 3_600_000) }
      let body: JSONValue = [
        "using": ["urn:ietf:params:jmap:core", "urn:ter1:discussion"],
        "methodCalls": [
          [
            "ReadPosition/set",
            [
              "accountId": .string(cooperative.accountID),
              "update": .object(Dictionary(positions) { first, _ in first }),
            ], "r",
          ]
        ],
      ]
      let answer = cooperative.api(body.bytes, as: member)
      guard answer.status == 200 else { throw ImportRefusal(String(decoding: answer.body, as: UTF8.self)) }
    }
  }

  private func position(in place: Readable, before instant: Int64) -> (String, JSONValue)? {
    let read = place.isRead ? place.received.last : place.received.last { $0 < instant }
    guard let read, !place.isUnread else { return nil }
    return (place.id, ["readUpTo": date(read)])
  }
}
