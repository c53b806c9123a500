internal import Foundation
internal import Localization
internal import Runtime
internal import Settings
internal import Synchronization
internal import TER1TUI
internal import Vault

/// What locks and unlocks the interface, and destroys what is kept at a key's press.
struct InterfaceLock {
  private let desk: Desk

  init(_ desk: Desk) { self.desk = desk }

  func install(in configuration: inout Configuration) {
    configuration.settings.lockAfter = desk.preferences.lockAfter.map { Double($0) * 60 }
    configuration.settings.panicDestroys = desk.preferences.panic
    let desk = desk
    configuration.destroyAll = { Self.destroy(desk) }
    guard case .passphrase(let wrapped, _)? = Self.protection(desk.folders) else { return }
    configuration.settings.canLock = true
    let folders = desk.folders
    configuration.unlock = { passphrase in
      // Another passphrase may have been set meanwhile.
      guard case .passphrase(let current, _)? = Self.protection(folders) else {
        return Self.tried(passphrase, wrapped, folders)
      }
      return Self.tried(passphrase, current, folders)
    }
  }

  /// A file that cannot be read opens nothing, and locks nothing: whoever opened the cache has read it before.
  private static func protection(_ folders: Folders) -> VaultFile.Protection? {
    (try? VaultFile(folders).read())??.protection
  }

  private static func tried(_ passphrase: String, _ wrapped: WrappedKey, _ folders: Folders) -> UnlockAnswer {
    let tries = Tries(folders.triesFile)
    let now = Int(Date.now.timeIntervalSince1970)
    let pause = tries.wait(now: now)
    guard pause == 0 else { return .tooSoon(wait: pause) }
    do throws(VaultError) {
      let secret = try GuardedBytes(count: passphrase.utf8.count) { $0.copyBytes(from: passphrase.utf8) }
      do throws(VaultError) {
        _ = try wrapped.key(passphrase: secret)
        tries.forget()
        return .opened
      } catch VaultError.wrongKey {
        try tries.noteFailure(now: now)
        return .wrong(wait: tries.wait(now: now))
      }
    } catch {
      return .failed(Failure(error).what)
    }
  }

  /// - Returns: what could not be done, in words; the terminal is blank by now.
  private static func destroy(_ desk: Desk) -> [String] {
    let panic = Panic(desk, key: HomeKey.ready(desk.folders))
    let left = panic.destroy()
    // Who has not answered by then may still let this device in.
    let open = Mutex(panic.logins)
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      let refused = await panic.revoke()
      open.withLock { $0 = refused }
      done.signal()
    }
    _ = done.wait(timeout: .now() + 15)
    return Panic.words(left: left, open: open.withLock { $0 })
  }
}
