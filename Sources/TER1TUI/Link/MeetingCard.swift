import ClientCore
import Localization
import Text

/// A video meeting on one card: what, when, with whom, the link, the number to dial, and a QR code that takes the telephone there.
struct MeetingCard {
  private let context: Context
  private var tr: Catalog { context.tr }

  /// More names are not read on a card.
  private static let people = 8

  init(_ context: Context) { self.context = context }

  /// nil: the event takes place nowhere that has a link or a number.
  func question(_ row: AgendaRow) -> Question? {
    let event = row.event
    guard let link = event.mainLink else { return nil }
    let title = event.title.isEmpty ? SafeText(tr("(without a title)")) : event.title.line
    var about = [Line(title, Style(.title)), Line(EventSheet.span(row, in: context.zone, context.drawing))]
    if event.status == .cancelled { about.insert(Line(tr("This event is cancelled."), Style(.warning)), at: 0) }
    let dialed = event.virtualPlaces.lazy.compactMap(numberAndCode).first
    let texts = event.virtualPlaces.map(\.summary) + [event.summary]
    return question(
      link, about, dialIn: dialed ?? texts.lazy.compactMap(Meeting.dialIn).first,
      people: event.invited.filter { $0.participation != .declined }.map(\.label.line))
  }

  private func numberAndCode(_ place: CalendarEvent.VirtualPlace) -> SafeText? {
    PlaceWords.number(place.uri.raw).map {
      SafeText(tr("by phone: ") + $0) + (place.summary.isEmpty ? "" : SafeText(", ") + place.summary.line)
    }
  }

  /// A link in a message; nil for one that leads to no meeting.
  func question(_ link: UntrustedText, in row: MessageRow) -> Question? {
    guard Meeting.isOne(link) else { return nil }
    let host = AddressWords.host(of: link, columns: 40)
    let posted = context.words.moment(row.message.receivedAt)
    let doubt = row.author.isVerified ? "" : " " + tr("(not verified)")
    let name = row.author.name.isEmpty ? SafeText(tr("somebody")) : row.author.name.line
    let about = [
      Line(tr("Video meeting at %1", host), Style(.title)),
      Line(tr("%1 wrote it, %2", name + SafeText(doubt), posted)),
    ]
    return question(link, about, dialIn: Meeting.dialIn(row.message.body), people: [])
  }

  private func question(_ link: UntrustedText, _ about: [Line], dialIn: SafeText?, people: [SafeText]) -> Question {
    let phone = dialIn.map { [Line($0.clipped(to: 120), .bold)] } ?? []
    let shown = people.filter { !$0.isEmpty }.prefix(Self.people).map(\.string).joined(separator: ", ")
    let more = people.count > Self.people ? "…" : ""
    let with = shown.isEmpty ? [] : [Line([Span(tr("with") + " ", .dim), Span(SafeText(shown + more))])]
    var question = AddressWords(link, tr).question(number: dialIn.flatMap(Meeting.number))
    question.card = LinkSheet(link: link, wantsCode: true, about: about + phone, below: with)
    return question
  }
}
