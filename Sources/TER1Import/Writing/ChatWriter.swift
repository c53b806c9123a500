import JSON
import PlainText
import TER1Server

/// IRC logs as messages of a chat room.
struct ChatWriter {
  private let room: String
  private var report = ImportReport()

  init(room: String) { self.room = room }

  consuming func run(_ tree: FileTree, _ cooperative: Cooperative, _ progress: (ImportReport) -> Void) throws
    -> ImportReport
  {
    report.add(tree.report)
    var logs: [(file: String, log: ChatLog)] = []
    for entry in tree.files {
      do throws(ReadError) {
        let log = ChatLog(try entry.path.contents(), name: entry.path.text, modified: entry.status.modified)
        report.add(log.report)
        logs.append((entry.path.text, log))
      } catch {
        report.refuse(entry.path.text, error.reason)
      }
    }
    logs.sort { ($0.log.messages.first?.date ?? 0, $0.file) < ($1.log.messages.first?.date ?? 0, $1.file) }
    for log in logs {
      try write(log.log.messages, of: log.file, cooperative)
      progress(report)
    }
    return report
  }

  private mutating func write(_ messages: [ChatLog.Message], of file: String, _ cooperative: Cooperative) throws {
    var rest = messages[...]
    while !rest.isEmpty {
      try cooperative.importBatch { batch in
        let channel = try batch.channel(kind: "chat", name: room)
        for message in rest.prefix(BatchSize.objects) { try write(message, of: file, channel, &batch) }
      }
      rest = rest.dropFirst(BatchSize.objects)
    }
  }

  private mutating func write(
    _ message: ChatLog.Message, of file: String, _ channel: String, _ batch: inout ImportBatch
  ) throws {
    let date = UTCDate(milliseconds: min(message.date, UTCDate.now.milliseconds)).text
    let key = "\(channel)|\(message.date)|" + Digest.hexadecimal((message.nick + "\n" + message.text).utf8)
    guard try batch.lookup(type: "Message", importKey: key) == nil else { return report.count(.duplicates) }
    do {
      _ = try batch.insert(
        type: "Message",
        [
          "channelId": .string(channel), "threadRootId": .null, "replyTo": .null, "subject": .null,
          "body": .string(CleanText.prefix(message.text, bytes: 65_536)), "bodyType": "text/plain",
          "author": ["name": .string(message.nick), "address": ""], "sentAt": .string(date),
          "receivedAt": .string(date), "importKey": .string(key),
        ])
      report.count(.messages)
    } catch let refusal as ImportRefusal {
      report.refuse(file, refusal.reason)
    }
  }
}
