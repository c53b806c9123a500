import Foundation
import GRDB
import JSON
import TestSupport
import Text

@testable import ClientCore

/// What the two at their keyboards do.
extension ConvergenceRun {
  /// A text that is found again wherever it goes.
  func mark() -> String {
    count += 1
    return "§\(count)§"
  }

  static func marks(in text: String) -> Set<String> {
    let parts = text.split(separator: "§", omittingEmptySubsequences: false)
    return Set(stride(from: 1, to: max(parts.count - 1, 1), by: 2).map { "§\(parts[$0])§" })
  }

  func edit(_ index: Int) throws {
    let device = devices[index]
    let before = try waiting(device)
    let mutations = try edits(device)
    guard !mutations.isEmpty else { return }
    note("\(index): " + mutations.map { "\($0.type) \($0.id) \($0.action)" }.joined(separator: ", "))
    for mutation in mutations { try takeBack(mutation, index) }
    do { try device.cache.enqueue(mutations) } catch CacheError.beingDestroyed { return }
    let after = try waiting(device)
    // What is not there any more, he wrote anew or took back himself.
    wanted[index].change(from: before, to: after)
  }

  /// What he deletes he does not want any more.
  private func takeBack(_ mutation: Mutation, _ index: Int) throws {
    switch mutation.action {
    case .destroy: break
    case .update(let patch) where patch["deletedAt"] != nil: break
    default: return
    }
    let key = ObjectKey(mutation.account, mutation.type, mutation.id)
    guard let object = try devices[index].cache.reader.json(key) else { return }
    for name in ["clientId", "uid"] {
      if let id = object[name]?.string, !mutation.id.isLocal { for one in 0..<2 { wanted[one].creates.remove(id) } }
    }
  }

  /// What is in a device's outbox.
  func waiting(_ device: Device) throws -> Wanted {
    try device.cache.pool.read { try OutboxTable.fetch($0, where: "1", []) }.reduce(into: Wanted()) { wanted, entry in
      switch entry.mutation.action {
      case .create(let object):
        wanted.marks.formUnion(Self.marks(in: JSONValue.object(object).text))
        if let id = entry.mutation.id.clientID { wanted.creates.insert(id) }
      case .update(let object): wanted.marks.formUnion(Self.marks(in: JSONValue.object(object).text))
      case .destroy, .upload: break
      }
    }
  }

  private func edits(_ device: Device) throws -> [Mutation] {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<3: try line(device)
    case 3: try topic(device)
    case 4, 5: try reply(device)
    case 6..<10: try changeMessage(device)
    case 10, 11: try read(device)
    case 12: try event(device)
    case 13..<16: try changeEvent(device)
    case 16: try node(device)
    default: try changeNode(device)
    }
  }

  private func newID() -> String {
    count += 1
    return "i\(seed)-\(count)"
  }

  /// One of the objects that the device shows, and its key.
  private func any(_ device: Device, _ type: TypeName, _ isFit: (JSONValue) -> Bool = { _ in true }) throws
    -> (key: ObjectKey, json: JSONValue)?
  {
    let account = try device.account
    let table = try TypeRegistry.type(type).table
    // In one statement: one for each object took most of the run's time.
    let shown = try device.cache.read { db in
      let statement = try db.cachedStatement(sql: "SELECT id, json FROM \(table) WHERE account = ?")
      return try Row.fetchAll(statement, arguments: [account.rawValue]).map { row in
        (key: ObjectKey(account, type, ObjectID(row[0] as String)), json: try JSONValue(parsing: row[1] as String))
      }
    }
    // What no server knows yet comes last.
    let fit = shown.sorted { ($0.key.id.isLocal ? 1 : 0, $0.key.id) < ($1.key.id.isLocal ? 1 : 0, $1.key.id) }
    return fit.filter { isFit($0.json) }.randomElement(using: &random)
  }

  private func me(_ device: Device) throws -> ObjectID {
    try device.cache.accounts(login: device.handle).first?.principalID ?? ""
  }
}

// MARK: - Discussion

extension ConvergenceRun {
  private func draft() -> MessageDraft { MessageDraft(body: "dit " + mark()) }

  private func line(_ device: Device) throws -> [Mutation] {
    guard let room = try any(device, "Channel", { $0["kind"]?.string == "chat" }) else { return [] }
    let id = newID()
    guard random.chance(0.15) else { return [Message.post(draft(), in: room.key, clientID: id, sentAt: time.now)] }
    let blob = Blob.upload(room.key.account, content: try spool(device), clientID: id + "-blob")
    var draft = draft()
    draft.attachments = [
      .init(blobID: blob.id, name: UntrustedText("pièce"), type: UntrustedText("text/plain"), size: 1)
    ]
    return [blob, Message.post(draft, in: room.key, clientID: id, sentAt: time.now)]
  }

  private func topic(_ device: Device) throws -> [Mutation] {
    guard let board = try any(device, "Channel", { $0["kind"]?.string == "forum" }) else { return [] }
    var draft = draft()
    draft.subject = "sujet " + mark()
    return [Message.post(draft, in: board.key, clientID: newID(), sentAt: time.now)]
  }

  private func reply(_ device: Device) throws -> [Mutation] {
    guard let parent = try any(device, "Message"), let message = try device.cache.reader.message(parent.key)?.message
    else { return [] }
    return [
      Message.reply(draft(), to: message, account: parent.key.account, clientID: newID(), sentAt: time.now)
    ]
  }

  private func changeMessage(_ device: Device) throws -> [Mutation] {
    let me = try me(device)
    let isOwn = random.chance(0.7)
    guard let target = try any(device, "Message", { !isOwn || $0["senderId"]?.string == me.rawValue }) else {
      return []
    }
    switch Int.random(in: 0..<8, using: &random) {
    case 0..<4:
      let isTopic = target.json["subject"]?.string != nil && random.chance(0.5)
      return [Message.edit(target.key, subject: isTopic ? "titre " + mark() : nil, body: "changé " + mark())]
    case 4: return [Message.delete(target.key, at: time.now)]
    case 5: return [Message.pin(target.key, random.chance(0.5))]
    default:
      let emoji = ["👍", "✊/~"].randomElement(using: &random) ?? ""
      return [Message.react(target.key, emoji: emoji, principal: me, isOn: random.chance(0.7))]
    }
  }

  private func read(_ device: Device) throws -> [Mutation] {
    let isTopic = random.chance(0.5)
    let found =
      try isTopic
      ? any(device, "Message", { $0["subject"]?.string != nil })
      : any(device, "Channel", { $0["kind"]?.string == "chat" })
    guard let found else { return [] }
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return [ReadPosition.unread(found.key)]
    case 1: return [ReadPosition.mute(found.key, random.chance(0.5))]
    default: return [ReadPosition.read(found.key, upTo: Double(Int.random(in: 1..<1_000, using: &random)))]
    }
  }
}

// MARK: - Events

extension ConvergenceRun {
  private func event(_ device: Device) throws -> [Mutation] {
    guard let calendar = try any(device, "Calendar") else { return [] }
    var draft = EventDraft(
      title: "réunion " + mark(), start: LocalTime(seconds: 1_900_000_000), timeZone: "Europe/Paris",
      duration: EventDuration(seconds: 3_600))
    draft.place = "salle"
    let mutation = CalendarEvent.create(draft, in: calendar.key, uid: newID())
    guard random.chance(0.4), case .create(var object) = mutation.action else { return [mutation] }
    object["recurrenceRule"] = ["@type": "RecurrenceRule", "frequency": "weekly", "count": 5]
    return [Mutation(account: mutation.account, type: mutation.type, id: mutation.id, action: .create(object))]
  }

  private func changeEvent(_ device: Device) throws -> [Mutation] {
    guard let event = try any(device, "CalendarEvent") else { return [] }
    switch Int.random(in: 0..<9, using: &random) {
    case 0..<3:
      let name = random.chance(0.5) ? "title" : "description"
      return [CalendarEvent.change(event.key, [name: .string("autre " + mark())])]
    case 3: return [CalendarEvent.cancel(event.key)]
    case 4: return [CalendarEvent.delete(event.key)]
    case 5: return [CalendarEvent.change(event.key, ["locations/1/name": .string("ailleurs " + mark())])]
    case 6:
      let patch: JSONValue = ["title": .string("cette fois " + mark())]
      let day = Int.random(in: 22..<25, using: &random)
      return [CalendarEvent.change(event.key, ["recurrenceOverrides/2030-03-\(day)T18:46:40": patch])]
    default: return try answer(device, event.key)
    }
  }

  private func answer(_ device: Device, _ key: ObjectKey) throws -> [Mutation] {
    let person = try device.cache.reader.person(ObjectKey(key.account, Principal.name, try me(device)))
    guard let person, let event = try device.cache.reader.event(key, zone: .gmt)?.series else { return [] }
    let participation = [CalendarEvent.Participation.accepted, .declined, .tentative].randomElement(using: &random)
    return [event.rsvp(participation ?? .accepted, as: Attendee(person.principal), account: key.account)]
  }
}

// MARK: - Files

extension ConvergenceRun {
  private func spool(_ device: Device) throws -> Mutation.Action {
    // Now and then more than one piece.
    let size = random.chance(0.1) ? 300_000 : 40
    let file = world.folder.file("content")
    var content = Data(repeating: UInt8(truncatingIfNeeded: count), count: size)
    content.append(contentsOf: "\(count)".utf8)
    try content.write(to: URL(filePath: file))
    return try device.cache.spool(copying: file, type: "text/plain")
  }

  /// Few enough that two may want the same.
  private func name() -> String { "\(["tract", "Appel", "notes"].randomElement(using: &random) ?? "")-\(count % 7)" }

  private func folder(_ device: Device) throws -> ObjectID? {
    random.chance(0.3) ? nil : try any(device, "FileNode", { $0["blobId"]?.string == nil })?.key.id
  }

  private func node(_ device: Device) throws -> [Mutation] {
    let (account, parent) = (try device.account, try folder(device))
    guard random.chance(0.5) else {
      return [FileNode.createFolder(account, named: name() + mark(), in: parent, clientID: newID())]
    }
    return FileNode.upload(account, named: name(), in: parent, content: try spool(device), clientID: newID())
  }

  private func changeNode(_ device: Device) throws -> [Mutation] {
    guard let node = try any(device, "FileNode") else { return [] }
    switch Int.random(in: 0..<4, using: &random) {
    case 0, 1: return [FileNode.rename(node.key, to: name() + mark())]
    case 2: return [FileNode.move(node.key, into: try folder(device))]
    default: return [FileNode.delete(node.key)]
    }
  }
}
