internal import ArgumentParser
internal import ClientCore
internal import Foundation
internal import JSON
internal import Localization
internal import Settings
internal import Vault

struct VaultCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "vault", abstract: tr("How what is kept on this machine is encrypted, and its key."),
      subcommands: [
        Status.self, SetPassphrase.self, KeyFile.self, Keyring.self, Unlock.self, Lock.self, Rekey.self, Off.self,
      ])
  }

  struct PassphraseSource: ParsableArguments {
    @Option(help: ArgumentHelp(tr("A file whose first line is the passphrase."), valueName: "file"))
    var passphraseFile: String?
  }

  struct Status: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "status", abstract: tr("Say what is encrypted, and who can open it."))
    }
    @Flag(help: ArgumentHelp(tr("One JSON object a line."))) var json = false

    func run() throws {
      let standing = try VaultStanding(try Desk().folders)
      if json { return try Desk.output.json(standing.json) }
      for line in standing.lines { try Desk.output.line(line) }
    }
  }

  struct SetPassphrase: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "passphrase", abstract: tr("Open the key by a passphrase from now on, or by another one."))
    }
    @OptionGroup var source: PassphraseSource

    func run() throws {
      let change = try VaultChange()
      let secret = try Passphrase(change.folders, file: source.passphraseFile).new()
      try change.protect { (key) throws(VaultError) in
        .passphrase(try WrappedKey(key, passphrase: secret), identity: try key.identity)
      }
      Desk.output.note(tr("From now on the passphrase opens the cache. Nobody can help who forgets it."))
      Desk.output.note(tr("So that syncs by cron work, after each start of the machine: ter1 vault unlock"))
    }
  }

  struct KeyFile: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "file",
        abstract: tr("Keep the key in a file of yours, without a passphrase; encrypts what is not."))
    }
    func run() throws {
      try VaultChange().protect { (key) throws(VaultError) in .file(key) }
      Desk.output.note(tr("From now on whoever can read your files can read the cache."))
    }
  }

  struct Keyring: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "keyring",
        abstract: tr("Keep the key in the desktop's keyring (libsecret); encrypts what is not."))
    }
    func run() throws {
      try VaultChange().moveToKeyring()
      Desk.output.note(
        tr("From now on the desktop's keyring opens the cache. Elsewhere, as by cron or SSH, it stays closed."))
    }
  }

  struct Unlock: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "unlock", abstract: tr("Keep the key in the kernel's keyring, so that no passphrase is asked."))
    }
    @Option(help: ArgumentHelp(tr("For so many hours; else 8."), valueName: "n")) var hours = 8
    @OptionGroup var source: PassphraseSource

    func run() throws {
      guard (1...8_760).contains(hours) else { throw ValidationError(tr("--hours is a number from 1 to 8760.")) }
      let folders = try Desk().folders
      do {
        guard case .passphrase(let wrapped, let identity)? = try VaultFile(folders).read()?.protection else {
          return Desk.output.note(tr("There is no passphrase: nothing is locked."))
        }
        let key = try Passphrase(folders, file: source.passphraseFile).check(wrapped)
        try KernelKeyring.keep(key, named: identity, seconds: hours * 3_600)
      } catch { throw Failure(vault: error) }
      Desk.output.note(
        tr(
          hours, "Unlocked for %1 hour, or until the machine stops.",
          "Unlocked for %1 hours, or until the machine stops."))
    }
  }

  struct Lock: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(commandName: "lock", abstract: tr("Take the key out of the kernel's keyring."))
    }
    func run() throws {
      do {
        guard case .passphrase(_, let identity)? = try VaultFile(try Desk().folders).read()?.protection else {
          return Desk.output.note(tr("There is no passphrase: nothing can be locked. Set one: ter1 vault passphrase"))
        }
        KernelKeyring.forget(named: identity)
      } catch { throw Failure(vault: error) }
      Desk.output.note(tr("Locked. A ter1 that runs goes on until it is left."))
    }
  }

  struct Rekey: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "rekey",
        abstract: tr("Encrypt everything anew, with a new key; the old one opens nothing any more."))
    }
    @OptionGroup var source: PassphraseSource

    func run() throws {
      try VaultChange().rekey(passphraseFile: source.passphraseFile)
      Desk.output.note(tr("Everything is encrypted with a new key."))
    }
  }

  struct Off: ParsableCommand {
    static var configuration: CommandConfiguration {
      CommandConfiguration(
        commandName: "off", abstract: tr("Keep everything in the clear, where the whole disk is encrypted anyway."))
    }
    func run() throws {
      try VaultChange().turnOff()
      Desk.output.note(tr("The cache and the passwords now lie in the clear. To encrypt them again: ter1 vault file"))
    }
  }
}
