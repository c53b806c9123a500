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
    case .notice(let notice): self.notice(notice).map { [.notice($0)] } ?? []
    }
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
    case .typeFailed(_, let type, _): Notice(.warning, tr("The server could not give its %1", type))
    case .reconciled, .download: nil
    }
  }
}
