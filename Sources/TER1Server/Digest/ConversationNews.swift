import GRDB
import JSON

/// What others wrote in one topic or room since a time.
struct ConversationNews {
  let root: String
  let channel: String
  private(set) var ids: [String] = []
  private var authors: [String] = []
  private var mentions = 0
  private var newestText = ""
  private var newestAt: Int64 = 0
  private let isTopic: Bool
  private var isFollowed = false

  init(root: String, channel: String, isTopic: Bool) {
    (self.root, self.channel, self.isTopic) = (root, channel, isTopic)
  }

  /// In the order in which they arrived.
  mutating func add(
    _ id: String, _ json: JSONObject, at time: Int64, for member: String, named name: String?, isFollowed: Bool
  ) {
    ids.append(id)
    if isFollowed { self.isFollowed = true }
    if json["mentions"]?.array?.contains(.string(member)) == true { mentions += 1 }
    if let name { authors = authors.filter { $0 != name } + [name] }
    (newestText, newestAt) = (json["body"]?.string ?? "", time)
  }

  /// - Parameter isFollowed: whether the member follows it, whoever wrote.
  func entry(titled title: String, isMuted: Bool, isFollowed: Bool) -> DigestEntry {
    let isFollowed = isFollowed || self.isFollowed
    // What few say to each other is said to each of them.
    let mentions = DirectChannel.isOne(channel) ? ids.count : mentions
    var members: JSONObject = [
      "type": isTopic ? "Message" : "Channel", "id": .string(root), "count": .int(Int64(ids.count)),
      "title": .string(DigestEntry.words(title, most: DigestEntry.titleLength)),
      "at": .string(UTCDate(milliseconds: newestAt).seconds), "text": .string(DigestEntry.words(newestText)),
      "authors": .array(authors.suffix(3).reversed().map(JSONValue.string)),
    ]
    if isTopic { members["in"] = .string(channel) }
    if mentions > 0 { members["mentions"] = .int(Int64(mentions)) }
    if authors.count > 3 { members["authorCount"] = .int(Int64(authors.count)) }
    if isFollowed { members["followed"] = true }
    let rank: DigestEntry.Rank =
      mentions > 0 ? .mention : isMuted ? .muted : isFollowed ? .followed : .news
    return DigestEntry(rank: rank, order: -newestAt, members: members, news: ("messageIds", ids))
  }
}

extension UTCDate {
  /// Without the milliseconds, which no reader of a digest needs.
  var seconds: String { text.prefix(19) + "Z" }
}
