import ClientCore
import Dispatch
import Localization
import Sync
import TER1TUI
import Text

extension EffectRunner {
  /// After what was asked for before: a feed that was just added is among them.
  func readFeeds() {
    guard let feedTransport else { return }
    let (cache, inbox, now, tr, day) = (cache, inbox, now, tr, LocalDay(zone))
    writes.async {
      Task {
        do throws(CacheError) {
          let report = try await OwnFeeds(cache: cache, transport: feedTransport).readAll(in: day, now: now)
          inbox.post(.cacheChanged(report.changes))
          inbox.post(.notice(Self.notice(report, tr)))
        } catch { inbox.post(.failed(error)) }
      }
    }
  }

  private static func notice(_ report: OwnFeeds.Report, _ tr: Catalog) -> Notice {
    let bytes = ByteCount.text(report.traffic.bytesUp + report.traffic.bytesDown, tr)
    guard let first = report.failed.first else {
      return Notice(.success, tr(report.read, "%1 feed read (%2)", "%1 feeds read (%2)", bytes))
    }
    let reason = NewsWords(tr).trouble(first.kind)
    return Notice(.warning, SafeText(reason + tr(": ")) + first.feed.feed.name.line)
  }
}
