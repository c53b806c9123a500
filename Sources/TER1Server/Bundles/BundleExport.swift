public import Bundles
import GRDB
import JSON
import Wire

/// A bundle for a member, and what there was no room for.
public struct ExportedBundle: Sendable {
  public let bundle: SealedBundle
  /// Lessons whose texts were left out.
  public internal(set) var textsLeftOut = 0
}

extension Cooperative {
  /// What a member's client lacks, as syncing would bring it: after what the member's last bundle said that it has, or everything.
  /// - Parameters:
  ///   - split: bytes of the largest part; nil: as few parts as may be.
  ///   - texts: so many bytes of lessons' texts go along, the smallest first.
  public func exportBundle(
    for handle: String, everything: Bool = false, split: Int? = nil, texts: Int = 0
  ) throws(CooperativeError) -> Result<ExportedBundle, BundleRefusal> {
    let (keys, content, leftOut) = try Self.storage {
      try read { try bundleContent(for: handle, everything, texts, $0) }
    }
    audit.note(.act("bundle made", about: handle))
    do throws(BundleRefusal) {
      let bundle = try SealedBundle.seal(content, for: Set(keys), by: bundleSecret, split: split)
      return .success(ExportedBundle(bundle: bundle, textsLeftOut: leftOut))
    } catch { return .failure(error) }
  }

  private func bundleContent(
    for handle: String, _ everything: Bool, _ texts: Int, _ db: Database
  ) throws -> (keys: [BundleKey], BundleContent, leftOut: Int) {
    guard let row = try db.member(handle: handle), !row.isRemoved else {
      throw CooperativeError.unknownMember(handle: handle)
    }
    let keys = try db.bundleKeys(of: row.principalID)
    guard !keys.isEmpty else { throw CooperativeError.noDevice(handle: handle) }
    let call = try Call(db, row.member(handle), createdIDs: [:], now: clock())
    var content = try content(for: row.member(handle), everything, call, db)
    let leftOut = try Self.addTexts(to: &content, within: texts, call)
    return (keys, content, leftOut)
  }

  private func content(
    for member: Member, _ everything: Bool, _ call: Call, _ db: Database
  ) throws -> BundleContent {
    var content = BundleContent(cooperative: accountID, author: "", made: clock().text)
    let known = everything ? [:] : try db.bundleStates(of: member.principalID)
    for (type, now) in zip(Types.all, try call.currentStates()) {
      content.records[type.name] = try Self.records(type, now, known[type.name], call)
    }
    return content
  }

  /// nil: the client has all of it.
  private static func records(
    _ type: any ObjectType, _ now: State, _ known: String?, _ call: Call
  ) throws -> BundleRecords? {
    let since = try known.flatMap { try standing($0, now, call) }
    let from = since ?? State(epoch: now.epoch, rights: now.rights, modseq: 0)
    guard from != now else { return nil }
    let changes = try GetChanges.run(type, since: from, now: now, named: from.text, most: .max, call)
    let ids = changes.created + changes.updated
    var records = BundleRecords(since: since?.text, state: now.text, destroyed: changes.destroyed)
    // Also what came and went after `since`: a client may have met it by another bundle.
    if let since { records.destroyed += try gone(type, after: since, call) }
    for start in stride(from: 0, to: ids.count, by: Self.step) {
      let objects = try Get.objects(type, Array(ids[start..<min(start + Self.step, ids.count)]), call)
      for object in try JSONValue(parsing: objects.text).array ?? [] { records.list.append(object) }
      records.destroyed += objects.notFound
    }
    return records
  }

  /// Puts lessons' texts in, the smallest first.
  /// - Returns: how many there was no room for.
  private static func addTexts(to content: inout BundleContent, within most: Int, _ call: Call) throws -> Int {
    let type = LessonType()
    guard var records = content.records[type.name] else { return 0 }
    var room = most
    let sizes = records.list.map { (id: $0["id"]?.string ?? "", size: $0["size"]?.int ?? 0) }
    let chosen = sizes.sorted { ($0.size, $0.id) < ($1.size, $1.id) }.prefix { lesson in
      room -= lesson.size
      return room >= 0
    }
    guard !chosen.isEmpty else { return sizes.count }
    let wanted = Set(chosen.map(\.id))
    var list = BundleObjects()
    for lesson in records.list {
      guard let id = lesson["id"]?.string, wanted.contains(id) else {
        list.append(lesson)
        continue
      }
      let text = try Get.objects(type, [id], only: ["text"], call).first?["text"]
      list.append(.object((lesson.object ?? [:]).merging(text.map { ["text": $0] } ?? [:]) { $1 }))
    }
    records.list = list
    content.records[type.name] = records
    return sizes.count - chosen.count
  }

  private static func gone(_ type: any ObjectType, after since: State, _ call: Call) throws -> [String] {
    let rows = try Row.fetchAll(
      call.db,
      sql: """
        SELECT id, container FROM object
        WHERE type = ? AND owner = ? AND modseq > ? AND createdModseq > ? AND isDestroyed = 1
        """,
      arguments: [type.name, type.isPrivate ? call.access.principalID : "", since.modseq, since.modseq])
    return rows.filter { call.access.sees(type, in: $0["container"]) }.map { $0["id"] }
  }

  /// Objects read at once.
  private static let step = 100

  /// nil: it is none of ours, or of other rights: everything is needed.
  private static func standing(_ text: String, _ now: State, _ call: Call) throws -> State? {
    guard let state = State(text), state.top == nil, state.rights == now.rights, state.modseq <= now.modseq,
      try call.isOwn(state)
    else { return nil }
    return state
  }
}

extension Database {
  /// What a member's client held when it made its last bundle, by type.
  fileprivate func bundleStates(of principal: String) throws -> [String: String] {
    let text = try String.fetchOne(
      self, sql: "SELECT states FROM bundleState WHERE principalId = ?", arguments: [principal])
    return try text.map { try JSONValue(parsing: $0).object ?? [:] }?.compactMapValues(\.string) ?? [:]
  }
}
