import ClientCore
import Dispatch
import Localization
import Sync
import Synchronization
import TER1TUI

/// What a person opened, scrolled to or searched for and is not here.
extension EffectRunner {
  func fetch(_ requests: [HistoryRequest]) {
    // Who scrolls on meanwhile asks for nothing twice.
    guard asked.insert(requests) else { return }
    let (cache, inbox) = (cache, inbox)
    reads.async {
      do throws(CacheError) {
        let accounts = try cache.reader.accounts()
        Task {
          await self.fetch(requests, accounts)
          self.asked.remove(requests)
        }
      } catch {
        self.asked.remove(requests)
        inbox.post(.failed(error))
      }
    }
  }

  private func fetch(_ requests: [HistoryRequest], _ accounts: [Account]) async {
    var received = 0
    for request in requests {
      let login = accounts.first { $0.id == request.account }?.login
      guard let (login, engine) = engines.first(where: { $0.login == login }) else {
        return post(.information, tr("The rest is on the server, and there is no connection"))
      }
      do throws(SyncError) { received += try await engine.fetch(request).received } catch {
        return post(.warning, tr("The rest stays on the server: %1", words.fault(error, login).long))
      }
    }
    if received == 0 { post(.information, tr("Nothing more is on the server")) }
  }

  private func post(_ severity: Notice.Severity, _ text: String) { inbox.post(.notice(Notice(severity, text))) }
}

/// Requests under way.
final class AskedHistory: Sendable {
  private let requests = Mutex<Set<[HistoryRequest]>>([])

  /// False when it is under way already.
  func insert(_ asked: [HistoryRequest]) -> Bool { requests.withLock { $0.insert(asked).inserted } }
  func remove(_ asked: [HistoryRequest]) { requests.withLock { _ = $0.remove(asked) } }
}
