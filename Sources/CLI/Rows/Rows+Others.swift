internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Settings
internal import TER1TUI
internal import Text

extension Row {
  /// - Parameter account: nil for a login that was never synced.
  static func account(_ account: Account?, login: Login) -> Row {
    let name = account?.name.line ?? SafeText(tr("(never synced)"))
    let types = account.map { $0.capabilities.sorted().map { JSONValue.string($0) } } ?? []
    return Row(
      json: [
        "name": .string(login.name), "url": .string(login.url), "user": .string(login.user),
        "cooperative": .text(account?.name),
        "account": .number(account.map { Int($0.id.rawValue) }),
        "accountId": account.map { .string($0.jmapID) } ?? .null,
        "isReadOnly": .bool(account?.isReadOnly ?? false), "capabilities": .array(types),
        "offers": .array((account?.offers ?? []).map(\.rawValue).sorted().map { .string($0) }),
      ], line: SafeText(login.name + "  ") + name + SafeText("  \(login.user)  \(login.url)"))
  }

  static func calendar(_ row: CalendarRow, in account: UntrustedText) -> Row {
    let rights = row.calendar.rights
    let named: [(String, Bool)] = [
      ("mayReadItems", rights.mayReadItems), ("mayWriteAll", rights.mayWriteAll), ("mayWriteOwn", rights.mayWriteOwn),
      ("mayRSVP", rights.mayRSVP), ("mayDelete", rights.mayDelete),
    ]
    let words =
      row.isWritable ? tr("you may write") : rights.mayRSVP ? tr("you may read and answer") : tr("you may only read")
    return Row(
      json: [
        "key": .string(row.key.text), "id": .id(row.key.id), "account": .text(account),
        "name": .text(row.calendar.name), "description": .text(row.calendar.summary),
        "color": .text(row.calendar.color), "timeZone": .text(row.calendar.timeZone),
        "viewerAddress": .text(row.calendar.viewerAddress), "isPersonal": .bool(row.calendar.isPersonal),
        "rights": .object(JSONObject(uniqueKeysWithValues: named.map { ($0.0, .bool($0.1)) })),
      ],
      line: account.line + " > " + row.calendar.name.line
        + SafeText("  (" + (row.calendar.isPersonal ? tr("your own") : words) + ")"))
  }

  static func event(_ event: CalendarEvent, _ row: AgendaRow, zone: TimeZone) -> Row {
    let line =
      SafeText((event.isAllDay ? String(event.start.string.prefix(10)) : RowTime.local(row.start, zone)) + "  ")
      + event.title.line
      + (event.places.first.map { "  @ " + $0.name.line } ?? "")
      + SafeText(event.status == .cancelled ? "  (" + tr("cancelled") + ")" : "") + row.mark.suffix
    return Row(json: json(event, row), line: line)
  }

  private static func json(_ event: CalendarEvent, _ row: AgendaRow) -> JSONValue {
    [
      "key": .string(row.key.text), "id": .id(row.key.id), "uid": .text(event.uid),
      "calendar": .text(row.calendar?.name),
      "calendarId": .id(event.calendarID), "title": .text(event.title), "description": .text(event.summary),
      "start": .string(event.start.string), "timeZone": .text(event.timeZone), "startsAt": .time(row.start),
      "endsAt": .time(row.end),
      "isAllDay": .bool(event.isAllDay), "isRecurring": .bool(event.isRecurring),
      "recurrenceId": row.recurrenceID.map { .string($0.string) } ?? .null, "status": .string(event.status.rawValue),
      "places": .array(event.places.map { .text($0.name) }), "links": .array(event.virtualPlaces.map { .text($0.uri) }),
      "participation": row.participation.map { .string($0.rawValue) } ?? .null,
      "participants": .number(event.participants.count),
      "state": row.mark.json,
    ]
  }

  /// - Parameter path: the folder's, with `/` between and at the end.
  static func file(_ row: FileRow, path: String, in account: UntrustedText) -> Row {
    let node = row.node
    let size = node.size.map { "\($0)" } ?? "-"
    let padding = String(repeating: " ", count: max(0, 12 - size.count))
    return Row(
      json: [
        "key": .string(row.key.text), "id": .id(node.id), "account": .text(account),
        "path": .string(path + node.name.raw),
        "name": .text(node.name), "parentId": .id(node.parentID), "isFolder": .bool(node.isFolder),
        "type": .text(node.type),
        "size": .number(node.size), "sha256": .text(node.sha256), "description": .text(node.summary),
        "modified": .time(node.modified),
        "createdBy": .text(row.createdBy?.name), "state": row.mark.json,
      ],
      line: SafeText(padding + size + "  ") + UntrustedText(path + node.name.raw).line
        + SafeText(node.isFolder ? "/" : "") + row.mark.suffix)
  }

  static func kit(_ kit: Kit, in account: UntrustedText) -> Row {
    let words = KitWords(tr)
    let node = kit.folder.node
    let leaflets: [JSONValue] = kit.leaflets.map { leaflet in
      [
        "name": .text(leaflet.name),
        "variants": .array(
          leaflet.variants.map { variant in
            [
              "kind": .string(variant.kind.name), "key": .string(variant.file.key.text),
              "name": .text(variant.file.node.name), "size": .number(variant.size),
              "isHere": .bool(variant.file.download?.state == .done),
            ]
          }),
      ]
    }
    let size = kit.variants(.smallest).reduce(0) { $0 + $1.size }
    let count = tr(kit.leaflets.count, "%1 leaflet", "%1 leaflets")
    return Row(
      json: [
        "key": .string(kit.folder.key.text), "id": .id(node.id), "account": .text(account), "name": .text(node.name),
        "code": .string(kit.code), "link": .string(kit.link), "eventId": .id(node.eventID),
        "event": .text(kit.event?.title), "campaign": .text(node.campaign), "leaflets": .array(leaflets),
        "state": kit.folder.mark.json,
      ],
      line: SafeText(kit.code + "  ") + node.name.line + SafeText("  (") + words.purpose(kit)
        + SafeText(", \(count), " + tr("the smallest of each: %1", ByteCount.text(size, tr)) + ")")
        + kit.folder.mark.suffix)
  }

  static func hit(_ hit: SearchHit, zone: TimeZone) -> Row {
    let date = hit.date.map { RowTime.local($0, zone) } ?? String(repeating: " ", count: 16)
    let place = hit.place.map { $0.line + " > " } ?? ""
    return Row(
      json: [
        "key": .string(hit.key.text), "id": .id(hit.key.id), "type": .string(hit.key.type.rawValue),
        "title": .text(hit.title),
        "place": .text(hit.place), "author": .text(hit.author?.name), "date": .time(hit.date),
        "snippet": .text(hit.snippet),
      ],
      line: SafeText(date + "  ") + place + hit.title.line + (hit.author.map { " (" + $0.words + ")" } ?? "") + colon
        + hit.snippet.line)
  }

  static func entry(_ row: OutboxRow, zone: TimeZone) -> Row {
    let entry = row.entry
    let reason = entry.isSuperseded ? nil : entry.failure.map { UntrustedText($0.sentence(of: entry.mutation)) }
    let place = row.place.map { $0.line + " > " } ?? ""
    return Row(
      json: [
        "entry": .int(entry.id), "state": .string(entry.state.rawValue), "key": .string(entry.mutation.key.text),
        "action": .string(entry.mutation.action.word), "account": .text(row.accountName), "place": .text(row.place),
        "title": .text(row.title),
        "createdAt": .time(entry.createdAt), "attempts": .number(entry.attempts),
        "nextAttemptAt": .time(entry.nextAttemptAt),
        "failure": entry.failure.map {
          [
            "type": .string($0.type), "words": .string($0.words(tr, of: entry.mutation)),
            "description": $0.description.map { .string($0) } ?? .null,
          ]
        } ?? .null,
      ],
      line: SafeText("\(entry.id)  \(tr(entry.word))  ") + place + row.title.line
        + (reason.map { colon + $0.line } ?? ""))
  }
}

extension Mutation {
  var key: ObjectKey { ObjectKey(account, type, id) }
}

extension Mutation.Action {
  var word: String {
    switch self {
    case .create: "create"
    case .update: "update"
    case .destroy: "destroy"
    case .upload: "upload"
    }
  }
}

extension OutboxEntry {
  fileprivate var word: String {
    switch state {
    case .queued: msgid("queued")
    case .sending: msgid("being sent")
    case .failed where isSuperseded:
      mutation.isOfOneMember
        ? msgid("changed on another device of yours first") : msgid("changed by somebody else first")
    case .failed: msgid("refused")
    }
  }
}
