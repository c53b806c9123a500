internal import ArgumentParser
internal import Localization
internal import Settings
internal import Vault

struct PanicCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "panic",
      abstract: tr(
        "Destroy the key and everything that ter1 keeps on this machine; without the setting panic, only lock."))
  }

  @Flag(help: ArgumentHelp(tr("Only lock: take the key out of the kernel's keyring."))) var lock = false

  func run() async throws {
    let desk = try Desk()
    guard desk.preferences.panic, !lock else { return try onlyLock(desk) }
    let panic = Panic(desk, key: HomeKey.ready(desk.folders))
    let left = panic.destroy()
    Desk.output.note(tr("The key is destroyed."))
    let open = await panic.revoke()
    if !open.isEmpty {
      Desk.output.note(
        tr(
          "The access of this device could not be revoked at: %1. From another one: ter1 devices revoke",
          open.joined(separator: ", ")))
    }
    for (path, reason) in left { Desk.output.note(tr("%1 is still there: %2", path, reason)) }
    guard left.isEmpty else { throw Failure(.inputOutput, tr("Not all files could be removed.")) }
  }

  private func onlyLock(_ desk: Desk) throws {
    if !lock {
      Desk.output.note(tr("Nothing is destroyed: the setting panic is not true in %1.", desk.folders.preferencesFile))
    }
    try VaultCommand.Lock.parse([]).run()
  }
}
