import ClientCore
import Foundation
import Localization
import Sync
import TER1TUI
import Text

/// Files that are fetched, stopped and taken up again.
extension EffectRunner {
  func download(_ download: Download) {
    let (cache, inbox, engines) = (cache, inbox, engines)
    writes.async {
      do throws(CacheError) {
        var download = download
        if download.state != .running { download.state = .waiting }
        try cache.recordDownload(download)
        Self.makeFolder(for: download.path)
        let login = try cache.reader.accounts().first { $0.id == download.account }?.login
        guard let engine = engines.first(where: { $0.login == login })?.engine else {
          inbox.post(.notice(Notice(.information, self.tr("It will be fetched with the next connection"))))
          return
        }
        inbox.post(.cacheChanged(.everything))
        Task { await self.fetch(download, engine, login ?? "") }
      } catch {
        inbox.post(.failed(error))
      }
    }
  }

  /// Where it cannot be made, the fetch itself says what is wrong.
  private static func makeFolder(for path: String) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  private func fetch(_ download: Download, _ engine: SyncEngine, _ login: String) async {
    do throws(SyncError) {
      let path = try await engine.download(download)
      let saved = SafeText(tr("Saved as") + " ") + UntrustedText(path).line
      inbox.post(.notice(Notice(.success, saved + SafeText(try checked(download.id)))))
    } catch .cancelled {
    } catch {
      let what = words.fault(error, login).short
      let text =
        goesOn(download.id)
        ? tr("Not fetched (%1); what has come is kept, and it goes on later", what) : tr("not fetched: %1", what)
      inbox.post(.notice(Notice(.warning, text)))
    }
    inbox.post(.cacheChanged(.everything))
  }

  /// Whether it is tried again without a word of the person.
  private func goesOn(_ id: String) -> Bool {
    do throws(CacheError) { return try cache.reader.download(id)?.state == .waiting } catch {
      inbox.post(.failed(error))
      return false
    }
  }

  /// How far the content was checked.
  private func checked(_ id: String) throws(SyncError) -> String {
    let download: Download?
    do { download = try cache.reader.download(id) } catch { throw .cache(error) }
    return download?.sha256 == nil ? tr(" (only its size was checked)") : tr(" (checked)")
  }

  /// An engine stops what it is bringing; where there is none, the record alone changes.
  func stopDownload(_ id: String, _ stop: @escaping @Sendable (SyncEngine) async throws(SyncError) -> Void) {
    let (engines, inbox) = (engines, inbox)
    Task {
      for (_, engine) in engines {
        do throws(SyncError) { try await stop(engine) } catch {
          if case .cache(let error) = error { inbox.post(.failed(error)) }
        }
      }
      inbox.post(.cacheChanged(.everything))
    }
  }
}
