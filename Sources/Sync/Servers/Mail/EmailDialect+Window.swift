import ClientCore
import JSON

/// The part of a mailbox that a window asks for, in the words of RFC 8621, section 4.4.
extension EmailDialect {
  /// Some servers give less of a text than they were asked for.
  func full(_ message: JSONObject) -> JSONObject {
    guard message["bodySize"] != nil else { return message }
    return message.filter { $0.key != "bodySize" }.merging(["isCut": true]) { $1 }
  }

  func arguments(of query: HistoryQuery) -> JSONObject? {
    guard case .filter(let filter) = query.choice, var arguments = query.ownArguments else { return nil }
    var conditions: [JSONValue] = []
    for (name, value) in filter.sorted(by: { $0.key < $1.key }) {
      guard let condition = condition(name, value, query) else { return nil }
      conditions.append(condition)
    }
    switch conditions.count {
    case 0: arguments["filter"] = Optional.none
    case 1: arguments["filter"] = conditions[0]
    default: arguments["filter"] = ["operator": "AND", "conditions": .array(conditions)]
    }
    return arguments
  }

  private func condition(_ name: String, _ value: JSONValue, _ query: HistoryQuery) -> JSONValue? {
    switch name {
    case "channelId": ["inMailbox": value]
    case "after": Self.wholeSecond(value, .down).map { ["after": $0] }
    case "before": Self.wholeSecond(value, .up).map { ["before": $0] }
    case "text": ["text": value]
    case "threadRootId": query.mailTopic.map(Self.mails)
    default: nil
    }
  }

  /// All that may belong to a topic; what names it without belonging to it is sorted out by its own references.
  private static func mails(of topic: HistoryQuery.MailTopic) -> JSONValue {
    let id = JSONValue.string("<\(topic.messageID)>")
    let headers: [JSONValue] = ["References", "In-Reply-To", "Message-ID"].map { ["header": [$0, id]] }
    return [
      "operator": "AND",
      "conditions": [
        ["inMailbox": .string(topic.board.rawValue)], ["operator": "OR", "conditions": .array(headers)],
      ],
    ]
  }

  /// Mail servers keep whole seconds, and drop what is less of a filter: the whole second must be asked for.
  private static func wholeSecond(_ value: JSONValue, _ rule: FloatingPointRoundingRule) -> JSONValue? {
    value.string.flatMap { UTCDate.seconds($0) }.map { .string(UTCDate.string(from: $0.rounded(rule))) }
  }
}
