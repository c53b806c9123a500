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
    for line in Panic.words(left: left, open: open) { Desk.output.note(line) }
    guard left.isEmpty else { throw Failure(.inputOutput, tr("Not all files could be removed.")) }
  }

  private func onlyLock(_ desk: Desk) throws {
    if !lock {
      Desk.output.note(tr("Nothing is destroyed: the setting panic is not true in %1.", desk.folders.preferencesFile))
    }
    try VaultCommand.Lock.parse([]).run()
  }
}
