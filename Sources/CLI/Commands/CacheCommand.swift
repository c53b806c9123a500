internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Settings

struct CacheCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "cache", abstract: tr("Look through the cache, and mend it."),
      subcommands: [Verify.self, Rebuild.self])
  }

  struct Verify: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "verify", abstract: tr("Compare everything in the cache with what it comes from; changes nothing.")
      )
    }
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() throws {
      let findings = try CacheCommand.findings(Desk())
      for finding in findings {
        if json { try Desk.output.json(finding.json) } else { try Desk.output.line(finding.text) }
      }
      if findings.contains(where: \.isDamage) {
        throw Failure(
          .data, tr("The cache is damaged."), safe: tr("Nothing was changed."),
          remedy: tr("Mend it: ter1 cache rebuild"))
      }
      if findings.isEmpty, !json { try Desk.output.line(tr("The cache is sound.")) }
    }
  }

  struct Rebuild: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "rebuild",
        abstract: tr("Make anew what the cache works out; drafts and what waits to be sent stay as they are."))
    }
    @Flag(help: ArgumentHelp(tr("Forget what came from servers too: the next sync fetches it anew."))) var all = false
    @Flag(help: ArgumentHelp(tr("Do it, without being told the cost first."))) var yes = false

    func run() throws {
      let desk = try Desk()
      let (path, key) = (desk.folders.cacheFile, try desk.key())
      let findings = try CacheCommand.findings(desk)
      if findings.contains(where: { $0.kind == .structure || $0.kind == .markedDamaged }) {
        desk.tell(try reading { () throws(CacheError) in try Cache.replaceDamaged(path, key: key) })
        return Desk.output.note(tr("Everything else is fetched anew by: ter1 sync"))
      }
      let cache = try desk.openCache()
      if all { return try forget(cache) }
      try reading { () throws(CacheError) in try cache.rebuild() }
      try CacheCommand.confirm(desk)
    }

    private func forget(_ cache: Cache) throws(Failure) {
      let cost = try reading { () throws(CacheError) in try cache.refetchCost() }
      // Compressed on the way.
      let size = max(1, cost.bytes / 4_000)
      let text = tr(
        cost.objects, "%1 thing is fetched anew, about %2 kB.", "%1 things are fetched anew, about %2 kB.", size)
      guard yes else {
        return Desk.output.note(text + " " + tr("To do it: ter1 cache rebuild --all --yes"))
      }
      try reading { () throws(CacheError) in try cache.forgetServers() }
      Desk.output.note(text + " " + tr("It is done by: ter1 sync"))
    }
  }

  private static func findings(_ desk: Desk) throws(Failure) -> [CacheFinding] {
    let path = desk.folders.cacheFile
    guard FileManager.default.fileExists(atPath: path) else {
      throw Failure(.notFound, tr("There is no cache at %1.", path), remedy: tr("It is made by: ter1 sync"))
    }
    let home = try HomeKey.get(desk.folders)
    let key = try home.settle() ? home.key : nil
    return try reading { () throws(CacheError) in try CacheInspection(path: path, key: key).findings() }
  }

  /// Whether it is mended.
  private static func confirm(_ desk: Desk) throws(Failure) {
    let left = try findings(desk).filter(\.isDamage)
    guard left.isEmpty else {
      for finding in left { try Desk.output.line(finding.text) }
      throw Failure(
        .data, tr("The cache is still damaged."), remedy: tr("Fetch everything anew: ter1 cache rebuild --all --yes"))
    }
    Desk.output.note(tr("The cache is sound."))
  }
}

extension CacheFinding {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "type": type.map { .string($0.rawValue) } ?? .null, "count": .int(Int64(count)),
      "isDamage": .bool(isDamage), "detail": detail.map { .string($0) } ?? .null,
    ]
  }

  fileprivate var text: String {
    switch kind {
    case .structure: tr("The file: %1", detail ?? "?")
    case .markedDamaged: tr("The file was found damaged while in use.")
    case .rows: tr(count, "%2: %1 row is not right", "%2: %1 rows are not right", type?.rawValue ?? "")
    case .conversations: tr(count, "%1 topic or room is counted wrong", "%1 topics or rooms are counted wrong")
    case .occurrences: tr(count, "%1 event stands on wrong days", "%1 events stand on wrong days")
    case .search: tr(count, "%1 word of the search index is not right", "%1 words of the search index are not right")
    case .pending: tr(count, "%1 thing that waits is shown wrong", "%1 things that wait are shown wrong")
    case .spool: tr(count, "%1 file to be sent is not there any more", "%1 files to be sent are not there any more")
    case .leftovers: tr(count, "%1 copy of a sent file was left over", "%1 copies of sent files were left over")
    case .orphans: tr(count, "%1 row belongs to no account", "%1 rows belong to no account")
    case .quarantine:
      tr(
        count, "%2: %1 object is not understood by this version, and kept aside",
        "%2: %1 objects are not understood by this version, and kept aside", type?.rawValue ?? "")
    }
  }
}
