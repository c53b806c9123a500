import ClientCore
import Localization

/// How far files on their way to the server have come.
struct UploadWords {
  private let files: [OutboxEntry]
  /// Bytes that have arrived, as far as that is known.
  private let sent: Int?
  private let size: Int

  /// - Parameter sent: bytes that have arrived, by entry.
  init(_ files: [OutboxEntry], _ sent: [Int64: Int]) {
    self.files = files
    let known = files.compactMap { sent[$0.id] }
    self.sent = known.isEmpty ? nil : known.reduce(0, +)
    size = files.reduce(0) { $0 + $1.uploadSize }
  }

  /// "43 %"; nil: nobody knows.
  var share: String? { percent.map { "\($0)\u{202F}%" } }

  private var percent: Int? { sent.flatMap { size > 0 ? min(100, $0 * 100 / size) : nil } }

  private func timeLeft(_ context: DrawContext) -> String? {
    guard let account = files.first?.mutation.account else { return nil }
    return context.timeLeft(max(0, size - (sent ?? 0)), going: .up, account)
  }

  func text(_ context: DrawContext) -> String {
    let tr = context.tr
    let whole = ByteCount.text(size, tr)
    let progress = sent.map { tr("%1 of %2 (%3 %)", ByteCount.text($0, tr), whole, percent ?? 0) }
    if files.contains(where: \.isPaused) { return tr("stopped: %1", progress ?? whole) }
    guard files.contains(where: { $0.state == .sending }) else {
      return progress ?? tr("leaves at once, or with the next connection")
    }
    return [tr("on its way: %1", progress ?? whole), timeLeft(context)].compactMap(\.self).joined(separator: ", ")
  }
}

extension OutboxEntry {
  fileprivate var uploadSize: Int { if case .upload(_, _, let size, _) = mutation.action { size } else { 0 } }
}
