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
        let ways = try self.ways(requests, cache.reader.accounts())
        Task {
          await self.fetch(ways)
          self.asked.remove(requests)
        }
      } catch {
        self.asked.remove(requests)
        inbox.post(.failed(error))
      }
    }
  }

  private typealias Way = (request: HistoryRequest, login: String, engine: SyncEngine)

  /// Who can be asked for what. What nobody can be asked for is told.
  private func ways(_ requests: [HistoryRequest], _ accounts: [Account]) -> [Way] {
    let ways = requests.compactMap { request -> Way? in
      let login = accounts.first { $0.id == request.account }?.login
      return engines.first { $0.login == login }.map { (request, $0.login, $0.engine) }
    }
    if ways.isEmpty { post(.information, tr("The rest is on the server, and there is no connection")) }
    return ways
  }

  private func fetch(_ ways: [Way]) async {
    var received = 0
    for way in ways {
      do throws(SyncError) { received += try await way.engine.fetch(way.request).received } catch {
        return post(.warning, tr("The rest stays on the server: %1", words.fault(error, way.login).long))
      }
    }
    if received == 0, !ways.isEmpty { post(.information, tr("Nothing more is on the server")) }
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
