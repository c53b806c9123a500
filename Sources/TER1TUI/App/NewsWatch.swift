import ClientCore
import Localization
import Text

/// Of which news a person wants to be told while looking elsewhere.
public enum NewsOccasion: Sendable {
  case never
  /// What names the member, or answers him.
  case addressed
  case all
}

/// When a person is told of news, and of which: what comes in a burst is told once.
struct NewsWatch: Sendable {
  private(set) var told = NewsTold()
  private(set) var events = EventsSeen(nil)
  /// Changed places and hours that were told.
  private var meetings: Set<ChangedMeeting> = []
  /// In seconds since 1970; nil: there is nothing to look for.
  private(set) var deadline: Double?
  private var lastTold: Double?
  /// Whether the person looks at the terminal; nil: it does not tell.
  var isLookedAt: Bool?

  /// A burst is over after so many seconds.
  private static let burst = 3.0
  /// Nobody is told twice within so many seconds.
  private static let pause = 30.0
  private static let eventsAtOnce = 50

  /// What is here already is no news.
  mutating func begin(_ accounts: [AccountID], _ surroundings: Surroundings) throws(CacheError) {
    told = try surroundings.cache.newsTold()
    meetings = Set(try surroundings.cache.changedMeetings())
    events.begin(accounts, now: surroundings.now)
  }

  mutating func noteChange(_ changes: ChangeSet, at now: Double) {
    guard deadline == nil, changes.touches(Message.name) || changes.touches(CalendarEvent.name) else { return }
    deadline = max(now + Self.burst, (lastTold ?? 0) + Self.pause)
  }

  /// - Parameters:
  ///   - skipping: the conversation, or the event, that one looks at.
  mutating func news(
    _ occasion: NewsOccasion, _ accounts: [AccountID], skipping: ObjectKey?, _ surroundings: Surroundings
  ) throws(CacheError) -> News? {
    deadline = nil
    let (cache, now) = (surroundings.cache, surroundings.now)
    var news: News?
    (news, told) = try cache.news(after: told, isAddressed: occasion == .addressed, skipping: skipping, now: now)
    if occasion == .all {
      let changed = try changedEvents(accounts, skipping, surroundings)
      if let first = changed.first {
        news = News(place: news?.place ?? first, count: (news?.count ?? 0) + changed.count)
      }
    }
    let changed = try cache.changedMeetings().filter { !meetings.contains($0) && $0.key != skipping }
    meetings.formUnion(changed)
    if let first = changed.first {
      news = News(place: UnreadPlace(first), count: max(changed.count, news?.count ?? 0))
    }
    if news != nil { lastTold = now }
    return news
  }

  private mutating func changedEvents(
    _ accounts: [AccountID], _ skipping: ObjectKey?, _ surroundings: Surroundings
  ) throws(CacheError) -> [UnreadPlace] {
    events.begin(accounts, now: surroundings.now)
    var changed: [UnreadPlace] = []
    while changed.count < Self.eventsAtOnce {
      let place: UnreadPlace?
      (place, events) = try surroundings.cache.nextChangedEvent(accounts, after: events, now: surroundings.now)
      guard let place else { break }
      if place.conversation != skipping { changed.append(place) }
    }
    return changed
  }
}

extension App {
  /// Tells of what has come since, but nothing of what is being looked at.
  mutating func tellNewsWhenDue(_ surroundings: Surroundings) -> [Effect] {
    guard let due = newsWatch.deadline, due <= surroundings.now else { return [] }
    return guarded { (app) throws(CacheError) in
      let news = try app.newsWatch.news(
        app.settings.newsOccasion, app.accounts.map(\.id), skipping: app.inSight, surroundings)
      // Who looks at the screen sees there what is new; it counts as told.
      guard let news, app.newsWatch.isLookedAt != true else { return [] }
      return [.notify(try app.sentence(news, surroundings))]
    }
  }

  /// What one looks at; nil: nobody may be looking.
  var inSight: ObjectKey? {
    !isLocked && newsWatch.isLookedAt != false ? panes[focus]?.conversation ?? place.inside.container : nil
  }

  func sentence(_ news: News, _ surroundings: Surroundings) throws(CacheError) -> SafeText {
    guard settings.newsTellsText, !isLocked else { return SafeText("ter1: " + bareWords(news)) }
    var text = SafeText("ter1: ") + UnreadWords.text(news.place, tr)
    let key = ObjectKey(news.place.conversation.account, Message.name, news.place.message)
    if news.place.isMessage, let row = try surroundings.cache.message(key) {
      let doubt = row.author.isVerified ? "" : " " + tr("(not verified)")
      text = text + " · " + row.author.name.line + SafeText(doubt + tr(": ")) + row.message.body.line
    }
    let rest = news.count == 1 ? "" : tr(news.count - 1, " (and %1 more)", " (and %1 more)")
    return text.clipped(to: Self.newsCells) + SafeText(rest)
  }

  /// What notifications have room for.
  private static let newsCells = 100

  /// Nothing of what was written, nor by whom or where.
  private func bareWords(_ news: News) -> String {
    switch news.place.reason {
    case .mention where news.count == 1: tr("you are named")
    case .reply where news.count == 1: tr("somebody answers you")
    case .meeting: tr("a place or an hour was changed")
    case .vote: tr("a vote waits for you and closes soon")
    case .event where news.count == 1: tr("an event is new or changed")
    case _ where news.count == 1: tr("something new")
    case _ where settings.newsOccasion == .addressed:
      tr(news.count, "%1 message speaks to you", "%1 messages speak to you")
    default: tr(news.count, "%1 new thing", "%1 new things")
    }
  }
}
