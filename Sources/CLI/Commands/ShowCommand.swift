internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import TER1TUI
internal import Text

struct ShowCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "show",
      abstract: tr("Show a topic, message, event, file, proposal or member in full; works offline."))
  }

  @Argument(help: ArgumentHelp(tr("A key or id, as list and search give it."))) var id: String
  @Flag(help: ArgumentHelp(tr("The object as JSON, on one line."))) var json = false
  @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

  func run() throws {
    let desk = try Desk()
    try desk.read { (reader) throws(Failure) in
      let key = try Places(reader: reader, account: account).object(id)
      let known = try reading({ () throws(CacheError) in try reader.json(key) })
      // Of a topic of mails the first may never have come.
      let topic = try reading({ () throws(CacheError) in key.type == Message.name ? try reader.topic(key) : nil })
      let isTopic = topic != nil && !json
      guard let object = isTopic ? known ?? .object([:]) : known else {
        throw Failure(
          .notFound, tr("Nothing here has the id “%1”.", id), remedy: tr("Sync, or look for it: ter1 search WORDS"))
      }
      if json { return try Desk.output.json(object) }
      for line in try Page(reader: reader, zone: desk.zone).lines(key, object) { try Desk.output.line(line) }
    }
  }
}

extension ShowCommand {
  /// An object as lines of text.
  struct Page {
    let reader: CacheReader
    let zone: TimeZone

    func lines(_ key: ObjectKey, _ object: JSONValue) throws(Failure) -> [SafeText] {
      if key.type == Message.name, let topic = try reading({ () throws(CacheError) in try reader.topic(key) }) {
        return try thread(topic)
      }
      if key.type == Message.name, let row = try reading({ () throws(CacheError) in try reader.message(key) }) {
        return message(row)
      }
      if key.type == CalendarEvent.name,
        let detail = try reading({ () throws(CacheError) in try reader.event(key, zone: zone) })
      {
        return event(detail)
      }
      if key.type == Proposal.name, let detail = try reading({ () throws(CacheError) in try reader.proposal(key) }) {
        return UntrustedText(Minutes(detail, now: Sender.now(), zone: zone, tr).text(.markdown)).lines
      }
      return fields(object)
    }

    private func thread(_ topic: TopicRow) throws(Failure) -> [SafeText] {
      var lines = [topic.subject?.line ?? SafeText(tr("(no subject)")), ""]
      var offset = 0
      while true {
        let page = try reading { () throws(CacheError) in try reader.thread(topic.key, at: .index(offset), limit: 500)
        }?.messages
        guard let page else { return lines }
        for row in page.rows.dropFirst(max(0, offset - page.offset)) { lines += message(row) + [""] }
        guard page.end > offset, page.end < page.total else { return lines }
        offset = page.end
      }
    }

    private func message(_ row: MessageRow) -> [SafeText] {
      let indent = SafeText(String(repeating: "  ", count: min(row.depth, 10)))
      let message = row.message
      let author = row.author.words
      let head =
        author + SafeText(" · " + RowTime.local(message.receivedAt, zone) + " · \(row.key.text)") + row.mark.suffix
      let body = message.absence.map { [$0] } ?? message.body.lines
      let files = message.attachments.map {
        SafeText(tr("Attachment:") + " ") + $0.name.line + SafeText(" (\($0.size) \(tr("bytes")))")
      }
      return ([head] + body + missing(in: message) + files).map { indent + $0 }
    }

    /// What of a text is elsewhere.
    private func missing(in message: Message) -> [SafeText] {
      if message.isCut { return [SafeText(tr("(cut here: the whole is attached)"))] }
      guard !message.isWhole, !message.isDeleted else { return [] }
      let text = message.hasText ? tr("(the rest is on the server)") : tr("(the text is still on the server)")
      return [SafeText(text)]
    }

    private func event(_ detail: EventDetail) -> [SafeText] {
      let event = detail.series
      let when = event.isAllDay ? String(event.start.string.prefix(10)) : RowTime.local(detail.occurrence.start, zone)
      let end = event.isAllDay ? "" : " – " + RowTime.local(detail.occurrence.end, zone)
      var lines = [event.title.line, SafeText(when + end)]
      if event.status == .cancelled { lines.append(SafeText(tr("Cancelled."))) }
      lines += event.places.map { "@ " + $0.name.line + ($0.summary.isEmpty ? "" : ", " + $0.summary.line) }
      lines += event.virtualPlaces.map { $0.name.line + "  " + $0.uri.line }
      lines += event.links.map(\.line)
      if !event.summary.isEmpty { lines += [""] + event.summary.lines }
      if !event.invited.isEmpty { lines.append("") }
      lines += event.invited.map { $0.label.line + colon + SafeText(tr($0.participation.message)) }
      if !detail.next.isEmpty {
        lines += ["", SafeText(tr("Next times:"))] + detail.next.map { SafeText("  " + RowTime.local($0, zone)) }
      }
      return lines
    }

    /// Anything else, a property a line.
    private func fields(_ object: JSONValue) -> [SafeText] {
      (object.object ?? [:]).sorted { $0.key < $1.key }.map { name, value in
        UntrustedText(name).line + colon + UntrustedText(value.string ?? value.text).line
      }
    }
  }
}

extension CalendarEvent.Participation {
  var message: String {
    switch self {
    case .needsAction: msgid("no answer yet")
    case .accepted: msgid("comes")
    case .declined: msgid("does not come")
    case .tentative: msgid("comes perhaps")
    case .delegated: msgid("sends somebody else")
    }
  }
}
