internal import ArgumentParser
internal import Bundles
internal import ClientCore
internal import JSON
internal import Localization
internal import Settings
internal import Sync
internal import TER1TUI
internal import Text

struct BundleCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "bundle", abstract: tr("Carry without any network: by stick, by pipe, from hand to hand."),
      subcommands: [Export.self, Import.self, ListBundles.self], defaultSubcommand: ListBundles.self)
  }

  struct Export: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "export", abstract: tr("Write what waits, or what another member lacks, into an encrypted file."),
        discussion: tr(
          "Without --to it holds what waits in the outbox, for the server: whoever carries it cannot read it. With --to, what the members named may read and lack."
        ))
    }
    @Argument(help: ArgumentHelp(tr("The file, which must not be there; - is standard output."))) var file: String
    @Option(help: ArgumentHelp(tr("For this member: name, handle or key; may be repeated."), valueName: "member"))
    var to: [String] = []
    @Flag(help: ArgumentHelp(tr("With --to: what waits in the outbox too, for the server."))) var outbox = false
    @Option(
      help: ArgumentHelp(
        tr(
          "With --to: only what is no older than this moment (2h, 3d, yesterday, 2026-11-24), or than the last bundle for them (last)."
        ),
        valueName: "moment"))
    var since: String?
    @Option(help: ArgumentHelp(tr("The largest file: 1 MB, 500 kB."), valueName: "size")) var split: String?
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() throws {
      let desk = try Desk()
      let cache = try desk.openCache()
      let bundles = try BundleCommand.desk(account, desk, cache)
      var wish = BundleWish()
      (wish.outbox, wish.split) = (to.isEmpty || outbox, try size())
      let places = Places(reader: cache.reader, account: bundles.account.login)
      for name in to { wish.members.append(try places.member(named: name).key.id) }
      wish.since = try moment(wish.members, bundles, desk)
      let made: MadeBundle
      do { made = try bundles.make(wish, now: Sender.now()) } catch { throw Failure(error, bundles, cache.reader) }
      let names: [String]
      do { names = try bundles.write(made, to: file).names } catch { throw Failure(error) }
      try tell(made, names)
    }

    /// nil: everything.
    private func moment(_ members: [ObjectID], _ bundles: BundleDesk, _ desk: Desk) throws(Failure) -> Double? {
      guard let since else { return nil }
      guard !members.isEmpty else {
        throw Failure(.usage, tr("--since is for what members lack: say for whom, with --to NAME."))
      }
      if since == "last" {
        do { return try bundles.last(for: members) } catch { throw Failure(error) }
      }
      let now = Sender.now()
      guard let moment = SinceWords.moment(since, now: now, zone: desk.zone) else {
        throw Failure(
          .usage, tr("“%1” is no moment.", since), remedy: tr("Moments: 2h, 3d, yesterday, 18:30, 2026-11-24"))
      }
      guard moment <= now else { throw Failure(.usage, tr("“%1” is yet to come.", since)) }
      return moment
    }

    private func size() throws(Failure) -> Int? {
      guard let split else { return nil }
      guard let size = Settings.ByteSize.parse(split) else {
        throw Failure(.usage, tr("“%1” is no size.", split), remedy: tr("For example: --split 1MB"))
      }
      return size
    }

    private func tell(_ made: MadeBundle, _ names: [String]) throws(Failure) {
      let records = made.kept.records.values.reduce(0, +)
      if json {
        let object: JSONValue = [
          "bundle": .string(made.bundle.id), "entries": .int(Int64(made.kept.entries)),
          "records": .int(Int64(records)), "files": .array(names.map(JSONValue.string)),
        ]
        if file != "-" { try Desk.output.json(object) }
        return
      }
      for name in names { try Desk.output.line(UntrustedText(name).line) }
      if made.kept.entries > 0 {
        Desk.output.note(
          tr(made.kept.entries, "%1 change that waits, for the server.", "%1 changes that wait, for the server."))
      }
      if records > 0 {
        Desk.output.note(tr(records, "%1 thing for the members named.", "%1 things for the members named."))
      }
    }
  }

  struct Import: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "import", abstract: tr("Take what bundles brought; what is for the server is handed in later."),
        discussion: tr("Parts may come in any order, several bundles at once, and as often as you like."))
    }
    @Argument(help: ArgumentHelp(tr("Files, or folders with bundles in them; - is standard input."))) var files:
      [String]
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() throws {
      let desk = try Desk()
      let parts: [BundlePart]
      do { parts = try BundleFiles.read(try BundleFiles.expanded(files)) } catch { throw Failure(error) }
      let cache = try desk.openCache()
      let desks = try BundleCommand.desks(account, desk, cache)
      var worst: Failure?
      for bundle in SealedBundle.gather(parts) {
        do throws(Failure) { try take(bundle, desks, cache) } catch {
          if let worst { Desk.output.report(worst) }
          worst = error
        }
      }
      if let worst { throw worst }
    }

    private func take(
      _ bundle: Result<SealedBundle, BundleRefusal>, _ desks: [BundleDesk], _ cache: Cache
    ) throws(Failure) {
      let taken: (intake: BundleIntake, bundle: SealedBundle, desk: BundleDesk)
      do { taken = try BundleDesk.take(bundle, at: desks, now: Sender.now()) } catch {
        throw Failure(error, desks[0], cache.reader)
      }
      try tell(taken.intake, taken.bundle, taken.desk, cache.reader)
    }

    private func tell(
      _ intake: BundleIntake, _ bundle: SealedBundle, _ desk: BundleDesk, _ reader: CacheReader
    ) throws(Failure) {
      switch intake {
      case .parcel(let missing, let count):
        if json {
          let numbers = missing.map { JSONValue.int(Int64($0)) }
          return try Desk.output.json(["bundle": .string(bundle.id), "kind": "parcel", "missing": .array(numbers)])
        }
        guard missing.isEmpty else {
          let lacking = tr("Of the bundle’s %1 parts, these lack: %2.", count, BundleRefusal.list(missing))
          return try Desk.output.line(
            lacking + " " + tr("What came is kept: import the others when they are here."))
        }
        try Desk.output.line(tr("A bundle for your server: it is handed in at the next sync."))
      case .merged(let report, let carrier):
        let name = try carrier.map { (id) throws(Failure) in try BundleCommand.name(of: id, desk, reader) }
        if json {
          let object: JSONValue = [
            "bundle": .string(bundle.id), "kind": "records", "taken": .int(Int64(report.taken)),
            "known": .int(Int64(report.known)), "carrier": name.map { .text($0) } ?? .null,
          ]
          return try Desk.output.json(object)
        }
        try Desk.output.line(
          tr(report.taken, "%1 thing is new here.", "%1 things are new here.")
            + (report.known > 0 ? " " + tr(report.known, "%1 was here.", "%1 were here.") : ""))
        if let name, report.taken > 0 {
          try Desk.output.line(
            SafeText(
              tr("Carried by %1: your server confirms it, or takes it away, at the next sync.", name.line.string)))
        }
      }
    }
  }
}

extension BundleCommand {
  struct ListBundles: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "list", abstract: tr("List the bundles that this device made, carries or took, the latest first."))
    }
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false
    @Option(help: ArgumentHelp(tr("Only this account."), valueName: "name")) var account: String?

    func run() throws {
      let desk = try Desk()
      try desk.read { (reader) throws(Failure) in
        let places = Places(reader: reader, account: account)
        let listing = Listing(reader: reader, places: places, zone: desk.zone) { (row) throws(Failure) in
          if json { try Desk.output.json(row.json) } else { try Desk.output.line(row.line) }
          return true
        }
        try listing.bundles()
      }
    }
  }

  fileprivate static func desks(_ account: String?, _ desk: Desk, _ cache: Cache) throws(Failure) -> [BundleDesk] {
    let logins = try desk.logins(only: account)
    guard !logins.isEmpty else { throw Failure(SettingsError.noAccount(named: "", known: [])) }
    let engine = CurlEngine()
    var found: [BundleDesk] = []
    var trouble: Failure?
    for login in logins {
      let configuration = try Connection(login: login, desk: desk, engine: engine).configuration()
      do { found.append(try BundleDesk(configuration, cache)) } catch { trouble = Failure(error).of(login.name) }
    }
    guard !found.isEmpty, account == nil || trouble == nil else {
      throw trouble ?? Failure(SettingsError.noAccount(named: "", known: []))
    }
    return found
  }

  fileprivate static func desk(_ account: String?, _ desk: Desk, _ cache: Cache) throws(Failure) -> BundleDesk {
    let found = try desks(account, desk, cache)
    guard found.count == 1 else { throw Failure(.usage, tr("Say in which account: --account NAME")) }
    return found[0]
  }

  static func name(of member: ObjectID, _ desk: BundleDesk, _ reader: CacheReader) throws(Failure) -> UntrustedText {
    let key = ObjectKey(desk.account.id, Principal.name, member)
    let principal = try reading { () throws(CacheError) in try reader.json(key) }
    return UntrustedText(principal?["name"]?.string ?? member.rawValue)
  }
}
