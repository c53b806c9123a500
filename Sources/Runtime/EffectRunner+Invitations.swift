import Localization
import Sync
import TER1TUI
import Text

extension EffectRunner {
  /// Asks the login's server for an invitation.
  func invite(_ login: String, note: String, days: Int) {
    guard let link = links.first(where: { $0.login.name == login }) else {
      return inbox.post(.notice(Notice(.warning, tr("There is no connection now, and this needs one"))))
    }
    let (inbox, words) = (inbox, words)
    Task {
      do throws(SyncError) {
        let address = try await InvitationAccess(link.login, over: link.transport).make(note: note, days: days)
        inbox.post(.invited(link: UntrustedText(address), days: days))
      } catch { inbox.post(.notice(Notice(.error, words.fault(error, login).long))) }
    }
  }
}
