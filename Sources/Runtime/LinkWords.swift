import ClientCore
import Foundation
import Localization
import Sync
import TER1TUI
import Text

/// What an engine tells, as the interface says it.
struct LinkWords: Sendable {
  let tr: Catalog
  /// What a person calls the server, by login.
  private let servers: [String: String]
  private let zone: TimeZone
  private let now: @Sendable () -> Double

  init(_ configuration: Configuration) {
    tr = Catalog(configuration.settings.language)
    servers = Dictionary(
      configuration.links.map { ($0.login.name, $0.login.domain ?? $0.login.name) },
      uniquingKeysWith: { first, _ in first })
    (zone, now) = (configuration.zone, configuration.now)
  }

  func events(_ event: SyncEvent, login: String) -> [Event] {
    switch event {
    case .changed(let changes): [.cacheChanged(changes)]
    case .status(let status): [.link(login: login, state(status)), .standing(login: login, status.standing)]
    case .notice(.download(let progress)): [.cacheChanged(Self.changes(progress))]
    case .notice(.upload(let entry, let sent)): [.uploading(entry: entry, sent: sent)]
    case .notice(.chosenElsewhere(let standing)): [.notice(Notice(.information, chosen(standing, login)))]
    case .notice(let notice): self.notice(notice).map { [.notice($0)] } ?? []
    }
  }

  /// A download has no row among the synced types: the name of its type is enough for who shows it to read again.
  private static func changes(_ progress: DownloadProgress) -> ChangeSet {
    var changes = ChangeSet()
    changes.insert(ObjectKey(AccountID(rawValue: 0), Blob.name, ObjectID(progress.id)))
    return changes
  }

  private func state(_ status: SyncStatus) -> LinkState {
    switch status.link {
    case .offline(_, let error, _): .offline(fault(error, status.login))
    case .stopped: .offline(nil)
    case .connecting: .connecting
    case .resting: .resting
    case .catchingUp: .catchingUp(nil)
    case .live(let way): status.standing.clockOff.map { .remarked(clock($0)) } ?? (way == .push ? .live : .polling)
    case .needsLogin: .needsLogin
    case .blocked(let error): .stopped(fault(error, status.login))
    }
  }

  /// An error as the interface shows it.
  func fault(_ error: SyncError, _ login: String) -> LinkFault {
    let words = FaultWords(error, server: servers[login] ?? login, tr) { FaultWords.time(now() + $0, in: zone) }
    let sentences = [words.what, words.safe, words.remedy].compactMap(\.self).joined(separator: " ")
    return LinkFault(
      short: SafeText(words.short), long: SafeText(words.status), sentences: SafeText(sentences))
  }

  private func clock(_ off: Double) -> LinkFault {
    let words = ClockWords(tr)
    return LinkFault(
      short: SafeText(tr("wrong clock")),
      long: SafeText(tr("up to date; clock %1", words.off(off))),
      sentences: SafeText(words.remark(off)))
  }

  private func notice(_ notice: SyncNotice) -> Notice? {
    switch notice {
    case .refused: Notice(.warning, tr("The server refused something you sent: see the outbox"))
    case .superseded:
      Notice(.warning, tr("Somebody else changed it before you: your text is kept in the outbox"))
    case .restored:
      Notice(.warning, tr("The server was put back from a backup; what it lost of yours is sent again"))
    case .differed:
      Notice(.warning, tr("The server has lost something or was put back: what is here is compared with it"))
    case .typeFailed(_, let type, _): Notice(.warning, tr("The server could not give its %1", type))
    case .budgetNearlySpent:
      Notice(.warning, tr("Four fifths of today’s budget for the network are used"))
    case .budgetSpent:
      Notice(
        .warning, tr("Today’s budget is used up: manual until tonight; the key of the policy goes on all the same"))
    case .clock(let off?): Notice(.warning, ClockWords(tr).remark(off))
    case .passedOver(_, let type, let id):
      Notice(.warning, tr("Too large for this link, left out for now: %1 %2", type, UntrustedText(id.rawValue).line))
    case .bundle(let name): Notice(.warning, ParcelWords.sentence(name, tr))
    case .beginsAgain:
      Notice(.information, tr("The server cannot go on where a file was cut: it is fetched from its beginning"))
    case .arrivedDamaged: Notice(.warning, tr("A file arrived damaged at the server; it is sent again by itself"))
    case .clock(nil), .reconciled, .download, .upload, .chosenElsewhere: nil
    }
  }

  private func chosen(_ standing: LinkStanding, _ login: String) -> String {
    let budget = standing.budget.map { tr("%1 a day", ByteCount.text($0, tr)) } ?? tr("no budget")
    return tr("Another program chose for %1: %2 (%3)", login, standing.policy.meaning(tr), budget)
  }
}
