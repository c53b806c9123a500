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

  static func lines(_ download: Download, _ context: DrawContext) -> [Line] {
    let (path, tr) = (UntrustedText(download.path).line, context.tr)
    let (progress, reason) = (progress(download, tr), download.failure.map { self.reason($0, tr) })
    if download.state == .done { return [Line(path)] }
    let (here, style): (String, Role) =
      switch download.state {
      case .done: ("", .text)
      case .paused: (tr("stopped: %1", progress), .pending)
      case .waiting: (download.received > 0 ? tr("waits to go on: %1", progress) : tr("waits to be fetched"), .pending)
      case .running: ([progress, timeLeft(download, context)].compactMap(\.self).joined(separator: ", "), .pending)
      case .failed: (tr("not fetched: %1", reason ?? tr("try again")), .error)
      }
    let why = download.state == .waiting ? reason.map { [Line($0, Style(style))] } ?? [] : []
    return [Line(here, Style(style))] + why + [Line(path, .dim)]
  }

  /// A few words for a list: how long it takes, or what it waits for.
  static func remark(_ download: Download, _ context: DrawContext) -> String? {
    switch download.state {
    case .running: timeLeft(download, context)
    case .paused: context.tr("stopped")
    case .waiting: context.tr("waits")
    case .failed: context.tr("not fetched")
    case .done: nil
    }
  }

  private static func timeLeft(_ download: Download, _ context: DrawContext) -> String? {
    download.size.flatMap { context.timeLeft(max(0, $0 - download.received), download.account) }
  }

  private static func reason(_ failure: Download.Failure, _ tr: Catalog) -> String {
    switch failure {
    case .link: tr("the link was lost; it goes on by itself")
    case .diskFull: tr("the disk is full; it goes on when there is room")
    case .notWritable: tr("the folder or the file cannot be written to")
    case .gone: tr("the server does not have it any more")
    case .damaged: tr("what came is not what the server had said")
    case .refused: tr("the server refused it")
    }
  }

  /// "1,2 Mo sur 4 Mo (30 %)"
  static func progress(_ download: Download, _ tr: Catalog) -> String {
    let received = ByteCount.text(download.received, tr)
    guard let size = download.size, let percent = download.percent else { return tr("%1 fetched", received) }
    return tr("%1 of %2 (%3 %)", received, ByteCount.text(size, tr), percent)
  }
}
