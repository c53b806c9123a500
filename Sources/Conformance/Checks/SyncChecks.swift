import ClientCore
import JSON
import Sync
import Text
import Wire

/// What our own engine makes of the server, with two devices.
enum SyncChecks {
  static let all: [Check] = [
    Check("sync.first", "a first sync comes to its end, and a second one finds nothing new", "docs/protocol.md, 15") {
      examinee async throws(Finding) in
      let device = try Device(examinee.visitor, in: examinee.scratch)
      try await device.sync()
      let second = try await device.sync()
      try expect(
        second.received == 0 && second.removed == 0, "nothing new", "\(second.received) new, \(second.removed) removed")
    },
    Check("sync.waiting", "news come by themselves", "RFC 8620, 7.3", levels: []) { examinee async throws(Finding) in
      switch try await Device(examinee.visitor, in: examinee.scratch).waiting() {
      case .push?: return
      case .polling?: throw .notOffered("the server is asked every few minutes")
      case nil: throw .failed(expected: "a device that waits for news", seen: "none within 5 s")
      }
    },
    check("sync.post", "what one device posts the other reads", post),
    check("sync.reply", "a reply finds its topic on every device", reply),
    check("sync.removed", "what the server removed goes on every device", removed),
    check("sync.forgotten", "states that the server does not know lose nothing", forgotten),
    check("sync.edit", "what one device edits the other reads", levels: [.l2], edit),
    check("sync.conflict", "two devices that edit the same thing end alike", levels: [.l2], conflict),
    Check(
      "sync.event", "an event is made, changed and cancelled on two devices", "docs/protocol.md, 15",
      levels: [.l1, .l2], need: .writing, event),
    Check(
      "sync.file", "a file that goes up on one device comes down on the other", "docs/protocol.md, 15", levels: [.l2],
      need: .writing, file),
  ]

  private static func check(
    _ name: String, _ promise: String, levels: Set<Level> = Level.every,
    _ examine: @escaping @Sendable (Pair) async throws(Finding) -> Void
  ) -> Check {
    Check(name, promise, "docs/protocol.md, 15", levels: levels, need: .writing) { examinee async throws(Finding) in
      let pair = try await Pair.make(examinee)
      let finding: Finding?
      do throws(Finding) {
        try await examine(pair)
        finding = nil
      } catch { finding = error }
      try await pair.throwAway()
      if let finding { throw finding }
    }
  }

  private static func post(_ pair: Pair) async throws(Finding) {
    try pair.first.create("Message", pair.here, pair.topic("Réunion", "à 18 h, à la Bourse"))
    try await pair.first.deliver()
    try await pair.second.sync()
    let (_, message) = try pair.second.find("Message", pair.there, "the topic", pair.isHere)
    try expect(message["subject"] == "Réunion", "the subject", message["subject"]?.short ?? "none")
    try expect(
      message["body"]?.string?.hasPrefix("à 18 h, à la Bourse") == true, "the text", message["body"]?.short ?? "none")
  }

  private static func reply(_ pair: Pair) async throws(Finding) {
    try pair.first.create("Message", pair.here, pair.topic("Qui vient ?", "Dites-le ici."))
    try await pair.first.deliver()
    try await pair.second.sync()
    let topic = try pair.second.find("Message", pair.there, "the topic", pair.isHere).id
    let reply: JSONObject = [
      "channelId": .string(pair.place), "threadRootId": .string(topic.rawValue), "replyTo": .string(topic.rawValue),
      "body": "Moi !",
      "sentAt": "2026-01-01T12:00:00Z",
    ]
    try pair.second.create("Message", pair.there, reply)
    try await pair.second.deliver()
    try await pair.first.sync()
    let (id, found) = try pair.first.find("Message", pair.here, "the reply") {
      pair.isHere($0) && $0["threadRootId"]?.string != nil
    }
    // Of mails a thread has a name of its own, the root's Message-ID.
    let key = ObjectKey(pair.here, "Message", ObjectID(found["threadRootId"]?.string ?? ""))
    let thread = try pair.first.read { () throws(CacheError) in try pair.first.cache.reader.thread(key, limit: 10) }
    let inside = thread?.messages.rows.map(\.key.id) ?? []
    try expect(inside == [topic, id], "the topic \(topic) and its reply \(id) in one thread", "\(inside)")
    try expect(found["body"]?.string?.hasPrefix("Moi !") == true, "the text", found["body"]?.short ?? "none")
  }

  private static func removed(_ pair: Pair) async throws(Finding) {
    try pair.first.create("Message", pair.here, pair.topic("Court", "x"))
    try await pair.first.deliver()
    try await pair.second.sync()
    let id = try pair.second.find("Message", pair.there, "the topic", pair.isHere).id
    let result = try await pair.collection.set(["destroy": [.string(id.rawValue)]])
    try expect(result.destroyed == [id.rawValue], "destroyed", result.notDestroyed[id.rawValue]?.words ?? "\(result)")
    for (device, account) in [(pair.first, pair.here), (pair.second, pair.there)] {
      try await device.sync()
      let left = try device.objects("Message", account).values.filter(pair.isHere)
      try expect(left.isEmpty, "no message", "\(left.count)")
    }
  }

  private static func forgotten(_ pair: Pair) async throws(Finding) {
    for number in 0..<3 { try pair.first.create("Message", pair.here, pair.topic("\(number)", "x")) }
    try await pair.first.deliver()
    try await pair.second.sync()
    let before = try pair.second.objects("Message", pair.there)
    try await pair.second.forgetStates(pair.there, ["Channel", "Message", "CalendarEvent"])
    try pair.first.create("Message", pair.here, pair.topic("3", "x"))
    try await pair.first.deliver()
    try await pair.second.sync()
    try await pair.second.sync()
    let after = try pair.second.objects("Message", pair.there)
    try expect(after.count == before.count + 1, "\(before.count + 1) messages", "\(after.count)")
    try expect(before.allSatisfy { after[$0.key] == $0.value }, "those of before, unchanged", "some differ")
  }

  private static func edit(_ pair: Pair) async throws(Finding) {
    try pair.first.create("Message", pair.here, pair.topic("Avant", "avant"))
    try await pair.first.deliver()
    let id = try pair.first.find("Message", pair.here, "the topic", pair.isHere).id
    try pair.first.update("Message", pair.here, id, ["body": "après"])
    try await pair.first.deliver()
    try await pair.second.sync()
    let (_, message) = try pair.second.find("Message", pair.there, "the topic", pair.isHere)
    try expect(message["body"] == "après", "the new text", message["body"]?.short ?? "none")
  }

  private static func conflict(_ pair: Pair) async throws(Finding) {
    let twin = try Device(pair.member.visitor, in: pair.member.scratch)
    try pair.first.create("Message", pair.here, pair.topic("À deux", "au début"))
    try await pair.first.deliver()
    try await twin.sync()
    let account = try twin.account(pair.collection.account)
    let id = try twin.find("Message", account, "the topic", pair.isHere).id
    try pair.first.update("Message", pair.here, id, ["body": "l’une"])
    try twin.update("Message", account, id, ["body": "l’autre"])
    try await pair.first.deliver()
    for device in [twin, pair.first] { try await device.sync() }
    let (one, other) = (try pair.first.objects("Message", pair.here)[id], try twin.objects("Message", account)[id])
    try expect(
      one?["body"] == other?["body"], "the same text on both",
      "\(one?["body"]?.short ?? "") \(other?["body"]?.short ?? "")")
  }

  private static func event(_ examinee: Examinee) async throws(Finding) {
    let member = try await examinee.shared()
    let agenda = try await Agenda.shared(member)
    let (first, second) = try Device.pair(member)
    for device in [first, second] { try await device.sync() }
    let (here, there) = (try first.account(agenda.events.account), try second.account(agenda.events.account))
    let known = Set(try first.objects("CalendarEvent", here).keys.map(\.rawValue))
    let isOurs: (JSONObject) -> Bool = { !known.contains($0["id"]?.string ?? "") }
    try first.create(
      "CalendarEvent", here,
      [
        "@type": "Event", "calendarIds": [agenda.id: true], "title": "Fête", "start": "2026-03-01T18:00:00",
        "timeZone": "Europe/Paris",
        "duration": "PT2H",
      ])
    try await first.deliver()
    let id = try first.find("CalendarEvent", here, "the event", isOurs).id
    examinee.trash.add(agenda.events, id.rawValue)
    try await second.sync()
    for (patch, name): (JSONObject, String) in [
      (["title": "Grande fête"], "title"), (["status": "cancelled"], "status"),
    ] {
      try first.update("CalendarEvent", here, id, patch)
      try await first.deliver()
      try await second.sync()
      let (_, event) = try second.find("CalendarEvent", there, "the event", isOurs)
      try expect(event[name] == patch[name], "\(name) \(patch[name]?.short ?? "")", event[name]?.short ?? "absent")
      try expect(
        event["start"] == "2026-03-01T18:00:00" && event["duration"] == "PT2H", "start and duration",
        JSONValue.object(event).short)
    }
  }

  private static func file(_ examinee: Examinee) async throws(Finding) {
    let nodes = try ExaminedType.named("FileNode", examinee)
    let (first, second) = try Device.pair(examinee)
    for device in [first, second] { try await device.sync() }
    let (here, there) = (try first.account(nodes.account), try second.account(nodes.account))
    let (path, bytes) = (
      examinee.scratch + "/" + Unique.word(), (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 37 >> 2) }
    )
    try Scratch.write(bytes, to: path)
    let (blob, name) = (ObjectID(clientID: Unique.word()), Unique.word() + ".pdf")
    let spooled = try first.read { () throws(CacheError) in
      try first.cache.spool(copying: path, type: "application/pdf")
    }
    try first.enqueue(Mutation(account: here, type: "Blob", id: blob, action: spooled))
    try first.create(
      "FileNode", here,
      ["name": .string(name), "parentId": nil, "blobId": .string(blob.rawValue), "type": "application/pdf"])
    try await first.deliver()
    try await second.sync()
    let (id, node) = try second.find("FileNode", there, "the file") { $0["name"]?.string == name }
    examinee.trash.add(nodes, id.rawValue)
    let download = Download(
      id: Unique.word(), account: there, blobID: ObjectID(node["blobId"]?.string ?? ""), path: path + ".down",
      size: bytes.count, sha256: node["sha256"]?.string.map { UntrustedText($0) }, updatedAt: 0)
    _ = try second.read { () throws(CacheError) in try second.cache.recordDownload(download) }
    do { _ = try await second.engine.download(download) } catch {
      throw .failed(expected: "the file comes down", seen: "\(error)")
    }
    try expect(Scratch.read(path + ".down") == bytes, "its \(bytes.count) bytes", "others")
  }
}

/// Two devices and a board that they may post to for the time of a check.
struct Pair: Sendable {
  /// The server as the devices' members see it.
  let member: Examinee
  let first: Device
  let second: Device
  /// The account, in either cache.
  let here: AccountID
  let there: AccountID
  /// The board's id.
  let place: String
  /// What the server calls messages, as one may remove them.
  let collection: Collection
  /// Messages that were there before.
  private let known: Set<String>

  static func make(_ examinee: Examinee) async throws(Finding) -> Pair {
    let member = try await examinee.shared()
    let (place, collection) = try await board(examinee, member)
    let (first, second) = try Device.pair(member)
    for device in [first, second] { try await device.sync() }
    let (here, there) = (try first.account(collection.account), try second.account(collection.account))
    try expect(try second.objects("Channel", there)[ObjectID(place)] != nil, "the board on the other device", "none")
    let known = Set(try first.objects("Message", here).keys.map(\.rawValue))
    return Pair(
      member: member, first: first, second: second, here: here, there: there, place: place, collection: collection,
      known: known)
  }

  /// A forum of our own; on a server of mail a mailbox where the one may post and the other may remove it.
  private static func board(_ examinee: Examinee, _ member: Examinee) async throws(Finding) -> (String, Collection) {
    if examinee.isOfLevel2 {
      let board = try await Board.make(examinee)
      return (board.id, board.messages)
    }
    let removable = try await mailboxes(examinee, "mayRemoveItems")
    let postable = try await mailboxes(member, "mayAddItems")
    let isPersonal = try member.session.session.accounts[member.account(having: Capability.mail)]?.isPersonal ?? true
    guard !isPersonal, let place = postable.first(where: { removable.contains($0) }) else {
      throw .notTried("needs a shared mailbox where one member may post and the other may remove it again")
    }
    return (place, try ExaminedType.named("Email", examinee))
  }

  private static func mailboxes(_ examinee: Examinee, _ right: String) async throws(Finding) -> [String] {
    let list = try await ExaminedType.named("Mailbox", examinee).get(["ids": nil]).list
    return list.filter { $0["myRights"]?[right] == true }.compactMap { $0["id"]?.string }.sorted()
  }

  /// What was posted goes when the check ends.
  func throwAway() async throws(Finding) {
    try await first.sync()
    for (id, message) in try first.objects("Message", here) where isHere(message) {
      collection.examinee.trash.add(collection, id.rawValue)
    }
  }

  func topic(_ subject: String, _ body: String) -> JSONObject {
    ["channelId": .string(place), "subject": .string(subject), "body": .string(body), "sentAt": "2026-01-01T12:00:00Z"]
  }

  /// Whether a message is one of the check's.
  var isHere: @Sendable (JSONObject) -> Bool {
    { [place, known] in $0["channelId"]?.string == place && !known.contains($0["id"]?.string ?? "") }
  }
}
