internal import Foundation
internal import Localization
internal import Settings
internal import Vault

/// Asks for the passphrase: at the terminal, with a pause that grows with each mistake and outlives the program.
struct Passphrase {
  let folders: Folders
  /// A file whose first line it is; nil: it is asked.
  var file: String?

  init(_ folders: Folders, file: String? = nil) { (self.folders, self.file) = (folders, file) }

  /// Takes the key from the kernel's keyring where it waits, else asks.
  func open(_ wrapped: WrappedKey, _ identity: String) throws(Failure) -> DatabaseKey {
    do {
      if let key = try KernelKeyring.key(named: identity), try key.identity == identity { return key }
    } catch { throw Failure(error) }
    guard file != nil || isatty(0) == 1 else { throw Self.locked }
    return try check(wrapped)
  }

  private static var locked: Failure {
    Failure(
      .denied, tr("The cache is locked by a passphrase, and nobody is here to type it."),
      safe: tr("Nothing was changed."), remedy: tr("Unlock it for some hours: ter1 vault unlock"))
  }

  /// Asks, whatever the keyring holds.
  func check(_ wrapped: WrappedKey) throws(Failure) -> DatabaseKey { try ask(wrapped).key }

  /// The passphrase itself, once it is known to be right.
  func verified(_ wrapped: WrappedKey) throws(Failure) -> GuardedBytes { try ask(wrapped).secret }

  private func ask(_ wrapped: WrappedKey) throws(Failure) -> (key: DatabaseKey, secret: GuardedBytes) {
    let tries = Tries(folders.triesFile)
    try pause(tries)
    let secret = try text(prompt: tr("Passphrase of ter1:"))
    do throws(VaultError) {
      let key = try wrapped.key(passphrase: secret)
      tries.forget()
      return (key, secret)
    } catch {
      if error == .wrongKey { try note(tries) }
      throw Failure(error)
    }
  }

  private var now: Int { Int(Date.now.timeIntervalSince1970) }

  private func note(_ tries: Tries) throws(Failure) {
    do { try tries.noteFailure(now: now) } catch { throw Failure(error) }
  }

  private func pause(_ tries: Tries) throws(Failure) {
    let seconds = tries.wait(now: now)
    guard seconds > 0 else { return }
    guard isatty(0) == 1 else {
      throw Failure(
        .denied,
        tr(
          seconds, "The passphrase was wrong several times: the next try is taken in %1 second.",
          "The passphrase was wrong several times: the next try is taken in %1 seconds."))
    }
    Desk.output.note(
      tr(
        seconds, "The passphrase was wrong several times; wait %1 second…",
        "The passphrase was wrong several times; wait %1 seconds…"))
    sleep(UInt32(seconds))
  }

  /// A new one, typed twice.
  func new() throws(Failure) -> GuardedBytes {
    let first = try text(prompt: tr("New passphrase:"))
    guard first.count >= Self.shortest else {
      throw Failure(
        .data, tr("The passphrase is shorter than %1 characters.", Self.shortest), safe: tr("Nothing was changed."),
        remedy: tr("Take several words that have nothing to do with one another."))
    }
    guard file == nil else { return first }
    let second = try text(prompt: tr("The same again:"))
    guard first.withBytes({ Array($0) }) == second.withBytes({ Array($0) }) else {
      throw Failure(.data, tr("The two are not the same."), safe: tr("Nothing was changed."))
    }
    return first
  }

  /// Whoever has the file tries millions a day.
  private static let shortest = 12

  private func text(prompt: String) throws(Failure) -> GuardedBytes {
    let text: String
    if let file {
      do { text = try CredentialFiles.password(inFile: file) } catch { throw Failure(error) }
    } else {
      text = try Input.password(prompt: prompt)
    }
    do {
      return try GuardedBytes(count: text.utf8.count) { $0.copyBytes(from: text.utf8) }
    } catch { throw Failure(error) }
  }
}
