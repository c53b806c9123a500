import ClientCore
import Localization
import Sync
import TER1TUI
import Text

/// What an engine tells, as the interface says it.
struct LinkWords: Sendable {
  let tr: Catalog
  private let describe: @Sendable (SyncError) -> String

  init(_ configuration: Configuration) {
    tr = Catalog(configuration.settings.language)
    describe = configuration.describe
  }

  func events(_ event: SyncEvent, login: String) -> [Event] {
    switch event {
    case .changed(let changes): [.cacheChanged(changes)]
    case .status(let status): [.link(login: login, state(status.link))]
    case .notice(.download(let progress)): [.cacheChanged(Self.changes(progress))]
    case .notice(let notice): self.notice(notice).map { [.notice($0)] } ?? []
    }
  }

  /// A download has no row among the synced types: the name of its type is enough for who shows it to read again.
  private static func changes(_ progress: DownloadProgress) -> ChangeSet {
    var changes = ChangeSet()
    changes.insert(ObjectKey(AccountID(rawValue: 0), Blob.name, ObjectID(progress.id)))
    return changes
  }

  private func state(_ link: SyncStatus.Link) -> LinkState {
    switch link {
    case .offline, .stopped: .offline
    case .connecting: .connecting
    case .catchingUp: .catchingUp(nil)
    case .live(.push): .live
    case .live(.polling): .polling
    case .needsLogin: .needsLogin
    case .blocked(let error): .stopped(SafeText(describe(error)))
    }
  }

  private func notice(_ notice: SyncNotice) -> Notice? {
    switch notice {
    case .refused: Notice(.warning, tr("The server refused something you sent: see the outbox"))
    case .superseded:
      Notice(.warning, tr("Somebody else changed it before you: your text is kept in the outbox"))
    case .restored:
      Notice(.warning, tr("The server was put back from a backup; what it lost of yours is sent again"))
    case .typeFailed(_, let type, _): Notice(.warning, tr("The server could not give its %1", type))
    case .reconciled, .download: nil
    }
  }
}
