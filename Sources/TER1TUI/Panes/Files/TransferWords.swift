import ClientCore
import Localization
import Text

/// How far a file being brought has come, in words.
enum TransferWords {
  /// A few cells: "43 %", "…", "✓".
  static func short(_ download: Download) -> Line {
    switch download.state {
    case .done: Line("✓", Style(.success))
    case .failed: Line("!", Style(.error))
    case .waiting: Line("…", Style(.pending))
    case .paused: Line("‖", Style(.pending))
    case .running: Line(download.percent.map { "\($0)\u{202F}%" } ?? "…", Style(.pending))
    }
  }

  static func lines(_ download: Download, _ tr: Catalog) -> [Line] {
    let path = UntrustedText(download.path).line
    switch download.state {
    case .done: return [Line(path)]
    case .paused: return [Line(tr("stopped: %1", progress(download, tr)), Style(.pending)), Line(path, .dim)]
    case .waiting: return [Line(tr("waits to be fetched"), Style(.pending)), Line(path, .dim)]
    case .running: return [Line(progress(download, tr), Style(.pending)), Line(path, .dim)]
    case .failed:
      let reason = download.failure.map { tr("not fetched: %1", $0.line) } ?? tr("not fetched; try again")
      return [Line(reason, Style(.error)), Line(path, .dim)]
    }
  }

  /// "1,2 Mo sur 4 Mo (30 %)"
  static func progress(_ download: Download, _ tr: Catalog) -> String {
    let received = ByteCount.text(download.received, tr)
    guard let size = download.size, let percent = download.percent else { return tr("%1 fetched", received) }
    return tr("%1 of %2 (%3 %)", received, ByteCount.text(size, tr), percent)
  }
}
