import ClientCore
import Localization
import Text

/// Where one is, how the connection stands, what waits to be sent and what is new, in words.
struct StatusLine {
  private let place: Line
  private let link: Line
  private let shortLink: Line
  private let shortPolicy: Line
  private let quality: Line
  private let waiting: Line
  private let unread: Line
  private let changed: Line
  /// A macro is being recorded: its letter.
  private let recording: Line

  init(_ app: App) {
    let tr = app.tr
    let account = app.account.flatMap { id in app.accounts.first { $0.id == id } }
    let name =
      account?.name.line ?? (app.accounts.count == 1 ? app.accounts[0].name.line : SafeText(tr("all cooperatives")))
    place = Line(app.accounts.isEmpty ? SafeText(tr("no cooperative yet")) : name, Style(.status, .bold))
    let worst = app.links.values.max { $0.urgency < $1.urgency } ?? .offline(nil)
    let isSilent = app.links.isEmpty && (app.accounts.isEmpty || app.hearsOfLinks)
    link =
      Self.policy(app, isShort: false, isAlone: isSilent)
      + (isSilent ? Line() : Line(worst.words(tr), Self.style(worst)))
    let isSaid = isSilent || worst == .resting
    shortLink =
      Self.policy(app, isShort: true, isAlone: isSaid) + (isSaid ? Line() : Line(worst.short(tr), Self.style(worst)))
    let policy = Self.policy(app, isShort: true, isAlone: true)
    shortPolicy = policy.width > 0 ? policy : shortLink
    quality = worst.urgency < 4 ? Self.quality(app) : Line()
    waiting = Self.outbox(app)
    let count = app.changedMeetings.count
    changed =
      count == 0 ? Line() : Line("! " + tr(count, "%1 event changed", "%1 events changed"), Style(.warning, .bold))
    recording = Line(app.macros.recording.map { SafeText("● ") + SafeText($0.name) } ?? "", Style(.accent))
    // Behind the link: it would be written again when there is something to say of that.
    unread = app.unread == 0 || isSilent ? Line() : Line(tr(app.unread, "%1 unread", "%1 unread"), Style(.status))
  }

  /// What goes over the link unasked: never left out, since what one does not see may be for want of it.
  private static func policy(_ app: App, isShort: Bool, isAlone: Bool = false) -> Line {
    let login = app.account.flatMap { id in app.accounts.first { $0.id == id } }?.login
    let standings = app.standings.filter { login == nil || $0.key == login }.sorted { $0.key < $1.key }.map(\.value)
    guard let first = standings.first else { return Line() }
    let strictest = standings.first(where: \.isSpent) ?? first
    let isMixed = standings.contains { $0.inForce != strictest.inForce }
    let words = (isShort ? strictest.shortWords(app.tr) : strictest.words(app.tr)) + (isMixed ? "…" : "")
    return Line(words + (isAlone ? "" : ", "), Style(strictest.isSpent || strictest.isNearlySpent ? .warning : .status))
  }

  /// How a link is that makes one wait.
  private static func quality(_ app: App) -> Line {
    let login = app.account.flatMap { id in app.accounts.first { $0.id == id } }?.login
    let slow = app.standings.filter { login == nil || $0.key == login }.values.map(\.quality).filter(\.isSlow)
    let worst = slow.max { $0.roundTrip ?? 0 < $1.roundTrip ?? 0 }
    return Line(worst?.words(app.tr) ?? "", Style(.status))
  }

  private static func style(_ link: LinkState) -> Style { Style(link.urgency >= 4 ? .warning : .status) }

  private static func outbox(_ app: App) -> Line {
    var spans: [Span] = []
    if app.outbox.waiting > 0 {
      let count = app.tr(app.outbox.waiting, "%1 to send", "%1 to send")
      spans.append(Span(app.heldUntil.map { app.tr("%1 by %2", count, $0) } ?? count, Style(.pending)))
    }
    if app.outbox.failed > 0 {
      let text = app.tr(app.outbox.failed, "%1 refused", "%1 refused")
      spans.append(Span((spans.isEmpty ? "" : ", ") + text, Style(.error)))
    }
    return Line(spans)
  }

  /// The whole line, its less important parts left out where there is no room.
  func line(columns: Int) -> Line {
    func isTight(_ parts: [Line]) -> Bool {
      Self.joined(parts.filter { $0.width > 0 }).width + 3 + min(place.width, 12) > columns
    }
    let quality = isTight([changed, recording, link, quality, waiting, unread]) ? Line() : quality
    let link = isTight([changed, recording, link, quality, waiting, unread]) ? shortLink : link
    let parts = [changed, recording, place, link, quality, waiting, unread].filter { $0.width > 0 }
    let others = parts.filter { $0 != place }
    let room = columns - Self.joined(others).width - (others.isEmpty ? 0 : 3)
    guard place.width > room else { return Self.joined(parts) }
    return room < 12 ? Self.joined(others).clipped(to: columns) : Self.joined([place.clipped(to: room)] + others)
  }

  /// What is said on a screen without a status line: where there is no room for both, what goes over the link is more than how it stands.
  func short(columns: Int) -> Line {
    let lines = [shortLink, shortPolicy].map { link in
      Self.joined([changed, recording, waiting, link].filter { $0.width > 0 })
    }
    return lines.first { $0.width <= columns } ?? lines[1].clippedAtWord(to: columns)
  }

  private static func joined(_ parts: [Line]) -> Line {
    Line(Array(parts.map(\.spans).joined(separator: [Span(" · ", Style(.status))])))
  }
}
