import GRDB
import JSON
import Wire

/// docs/protocol.md, section 24: an article of a feed. Members say of it only where it is discussed.
struct ArticleType: ObjectType {
  let name = "Article"
  let letter = "A"
  let capability = Capability.news
  let properties: [Property] = [
    .serverSet("id"),
    .serverSet("feedId"),
    .serverSet("title"),
    .serverSet("url"),
    .serverSet("author"),
    .serverSet("publishedAt"),
    .serverSet("updatedAt"),
    .serverSet("receivedAt"),
    .serverSet("text"),
    .serverSet("isCut"),
    .serverSet("pictures"),
    Property("topicId", .id).optional,
  ]

  func searchText(_ json: JSONObject) -> String {
    [json["title"], json["text"]].compactMap { $0?.string }.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  func blobs(_ json: JSONObject) -> [String] { (json["pictures"]?.array ?? []).compactMap { $0["blobId"]?.string } }

  func create(_ new: inout StoredObject, in change: Change) throws { throw SetError(SetError.forbidden) }

  /// The first topic stands: who comes second is told which it is.
  func update(_ new: inout StoredObject, from old: StoredObject, in change: Change) throws {
    if let standing = old.json["topicId"], try change.db.object("Message", standing.string ?? "") != nil {
      throw AlreadyDone(answer: ["topicId": standing])
    }
    guard let id = new.json["topicId"]?.string, let topic = try change.readable("Message", id),
      topic.json["subject"]?.string != nil
    else { throw SetError.invalid("topicId", "is no topic") }
    guard topic.creator == change.me else { throw SetError.invalid("topicId", "is another member's") }
  }

  func destroy(_ old: StoredObject, in change: Change) throws { throw SetError(SetError.forbidden) }

  func condition(_ property: String, _ value: JSONValue, _ arguments: JSONObject) -> SQLCondition? {
    switch (property, value) {
    case ("feedId", .string(let id)): SQLCondition("parent = ?", [id])
    case ("text", .string(let text)): .text(text)
    case ("after", .string(let text)): UTCDate(text).map { SQLCondition("sortKey >= ?", [$0.milliseconds]) }
    case ("before", .string(let text)): UTCDate(text).map { SQLCondition("sortKey < ?", [$0.milliseconds]) }
    default: nil
    }
  }

  func sortExpression(_ property: String) -> String? { property == "receivedAt" ? "sortKey" : nil }
}
