import Dispatch
import Localization
import TER1Server

/// Some mails, parsed by another thread while the ones before them are written.
final class MailParsing: Sendable {
  private let parsed = Locked<[Result<MailMessage, ImportRefusal>]>([])
  private let isDone = DispatchSemaphore(value: 0)

  init(_ locations: [MailArchive.Location], files: [RawPath]) {
    DispatchQueue.global().async { [parsed, isDone] in
      var reader = MailReader(files: files)
      let results = locations.map { Self.parse($0, &reader) }
      parsed.withLock { $0 = results }
      isDone.signal()
    }
  }

  /// The mails in the order in which they were asked for; to be called once.
  func results() -> [Result<MailMessage, ImportRefusal>] {
    isDone.wait()
    return parsed.withLock { results in
      defer { results = [] }
      return results
    }
  }

  private static func parse(
    _ location: MailArchive.Location, _ reader: inout MailReader
  ) -> Result<MailMessage, ImportRefusal> {
    do {
      let message = try reader.withBytes(of: location, MailParser.message)
      return message.map { .success($0) } ?? .failure(ImportRefusal(msgid("no mail that can be read")))
    } catch {
      return .failure(ImportRefusal((error as? ReadError)?.reason ?? "\(error)"))
    }
  }
}
