public import Bundles
import GRDB
import JSON
import Wire

/// What became of a bundle's entries.
public struct BundleReport: Hashable, Sendable {
  /// The login name of whoever made it.
  public let author: String
  /// Changes that were made, and those that had been made before.
  public internal(set) var made = 0
  public internal(set) var already = 0
  /// Those that were not, and why: a SetError's type. They stay in their author's outbox.
  public internal(set) var refused: [Refusal] = []

  public struct Refusal: Hashable, Sendable {
    public let type: String
    public let reason: String
  }
}

extension Cooperative {
  /// Makes the changes that wait in a member's bundle, as the member, with his rights: each once, however often the bundle comes.
  public func take(_ bundle: SealedBundle) throws(CooperativeError) -> Result<BundleReport, BundleRefusal> {
    do {
      let opened = try bundle.open(with: [bundleSecret])
      let author = try read { try Self.author(of: opened, accountID, $0) }
      var taking = BundleTaking(self, author, opened)
      let report = try taking.run()
      audit.note(.act("bundle taken", about: author.handle))
      return .success(report)
    } catch let refusal as BundleRefusal {
      return .failure(refusal)
    } catch { throw error as? CooperativeError ?? .storage("\(error)") }
  }

  private static func author(of bundle: OpenedBundle, _ accountID: String, _ db: Database) throws -> Member {
    let content = bundle.content
    guard content.cooperative == accountID else { throw BundleRefusal.otherCooperative }
    let row = try Row.fetchOne(
      db, sql: "SELECT handle, principalId, password, isAdmin, isRemoved FROM member WHERE principalId = ?",
      arguments: [content.author])
    guard let row, try db.bundleKeys(of: content.author).contains(bundle.signer), !(row["isRemoved"] as Bool) else {
      throw BundleRefusal.stranger
    }
    let isWithdrawn = try Bool.fetchOne(
      db, sql: "SELECT isWithdrawn FROM bundle WHERE principalId = ? AND id = ?",
      arguments: [content.author, bundle.id])
    if let isWithdrawn { throw isWithdrawn ? BundleRefusal.withdrawn : BundleRefusal.alreadyHere }
    return MemberRow(row).member(row["handle"])
  }
}

/// One bundle, on its way into the cooperative.
private struct BundleTaking {
  private let cooperative: Cooperative
  private let author: Member
  private let bundle: OpenedBundle
  private var report: BundleReport
  /// What local ids stand for.
  private var ids: [String: String] = [:]

  init(_ cooperative: Cooperative, _ author: Member, _ bundle: OpenedBundle) {
    (self.cooperative, self.author, self.bundle) = (cooperative, author, bundle)
    report = BundleReport(author: author.handle)
  }

  mutating func run() throws -> BundleReport {
    for entry in bundle.content.entries {
      guard entry.action == .upload else {
        try take(entry)
        continue
      }
      let blob = try cooperative.keepBlob(bundle.content.blobs[entry.blob ?? 0], for: author)
      ids[entry.id] = blob.id
    }
    try close()
    return report
  }

  private mutating func take(_ entry: BundleEntry) throws {
    if try isTaken(entry) {
      report.already += 1
      return
    }
    let answer = try set(entry)
    if let reason = answer.refusal {
      report.refused.append(.init(type: entry.type, reason: reason))
      return
    }
    if answer.isNew { report.made += 1 } else { report.already += 1 }
    try cooperative.write { [author] in
      try $0.db.execute(
        sql: "INSERT OR IGNORE INTO bundleEntry VALUES (?, ?)", arguments: [author.principalID, entry.key])
    }
  }

  private mutating func isTaken(_ entry: BundleEntry) throws -> Bool {
    let isTaken = try cooperative.read { [author] in
      try Bool.fetchOne(
        $0, sql: "SELECT 1 FROM bundleEntry WHERE principalId = ? AND key = ?",
        arguments: [author.principalID, entry.key])
    }
    guard isTaken == true else { return false }
    if entry.action == .create { ids[entry.id] = try created(entry.id) }
    return true
  }

  /// What was refused is tried again when the bundle comes again.
  private func close() throws {
    let states = JSONValue.object(bundle.content.states.mapValues(JSONValue.string)).text
    try cooperative.write { transaction in
      let (db, author) = (transaction.db, author.principalID)
      try db.execute(sql: "INSERT OR REPLACE INTO bundleState VALUES (?, ?)", arguments: [author, states])
      guard report.refused.isEmpty else { return }
      try db.execute(
        sql: "INSERT OR IGNORE INTO bundle VALUES (?, ?, 0, ?)",
        arguments: [author, bundle.id, transaction.now.milliseconds])
    }
  }
}

// MARK: - One entry

extension BundleTaking {
  private struct Answer {
    var isNew = true
    var refusal: String?
  }

  /// By the same door as over the network: rights, limits and rules are the same.
  private mutating func set(_ entry: BundleEntry) throws -> Answer {
    guard let type = Types.named(entry.type) else { return Answer(refusal: MethodError.unknownMethod) }
    let id = try resolved(.string(entry.id)).string ?? entry.id
    let content = try resolved(.object(entry.content))
    var arguments: JSONObject = ["accountId": .string(cooperative.accountID)]
    switch entry.action {
    case .create: arguments["create"] = ["e": content]
    case .update:
      arguments["update"] = [id: content]
      if !entry.basis.isEmpty { arguments["ifMatch"] = [id: try resolved(.object(entry.basis))] }
    case .destroy, .upload: arguments["destroy"] = [.string(id)]
    }
    let request = Request(
      using: [Capability.core, type.capability], methodCalls: [Invocation(entry.type + "/set", arguments, id: "0")])
    let answer = try JSONValue(parsing: cooperative.api(request.json.bytes, as: author).body)
    return try verdict(answer["methodResponses"]?[0], entry, id)
  }

  private mutating func verdict(_ response: JSONValue?, _ entry: BundleEntry, _ id: String) throws -> Answer {
    guard let arguments = response?[1]?.object, response?[0]?.string == entry.type + "/set" else {
      return Answer(refusal: response?[1]?["type"]?.string ?? MethodError.serverFail)
    }
    let result = try SetResult(arguments)
    if let created = result.created["e"]?["id"]?.string { ids[entry.id] = created }
    guard let error = result.notCreated["e"] ?? result.notUpdated[id] ?? result.notDestroyed[id] else {
      return Answer()
    }
    if error.type == SetError.alreadyExists, let existing = error.existingId {
      ids[entry.id] = existing
      return Answer(isNew: false)
    }
    if error.type == SetError.notFound, entry.action == .destroy { return Answer(isNew: false) }
    return Answer(refusal: error.type)
  }

  /// With the server's ids in the place of local ones: of this bundle's creates, and of earlier ones.
  private mutating func resolved(_ value: JSONValue) throws -> JSONValue {
    switch value {
    case .string(let text) where text.hasPrefix("."):
      if ids[text] == nil { ids[text] = try created(text) }
      return .string(ids[text] ?? text)
    case .array(let elements): return .array(try elements.map { try resolved($0) })
    case .object(let members):
      var result: JSONObject = [:]
      for (name, value) in members { result[name] = try resolved(value) }
      return .object(result)
    default: return value
    }
  }

  private func created(_ local: String) throws -> String? {
    try cooperative.read { [author] in
      try String.fetchOne(
        $0, sql: "SELECT id FROM object WHERE creator = ? AND clientId = ?",
        arguments: [author.principalID, String(local.dropFirst())])
    }
  }
}
