import JSON
import TER1Server

/// Mails as topics and replies of a forum.
struct MailWriter {
  private var archive: MailArchive
  private let forum: String
  private var report: ImportReport
  private let now = UTCDate.now.milliseconds

  /// What the replies of a topic refer to: the objects of its mails, by identifier.
  private struct Written {
    let id: String
    let received: Int64
  }

  private static let longestBody = 262_144
  /// Mail is older than that only by mistake.
  private static let oldest: Int64 = 315_532_800_000

  init(_ archive: MailArchive, forum: String) {
    self.archive = archive
    self.forum = forum
    report = archive.report
  }

  consuming func run(_ cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws -> ImportReport {
    let threads = MailThreads(heads())
    report.count(.duplicates, threads.duplicates)
    var rest = threads.topics[...]
    while !rest.isEmpty {
      var mails = 0
      let some = rest.prefix { topic in
        defer { mails += topic.mails.count }
        return mails < BatchSize.objects
      }
      try cooperative.importBatch { batch in
        let channel = try batch.channel(kind: "forum", name: forum)
        for topic in some { try write(topic, channel, &batch) }
      }
      rest = rest[some.endIndex...]
      progress(report)
    }
    return report
  }

  // MARK: Reading

  private mutating func heads() -> [MailThreads.Mail] {
    var mails: [MailThreads.Mail] = []
    mails.reserveCapacity(archive.locations.count)
    for location in archive.locations {
      do {
        if let mail = try head(of: location) {
          mails.append(mail)
        } else {
          report.refuse(location.place, "no mail: it has no header")
        }
      } catch {
        report.refuse(location.place, (error as? ReadError)?.reason ?? "\(error)")
      }
    }
    return mails
  }

  private mutating func head(of location: MailArchive.Location) throws -> MailThreads.Mail? {
    let read = try archive.withBytes(of: location) { bytes in
      MailHead(bytes).map { ($0, $0.messageID ?? "sha256:" + Digest.hexadecimal(bytes)) }
    }
    guard let (head, identifier) = read else { return nil }
    let said = head.dates.lazy.compactMap(MailParser.date).first { (Self.oldest...now).contains($0) }
    let date = try said ?? archive.date(of: location)
    return MailThreads.Mail(
      location: location, identifier: identifier,
      references: head.references.isEmpty ? [head.inReplyTo].compactMap(\.self) : head.references,
      date: min(max(date, Self.oldest), now))
  }

  // MARK: Writing

  private mutating func write(_ topic: MailThreads.Topic, _ channel: String, _ batch: inout ImportBatch) throws {
    var written: [String: Written] = [:]
    var root: String?
    for mail in topic.mails {
      let parent = topic.parents[mail.identifier].flatMap { written[$0] }
      let received = max(mail.date, parent.map { $0.received + 1 } ?? mail.date)
      let key = channel + "|" + mail.identifier
      if let standing = try batch.lookup(type: "Message", importKey: key) {
        report.count(.duplicates)
        written[mail.identifier] = Written(id: standing, received: received)
        root = root ?? standing
        continue
      }
      do {
        var object = try content(of: mail, isTopic: root == nil, &batch)
        object["channelId"] = .string(channel)
        object["threadRootId"] = root.map(JSONValue.string) ?? .null
        object["replyTo"] = parent.map { .string($0.id) } ?? .null
        object["receivedAt"] = .string(UTCDate(milliseconds: received).text)
        object["sentAt"] = .string(UTCDate(milliseconds: min(mail.date, received)).text)
        object["importKey"] = .string(key)
        let id = try batch.insert(type: "Message", object)
        written[mail.identifier] = Written(id: id, received: received)
        if root == nil { report.count(.topics) }
        root = root ?? id
        report.count(.messages)
      } catch let refusal as ImportRefusal {
        report.refuse(mail.location.place, refusal.reason)
      }
    }
  }

  private mutating func content(
    of mail: MailThreads.Mail, isTopic: Bool, _ batch: inout ImportBatch
  ) throws -> JSONObject {
    guard var message = try archive.withBytes(of: mail.location, MailParser.message) else {
      throw ImportRefusal("no mail that can be read")
    }
    keepShort(&message)
    let attachments = try message.attachments.map { attachment in
      let blob = try batch.blob(attachment.bytes, type: attachment.type)
      return [
        "blobId": .string(blob.blobId), "name": .string(attachment.name), "type": .string(attachment.type),
        "size": .int(Int64(blob.size)),
      ] as JSONValue
    }
    report.count(.attachments, attachments.count)
    let isEmpty = message.body.isEmpty && attachments.isEmpty
    var object: JSONObject = ["bodyType": "text/plain", "attachments": .array(attachments)]
    object["body"] = .string(isEmpty ? "(message vide)" : message.body)
    object["subject"] = isTopic ? .string(message.subject.isEmpty ? "(sans objet)" : message.subject) : .null
    let name = message.authorName.isEmpty ? message.authorAddress : message.authorName
    object["author"] = ["name": .string(name), "address": .string(message.authorAddress)]
    return object
  }

  /// A text too long for a body becomes an attachment, its beginning stays.
  private func keepShort(_ message: inout MailMessage) {
    guard message.body.utf8.count > Self.longestBody else { return }
    let whole = MailMessage.Attachment(name: "message.txt", type: "text/plain", bytes: Array(message.body.utf8))
    message.attachments = [whole] + message.attachments.prefix(31)
    message.body = CleanText.prefix(message.body, bytes: 65_536) + "\n\n[…]"
  }
}
