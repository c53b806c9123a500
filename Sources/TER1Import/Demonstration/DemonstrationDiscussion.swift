import JSON
import PlainText
import TER1Server

/// Forums and chat rooms: `%forum`, `%chat`, `%topic`, `%by` and what belongs to them.
extension DemonstrationWriter {
  mutating func addDiscussion(_ directives: [Directive], _ batch: inout ImportBatch) throws {
    var scribe = Scribe(writer: self)
    for directive in directives { try scribe.read(directive, &batch) }
    try scribe.finishMessage(&batch)
    try scribe.finishChannel(&batch)
    self = scribe.writer
  }
}

/// Reads one text of discussions from the top down.
private struct Scribe {
  var writer: DemonstrationWriter
  private var channel: JSONObject?
  private var channelID = ""
  private var subject: String?
  private var root: String?
  private var message: JSONObject?
  private var label: String?
  private var labels: [String: String] = [:]
  private var last: Int64?
  private var order: Int64 = 0

  init(writer: DemonstrationWriter) { self.writer = writer }

  mutating func read(_ directive: Directive, _ batch: inout ImportBatch) throws {
    switch directive.name {
    case "forum", "chat": try beginChannel(directive, &batch)
    case "about": channel?["description"] = .string(writer.clock.filled(directive.argument))
    case "archived": channel?["isArchived"] = true
    case "writers": writer.closed.append((channel?["name"]?.string ?? "", directive.words))
    case "topic": try beginTopic(directive, &batch)
    case "by", "from": try beginMessage(directive, &batch)
    case "unread", "read": try mark(directive.name, &batch)
    default: try adorn(directive)
    }
  }

  // MARK: Channels and topics

  private mutating func beginChannel(_ directive: Directive, _ batch: inout ImportBatch) throws {
    try finishMessage(&batch)
    try finishChannel(&batch)
    order += 1
    channel = [
      "kind": .string(directive.name), "name": .string(writer.clock.filled(directive.argument)),
      "sortOrder": .int(order), "importKey": .string("demonstration|\(directive.argument)"),
    ]
    (channelID, subject, root, last) = ("", nil, nil, nil)
    labels = [:]
  }

  /// A channel is made when all that is said of it is known.
  mutating func finishChannel(_ batch: inout ImportBatch) throws {
    guard let open = channel else { return }
    channel = nil
    channelID = try batch.insert(type: "Channel", open)
    writer.channels[open["name"]?.string ?? ""] = channelID
    if open["kind"] == "chat" { writer.readable.append(DemonstrationWriter.Readable(id: channelID, received: [])) }
  }

  private mutating func beginTopic(_ directive: Directive, _ batch: inout ImportBatch) throws {
    try finishMessage(&batch)
    try finishChannel(&batch)
    subject = writer.clock.filled(directive.argument)
    (root, last, labels) = (nil, nil, [:])
  }

  /// `%read` or `%unread`, at the end of a topic.
  private mutating func mark(_ name: String, _ batch: inout ImportBatch) throws {
    try finishMessage(&batch)
    let index = writer.readable.count - 1
    if name == "read" { writer.readable[index].isRead = true } else { writer.readable[index].isUnread = true }
  }

  // MARK: Messages

  /// `%by handle WHEN [=label] [>label]`, `%from WHEN Name <address>`
  private mutating func beginMessage(_ directive: Directive, _ batch: inout ImportBatch) throws {
    try finishMessage(&batch)
    try finishChannel(&batch)
    let words = directive.words
    guard words.count > 1 else { throw ImportRefusal("%\(directive.name) \(directive.argument)") }
    let isMember = directive.name == "by"
    let received = writer.clock.moment(isMember ? words[1] : words[0], after: last)
    last = received
    let body = writer.clock.filled(directive.text)
    var object: JSONObject = [
      "channelId": .string(channelID), "threadRootId": root.map(JSONValue.string) ?? .null, "replyTo": .null,
      "subject": root == nil ? subject.map(JSONValue.string) ?? .null : .null, "body": .string(body),
      "receivedAt": writer.date(received), "sentAt": writer.date(received),
    ]
    if isMember {
      object["senderId"] = .string(try writer.principal(words[0]))
      object["mentions"] = .array(mentions(in: body))
    } else {
      object["author"] = Self.author(words.dropFirst().joined(separator: " "))
      object["bodyType"] = "text/plain"
    }
    label = words.first { $0.hasPrefix("=") }.map { String($0.dropFirst()) }
    if isMember, let answered = words.dropFirst(2).first(where: { $0.hasPrefix(">") }) {
      guard let id = labels[String(answered.dropFirst())] else { throw ImportRefusal("no label \(answered)") }
      object["replyTo"] = .string(id)
    }
    message = object
  }

  mutating func finishMessage(_ batch: inout ImportBatch) throws {
    guard let open = message else { return }
    message = nil
    let id = try batch.insert(type: "Message", open)
    if let label { labels[label] = id }
    if let subject, root == nil {
      root = id
      writer.topics[subject] = id
      writer.readable.append(DemonstrationWriter.Readable(id: id, received: []))
    }
    writer.readable[writer.readable.count - 1].received.append(last ?? 0)
  }

  private static func author(_ text: String) -> JSONValue {
    let parts = text.split(separator: "<")
    let name = CleanText.line(String(parts.first ?? ""))
    return ["name": .string(name), "address": .string(parts.count > 1 ? String(parts[1].dropLast()) : "")]
  }

  private func mentions(in text: String) -> [JSONValue] {
    let words = text.split { !$0.isLetter && $0 != "@" && $0 != "-" }.filter { $0.hasPrefix("@") }
    return Set(words.map { String($0.dropFirst()) }).sorted().compactMap { writer.principals[$0].map(JSONValue.string) }
  }

  // MARK: What is said of a message below it

  private mutating func adorn(_ directive: Directive) throws {
    switch directive.name {
    case "pinned": message?["pinned"] = true
    case "edited": message?["editedAt"] = writer.date(writer.clock.moment(directive.argument, after: last))
    case "deleted": strike(writer.clock.moment(directive.argument, after: last))
    case "like": try react(directive.words)
    case "attach":
      guard let file = writer.attachable[directive.argument] else {
        throw ImportRefusal("no file \(directive.argument)")
      }
      let standing = message?["attachments"]?.array ?? []
      message?["attachments"] = .array(standing + [file])
    case "#": break
    default: throw ImportRefusal("no directive %\(directive.name)")
    }
  }

  private mutating func strike(_ instant: Int64) {
    message?["deletedAt"] = writer.date(instant)
    message?["body"] = ""
    message?["mentions"] = []
  }

  /// `%like ✊ nadia yann`
  private mutating func react(_ words: [String]) throws {
    guard let emoji = words.first else { return }
    var reactions = message?["reactions"]?.object ?? [:]
    reactions[emoji] = .array(try words.dropFirst().map { .string(try writer.principal($0)) })
    message?["reactions"] = .object(reactions)
  }
}
