internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import Localization
internal import Settings
internal import TER1TUI

extension AccountCommand {
  struct Policy: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "policy", abstract: tr("Say what may go over an account’s link unasked: full, economy or manual."),
        discussion: tr("Without a policy, the one that holds is printed."))
    }
    @Argument(help: ArgumentHelp(tr("The account's name."))) var name: String
    @Argument(help: ArgumentHelp("full | economy | manual")) var policy: String?

    func run() throws {
      let desk = try Desk()
      let login = try desk.logins(only: name)[0]
      guard let word = policy else { return try Self.tell(name, LinkPolicy(rawValue: login.policy) ?? .full) }
      guard let policy = LinkPolicy(rawValue: word) else {
        throw Failure(.usage, tr("There is no policy “%1”.", word), remedy: tr("Policies: full, economy, manual."))
      }
      do { try desk.accountsFile.set(policy: word, named: name) } catch { throw Failure(error) }
      try desk.tellOthers { cache throws(CacheError) in try cache.note(chosen: policy, login: name, now: Sender.now()) }
      try Self.tell(name, policy)
    }

    private static func tell(_ name: String, _ policy: LinkPolicy) throws(Failure) {
      try Desk.output.line(tr("%1: %2", name, policy.meaning(Catalog(Speech.language))))
    }
  }

  struct Budget: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "budget",
        abstract: tr("Say how many bytes a day may go over an account’s link before it becomes manual."),
        discussion: tr("Without a size, the budget that holds is printed; none takes it away."))
    }
    @Argument(help: ArgumentHelp(tr("The account's name."))) var name: String
    @Argument(help: ArgumentHelp(tr("“5 MB”, “500 kB”, or none."), valueName: "size")) var size: String?

    func run() throws {
      let desk = try Desk()
      let login = try desk.logins(only: name)[0]
      guard let text = size else { return try Self.tell(name, login.dayBudget) }
      let bytes = text == "none" ? nil : ByteSize.parse(text)
      guard text == "none" || bytes != nil else {
        throw Failure(.usage, tr("“%1” is no number of bytes.", text), remedy: tr("Write: 5MB, 500kB, or none."))
      }
      do { try desk.accountsFile.set(budget: bytes, named: name) } catch { throw Failure(error) }
      try desk.tellOthers { cache throws(CacheError) in
        try cache.note(chosenBudget: bytes, login: name, now: Sender.now())
      }
      try Self.tell(name, bytes)
    }

    private static func tell(_ name: String, _ bytes: Int?) throws(Failure) {
      let text = bytes.map { tr("%1 a day", ByteCount.text($0, Catalog(Speech.language))) } ?? tr("no budget")
      try Desk.output.line(tr("%1: %2", name, text))
    }
  }
}

extension Desk {
  /// An interface that is open reads in the cache what was chosen. Without a cache there is none.
  fileprivate func tellOthers(_ write: (Cache) throws(CacheError) -> Void) throws(Failure) {
    guard FileManager.default.fileExists(atPath: folders.cacheFile) else { return }
    let cache = try openCache()
    try reading { () throws(CacheError) in try write(cache) }
  }
}
