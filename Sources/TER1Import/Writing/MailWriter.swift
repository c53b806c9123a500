import JSON
import Localization
import PlainText
import TER1Server

/// Mails as topics and replies of a forum.
struct MailWriter {
  private let archive: MailArchive
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
    var next = Self.takeBatch(&rest)
    var parsing = MailParsing(next.locations, files: archive.files)
    while !next.topics.isEmpty {
      let topics = next.topics
      var results = parsing.results()[...]
      next = Self.takeBatch(&rest)
      parsing = MailParsing(next.locations, files: archive.files)
      try cooperative.importBatch { batch in
        let channel = try batch.channel(kind: "forum", name: forum)
        for topic in topics {
          try write(topic, results.prefix(topic.mails.count), channel, &batch)
          results = results.dropFirst(topic.mails.count)
        }
      }
      progress(report)
    }
    return report
  }

  /// The topics for one transaction: at least one, while there are any.
  private static func takeBatch(
    _ rest: inout ArraySlice<MailThreads.Topic>
  ) -> (topics: ArraySlice<MailThreads.Topic>, locations: [MailArchive.Location]) {
    var mails = 0
    var bytes = 0
    let some = rest.prefix { topic in
      defer {
        mails += topic.mails.count
        bytes += topic.mails.reduce(0) { $0 + $1.location.size }
      }
      return mails < BatchSize.objects && bytes < BatchSize.bytes
    }
    rest = rest[some.endIndex...]
    return (some, some.flatMap { $0.mails.map(\.location) })
  }

  // MARK: Reading

  private mutating func heads() -> [MailThreads.Mail] {
    var reader = MailReader(files: archive.files)
    var mails: [MailThreads.Mail] = []
    mails.reserveCapacity(archive.locations.count)
    for location in archive.locations {
      do {
        if let mail = try head(of: location, &reader) {
          mails.append(mail)
        } else {
          report.refuse(location.place, msgid("no mail: it has no header"))
        }
      } catch {
        report.refuse(location.place, (error as? ReadError)?.reason ?? "\(error)")
      }
    }
    return mails
  }

  private func head(of location: MailArchive.Location, _ reader: inout MailReader) throws -> MailThreads.Mail? {
    let read = try reader.withBytes(of: location) { bytes in
      MailHead(bytes).map { ($0, $0.messageID ?? "sha256:" + Digest.hexadecimal(bytes)) }
    }
    guard let (head, identifier) = read else { return nil }
    let said = head.dates.lazy.compactMap(MailParser.date).first { (Self.oldest...now).contains($0) }
    let date = try said ?? reader.date(of: location)
    return MailThreads.Mail(
      location: location, identifier: identifier,
      references: head.references.isEmpty ? [head.inReplyTo].compactMap(\.self) : head.references,
      date: min(max(date, Self.oldest), now))
  }

  // MARK: Writing

  private mutating func write(
    _ topic: MailThreads.Topic, _ results: ArraySlice<Result<MailMessage, ImportRefusal>>, _ channel: String,
    _ batch: inout ImportBatch
  ) throws {
    var written: [String: Written] = [:]
    var root: String?
    for (mail, result) in zip(topic.mails, results) {
      let parent = topic.parents[mail.identifier].flatMap { written[$0] }
      let received = max(mail.date, parent.map { $0.received + 1 } ?? mail.date)
      let key = channel + "|" + mail.identifier
      do {
        var id = try batch.lookup(type: "Message", importKey: key)
        if id == nil {
          let place = Place(channel: channel, root: root, parent: parent?.id, received: received, key: key)
          id = try write(mail, result.get(), at: place, &batch)
        } else {
          report.count(.duplicates)
        }
        written[mail.identifier] = id.map { Written(id: $0, received: received) }
        root = root ?? id
      } catch let refusal as ImportRefusal {
        report.refuse(mail.location.place, refusal.reason)
      }
    }
  }

  /// Where a mail comes to stand.
  private struct Place {
    let channel: String
    let root: String?
    let parent: String?
    let received: Int64
    let key: String
  }

  private mutating func write(
    _ mail: MailThreads.Mail, _ message: MailMessage, at place: Place, _ batch: inout ImportBatch
  ) throws -> String {
    var object = try content(of: message, isTopic: place.root == nil, &batch)
    object["channelId"] = .string(place.channel)
    object["threadRootId"] = place.root.map(JSONValue.string) ?? .null
    object["replyTo"] = place.parent.map(JSONValue.string) ?? .null
    object["receivedAt"] = .string(UTCDate(milliseconds: place.received).text)
    object["sentAt"] = .string(UTCDate(milliseconds: min(mail.date, place.received)).text)
    object["importKey"] = .string(place.key)
    let id = try batch.insert(type: "Message", object)
    if place.root == nil { report.count(.topics) }
    report.count(.messages)
    return id
  }

  private mutating func content(
    of mail: MailMessage, isTopic: Bool, _ batch: inout ImportBatch
  ) throws -> JSONObject {
    var message = mail
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
