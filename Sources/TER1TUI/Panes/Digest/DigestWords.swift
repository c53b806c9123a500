import ClientCore
import Localization
import Text

/// What a digest's head and its entries say, in the digest and on the home pane.
struct DigestWords {
  let context: DrawContext
  let words: DateWords
  private var tr: Catalog { context.tr }

  init(_ context: DrawContext) { (self.context, words) = (context, context.words) }

  func head(_ read: ReadDigests, omitted: Int) -> Line {
    guard let since = read.since else { return Line() }
    var spans = [
      Span(tr("Since %1", moment(since)), Style(.title)),
      Span(" · " + tr("seen %1", moment(read.until ?? since)), .dim),
    ]
    if omitted > 0 { spans.append(Span(" · " + tr(omitted, "%1 more", "%1 more"), .dim)) }
    if read.areMadeHere { spans.append(Span(" · " + tr("made here, of what was fetched"), .dim)) }
    return Line(spans)
  }

  /// "yesterday, 18:05"
  private func moment(_ instant: Double) -> String {
    let day = LocalTime(at: instant, in: context.zone).day
    return "\(words.nearDay(day) ?? words.shortDate(day)) \(words.clock(at: instant))"
  }

  func count(_ entry: Digest.Entry) -> Line {
    Line(entry.count > 1 || entry.date != nil ? String(entry.count) : "", Style(.unread))
  }

  /// - Parameter heading: the changes that a heading says already.
  func title(_ entry: Digest.Entry, under heading: Set<Digest.Entry.Change> = []) -> Line {
    let name = entry.title.isEmpty ? SafeText(tr("Files")) : entry.title.line
    if let change = entry.change, heading.contains(change) { return Line(name) }
    switch entry.change {
    case .cancelled: return Line([Span(tr("cancelled:") + " ", Style(.warning)), Span(name)])
    case .changed: return Line([Span(tr("changed:") + " ", Style(.warning)), Span(name)])
    case .new: return Line([Span(tr("new:") + " ", .dim), Span(name)])
    case .closing: return Line([Span(tr("to vote:") + " ", Style(.warning)), Span(name)])
    case .closed, nil: return Line(name)
    }
  }

  func detail(_ entry: Digest.Entry) -> Line {
    let votes = VoteWords(tr)
    if let outcome = entry.outcome { return Line(votes.outcome(outcome), .bold) }
    if let closes = entry.closesAt {
      return Line(tr("%1 left", votes.left(closes - context.now)), Style(.date))
    }
    var names: [Span] = []
    for author in entry.authors { names += [Span(names.isEmpty ? "" : ", "), Span(author.line, Style(.author))] }
    if entry.authorCount > entry.authors.count { names.append(Span("…")) }
    if !names.isEmpty && !entry.words.isEmpty { names.append(Span(" · ", .dim)) }
    return Line(names) + Line(entry.words.line, .dim)
  }

  func when(_ item: DigestItem) -> Line {
    if let start = item.start { return Line(words.short(start), Style(.date)) }
    if let closes = item.entry?.closesAt { return Line(moment(closes), Style(.date)) }
    return Line(item.entry?.date.map(words.age) ?? "", Style(.date))
  }
}
