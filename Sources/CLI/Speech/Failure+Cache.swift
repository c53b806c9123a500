internal import ClientCore
internal import Localization
internal import Settings

extension Failure {
  init(_ error: CacheError) {
    switch error {
    case .full(let path):
      self.init(
        .inputOutput, tr("The disk is full: %1 cannot grow.", path),
        safe: tr("What was already kept is safe; this last step was not kept."),
        remedy: tr("Free some room, then try again."))
    case .corrupt(let path, let page):
      self.init(
        .data,
        page.map { tr("The cache %1 is damaged, on page %2.", path, $0) } ?? tr("The cache %1 is damaged.", path),
        remedy: tr("Try again: what the server has is fetched anew."))
    case .newerSchema(let path):
      self.init(
        .configuration, tr("The cache %1 was written by a newer version of ter1.", path),
        safe: tr("It was not touched."),
        remedy: tr("Use that version, or name another folder by TER1_HOME."))
    case .notWritable(let path):
      self.init(
        .cannotCreate, tr("%1 cannot be written.", path),
        remedy: tr("Make the folder writable, or name another by TER1_HOME."))
    case .unreadable(let path): self.init(.inputOutput, tr("%1 cannot be read.", path))
    case .inUse(let path):
      self.init(
        .inputOutput, tr("Another program has %1 open.", path), safe: tr("It was not touched."),
        remedy: tr("Leave every other ter1, then try again."))
    case .wrongKey(let path):
      self.init(
        .denied, tr("The cache %1 is encrypted with another key.", path), safe: tr("It was not touched."),
        remedy: tr("Put back the file vault.toml that belongs to it, or name another folder by TER1_HOME."))
    case .isEncrypted(let path):
      self.init(
        .denied, tr("The cache %1 is encrypted, and its key is not here.", path), safe: tr("It was not touched."),
        remedy: tr("Put back the file vault.toml that belongs to it, or name another folder by TER1_HOME."))
    case .isPlain(let path):
      self.init(
        .data, tr("The cache %1 is not encrypted, and should be.", path), safe: tr("It was not touched."),
        remedy: tr("Leave every other ter1, then try again: it is encrypted then."))
    case .beingDestroyed:
      self.init(
        .data, tr("This already waits to be deleted."),
        remedy: tr("To take that back, drop its entry: ter1 outbox list"))
    case .unknownType(let type): self.init(.internal, tr("The type %1 is unknown.", type.rawValue))
    case .storage(let code, let message):
      self.init(.internal, tr("The cache gave error %1: %2.", code, message), remedy: tr("Please report this."))
    }
  }

  init(_ error: SettingsError) {
    let (what, remedy) = error.text(tr)
    self.init(Self.status(of: error), what, remedy: remedy)
  }

  private static func status(of error: SettingsError) -> ExitStatus {
    switch error {
    case .noHome, .notAbsolute, .invalid, .tooOpen, .folderTooOpen, .notOwn, .notAFile, .tooLarge: .configuration
    case .cannotRead: .inputOutput
    case .cannotWrite: .cannotCreate
    case .noAccount: .notFound
    case .accountExists, .badAccountName: .usage
    case .noCredential, .emptyPassword, .commandFailed, .commandMissing, .sealedOtherwise: .denied
    }
  }
}

/// Runs what may fail in the cache.
func reading<T>(_ body: () throws(CacheError) -> T) throws(Failure) -> T {
  do { return try body() } catch { throw Failure(error) }
}
