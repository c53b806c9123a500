import ClientCore
import Foundation
import Localization
import Text

/// What takes place: the agenda by days, a month or a week at a glance, and all about one event.
struct EventsPane: Pane {
  static let name = "events"
  static let title = msgid("Events")
  static let sections = ["events.month", "events.week", "events.event", "events.near", "events.map"]
  static var commands: [PaneCommand<EventsPane>] { EventsCommands.all }

  enum Level: Int, Sendable { case month, agenda, event }

  var level = Level.agenda
  private(set) var list = ListBox<AgendaItem>()
  private(set) var grid = MonthGrid()
  private(set) var detail: EventDetail?
  private(set) var sheet = Pager<EventSheet.Section>()
  private(set) var calendars: [CalendarRow] = []
  /// What is shown; nil: all calendars.
  private(set) var shown: Set<ObjectKey>?
  /// The calendar asked for alone.
  private(set) var filter: ObjectKey?
  /// What is near, which takes the place of the agenda and of the month while it is on.
  var near = NearMode()
  /// The event of the sheet as the member knew it, where its place or hour was changed.
  private(set) var known: (key: ObjectKey, event: CalendarEvent)?
  /// What the member wants at hand.
  private(set) var pins = Pins(nil)
  private var isPlaced = false
  /// What was just announced: the cursor goes to it as soon as the cache has it.
  private var announced: ObjectKey?

  init() {}

  var keyContexts: [String] {
    switch level {
    case .month where near.isOn: ["events.map", Self.name]
    case .month: (grid.isWeek ? ["events.week"] : []) + ["events.month", Self.name]
    case .agenda: near.isOn ? ["events.near", Self.name] : [Self.name]
    case .event: ["events.event", Self.name]
    }
  }

  var isText: Bool { level != .agenda }
  var isEmpty: Bool { level == .agenda && !near.isOn && list.isEmpty }

  /// The event that commands are about.
  var current: AgendaRow? {
    let listed = near.isOn ? near.list.current?.near.row : list.current?.row
    return level == .event ? detail?.occurrence ?? listed : listed
  }

  var place: PanePlace {
    guard level == .event, let row = detail?.occurrence else {
      guard level == .agenda else { return PanePlace() }
      return PanePlace(row: current?.key, date: current?.recurrenceID)
    }
    return PanePlace(container: row.key, title: row.event.title, date: row.recurrenceID)
  }

  func isPinned(_ row: AgendaRow) -> Bool { pins.contains(row.event, row.key.account) }

  /// Whether the grid shows a week, which needs the whole width.
  var isWeek: Bool { level == .month && grid.isWeek && !near.isOn }

  func columns(in size: Size, _ previews: Bool) -> Columns {
    Columns(
      levels: 3, focus: level.rawValue, previews: previews || near.isOn,
      isAlone: isWeek || showsMap && size.columns < 150, in: size)
  }

  /// Whether the list shares its lines with the name of the one calendar shown.
  var hasFilterLine: Bool { filter != nil }

  private func reader(_ context: Context) -> AgendaReader {
    AgendaReader(cache: context.cache, zone: context.zone, today: context.words.today, calendars: shown)
  }

  // MARK: Reading

  mutating func refresh(_ context: Context) throws(CacheError) -> [Effect] {
    try readCalendars(context)
    pins = try context.cache.eventPins()
    layout(context)
    let reader = reader(context)
    if isPlaced {
      try list.reload { (anchor, limit) throws(CacheError) in try reader.page(anchor, limit: limit) }
    } else {
      isPlaced = true
      try select(day: context.words.today, context)
    }
    if near.isOn { try readNear(context) }
    try cursorMoved(context)
    return []
  }

  private mutating func readCalendars(_ context: Context) throws(CacheError) {
    calendars = try context.cache.calendars(context.account)
    if let filter, !calendars.contains(where: { $0.key == filter }) { self.filter = nil }
    shown = filter.map { [$0] } ?? (context.account == nil ? nil : Set(calendars.map(\.key)))
  }

  private mutating func layout(_ context: Context) {
    let columns = columns(in: context.size, context.previews)
    if let rect = columns.rects[Level.agenda.rawValue] {
      list.layout(rows: rect.size.rows - (hasFilterLine ? 1 : 0), fillsLines: columns.fillsLines)
      near.list.layout(rows: rect.size.rows - 1, fillsLines: columns.fillsLines)
    }
    if let rect = columns.rects[Level.event.rawValue] { sheet.layout(rect.size.forText(inset: 2)) }
  }

  mutating func cacheChanged(_ changes: ChangeSet, _ context: Context) throws(CacheError) -> [Effect] {
    guard isPlaced, changes.touches(CalendarEvent.name) || changes.touches(EventCalendar.name) else { return [] }
    if let key = detail?.occurrence.key, let id = changes.renamed[key] {
      try readDetail(key.renamed(to: id), nil, context)
    }
    if let key = announced, level == .agenda, changes.touches(key) { try select(key, context) }
    return try refresh(context)
  }

  /// - Parameter date: which of its dates; nil: the first that is shown.
  private mutating func select(_ key: ObjectKey, at date: LocalTime? = nil, _ context: Context) throws(CacheError) {
    announced = nil
    guard let found = try context.cache.event(key, recurrenceID: date, zone: context.zone) else { return }
    try select(day: LocalTime(at: found.occurrence.start, in: context.zone).day, context)
    let item = list.rows.first { $0.row?.key == key && (date == nil || $0.row?.recurrenceID == date) }
    if let item { _ = list.select(item.id) }
  }

  /// Month and sheet follow the agenda's cursor.
  private mutating func cursorMoved(_ context: Context) throws(CacheError) {
    if level != .month {
      grid.isWeek = false
      grid.go(to: list.current?.day ?? context.words.today)
    }
    let rects = columns(in: context.size, context.previews).rects
    if rects[Level.month.rawValue] != nil { try grid.read(context, calendars: shown) }
    if level == .event, let detail {
      try readDetail(detail.occurrence.key, detail.occurrence.recurrenceID, context)
    } else if rects[Level.event.rawValue] != nil {
      try readCurrentDetail(context)
    }
  }

  private mutating func readCurrentDetail(_ context: Context) throws(CacheError) {
    guard let row = near.isOn ? near.list.current?.near.row : list.current?.row else {
      (detail, sheet) = (nil, sheet)
      sheet.show([])
      return
    }
    try readDetail(row.key, row.recurrenceID, context)
  }

  private mutating func readDetail(
    _ key: ObjectKey, _ recurrenceID: LocalTime?, _ context: Context
  ) throws(CacheError) {
    let before = detail?.occurrence
    detail = try context.cache.event(key, recurrenceID: recurrenceID, zone: context.zone)
    guard let detail else {
      sheet.show([])
      if level == .event { level = .agenda }
      return
    }
    if before?.key != detail.occurrence.key || before?.recurrenceID != detail.occurrence.recurrenceID {
      sheet = Pager()
    }
    layout(context)
    var drawing = context.drawing
    drawing.keys = context.keys
    let kits = try context.cache.kits(of: detail.occurrence.key)
    try readKnown(detail.occurrence.key, context)
    let isPinned = pins.contains(detail.series, key.account)
    let text = EventSheet(
      detail, was: known?.event, kits: kits, isPinned: isPinned, columns: sheet.size.columns, drawing)
    sheet.show(text.blocks)
  }

  /// What was changed stays told as long as the sheet is open, also when it counts as seen.
  private mutating func readKnown(_ key: ObjectKey, _ context: Context) throws(CacheError) {
    if let event = try context.cache.known(key) {
      known = (key, event)
    } else if known?.key != key {
      known = nil
    }
  }

  /// Who has the sheet before him has seen what was changed.
  private var seen: [Effect] { level == .event ? known.map { [.seenChange($0.key)] } ?? [] : [] }

  // MARK: Moving

  mutating func move(_ motion: Motion, _ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .month where near.isOn: moveOnMap(motion, context)
    case .month: if isWeek { try moveInWeek(motion, context) } else { try moveInMonth(motion, context) }
    case .event: _ = sheet.navigate(motion)
    case .agenda where near.isOn:
      near.navigate(motion)
      try cursorMoved(context)
      return []
    case .agenda:
      let reader = reader(context)
      let hasMoved = try list.navigate(motion) { (anchor, limit) throws(CacheError) in
        try reader.page(anchor, limit: limit)
      }
      try cursorMoved(context)
      guard motion == .first || motion.distance(height: 1) < 0 else { return [] }
      if !hasMoved { return try older(from: nil, context)?.effects(.scrolling, context) ?? [] }
      return try missing(on: list.current?.day ?? context.words.today, context)
    }
    return level == .month && !near.isOn ? try missing(on: grid.day, context) : []
  }

  func olderThings(_ context: Context) throws(CacheError) -> OlderThings? {
    try older(from: level == .month ? grid.day : nil, context)
  }

  /// - Parameter day: the first that is wanted; nil: half a year more.
  private func older(from day: Int64?, _ context: Context) throws(CacheError) -> OlderThings? {
    let moment = day.map { Double(min($0, context.words.today)) * 86_400 }
    var (requests, isBegun) = ([HistoryRequest](), true)
    for account in Set(calendars.map(\.key.account)).sorted() {
      guard let since = try context.cache.eventsSince(account), moment ?? 0 < since else { continue }
      if since == .infinity { isBegun = false }
      requests.append(.events(account, from: moment))
    }
    guard !requests.isEmpty else { return nil }
    return OlderThings(requests, isBegun ? context.tr("earlier events") : context.tr("the other events"))
  }

  /// Asks for the events of a day that may not be here.
  func missing(on day: Int64, _ context: Context) throws(CacheError) -> [Effect] {
    try older(from: day, context)?.effects(.scrolling, context) ?? []
  }

  private mutating func moveInWeek(_ motion: Motion, _ context: Context) throws(CacheError) {
    switch motion {
    case .lines(let count): try go(to: grid.day + Int64(count), context)
    case .pages(let count), .halfPages(let count): try go(to: grid.day + Int64(count) * 7, context)
    case .first: try go(to: grid.firstDay, context)
    case .last: try go(to: grid.firstDay + 6, context)
    }
  }

  private mutating func moveInMonth(_ motion: Motion, _ context: Context) throws(CacheError) {
    let first = grid.day - Int64(grid.date.day) + 1
    switch motion {
    case .lines(let count): try go(to: grid.day + Int64(count) * 7, context)
    case .pages(let count), .halfPages(let count): try go(to: MonthGrid.day(grid.day, addingMonths: count), context)
    case .first: try go(to: first, context)
    case .last: try go(to: first + Int64(LocalTime(day: first).daysInMonth) - 1, context)
    }
  }

  /// Goes to a day: in the month to the day itself, in the agenda to the first event from then on.
  mutating func go(to day: Int64, _ context: Context) throws(CacheError) {
    near.isOn = false
    try select(day: day, context)
    if level == .event { level = .agenda }
    if level == .month { grid.go(to: day) }
    try cursorMoved(context)
  }

  private mutating func select(day: Int64, _ context: Context) throws(CacheError) {
    let reader = reader(context)
    let fetch: ListBox<AgendaItem>.Fetch<CacheError> = { (anchor, limit) throws(CacheError) in
      try reader.page(anchor, limit: limit)
    }
    try list.go(around: .heading(day), fetch) { $0.day >= day }
  }

  mutating func open(_ context: Context) throws(CacheError) -> [Effect] {
    switch level {
    case .month where !near.isOn:
      level = .agenda
      layout(context)
      try go(to: grid.day, context)
    case .agenda, .month:
      guard current != nil else { return [] }
      try readCurrentDetail(context)
      if detail != nil { level = .event }
      layout(context)
      try cursorMoved(context)
    case .event: break
    }
    return seen
  }

  mutating func back(_ context: Context) throws(CacheError) -> [Effect]? {
    if level == .agenda, near.isOn {
      try showNear(false, context)
      return []
    }
    guard level != .agenda else { return nil }
    level = .agenda
    layout(context)
    try cursorMoved(context)
    return []
  }

  mutating func readOn(_ context: Context) throws(CacheError) -> [Effect]? {
    guard level == .event, sheet.navigate(.pages(1)) else { return nil }
    return []
  }

  mutating func go(to key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard key.type == CalendarEvent.name else { return [] }
    filter = nil
    near.isOn = false
    try readCalendars(context)
    guard let found = try context.cache.event(key, zone: context.zone) else {
      return [.notice(Notice(.information, context.tr("This event is not there any more")))]
    }
    try select(key, context)
    level = .event
    try readDetail(key, found.occurrence.recurrenceID, context)
    try cursorMoved(context)
    return seen
  }

  mutating func putCursor(on row: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard level == .agenda, !near.isOn else { return [] }
    try select(row, context)
    try cursorMoved(context)
    return []
  }

  mutating func go(to date: LocalTime, of key: ObjectKey, _ context: Context) throws(CacheError) -> [Effect] {
    guard !near.isOn else { return [] }
    try select(key, at: date, context)
    if level == .event { try readDetail(key, date, context) }
    try cursorMoved(context)
    return []
  }

  // MARK: For the commands

  enum Grid: Sendable { case month, week }

  /// nil: the agenda.
  mutating func show(_ shape: Grid?, _ context: Context) throws(CacheError) {
    let isShown = shape != nil
    near.isOn = false
    level = isShown ? .month : .agenda
    grid.isWeek = shape == .week
    layout(context)
    if !isShown { try select(day: grid.day, context) }
    try cursorMoved(context)
  }

  mutating func show(only calendar: ObjectKey?, _ context: Context) throws(CacheError) {
    let day = list.current?.day ?? context.words.today
    filter = calendar
    try readCalendars(context)
    layout(context)
    try select(day: day, context)
    try cursorMoved(context)
  }

  mutating func composed(_ text: ComposedText, _ context: Context) throws(CacheError) -> ComposeResult {
    if text.tag["kind"] == SheetForm.kind { return try SheetForm.accept(text, context) }
    let result = try EventForm.accept(text, context)
    if case .sent(let effects) = result { announced = effects.lazy.compactMap(\.created).first }
    return result
  }

  /// Shows at once what the note will say.
  mutating func show(_ pins: Pins, _ context: Context) throws(CacheError) {
    self.pins = pins
    if let row = detail?.occurrence { try readDetail(row.key, row.recurrenceID, context) }
  }

  func draw(on canvas: inout Canvas, _ context: DrawContext) { EventsView(pane: self, context).draw(on: &canvas) }
}

extension Effect {
  /// The object that this puts into the outbox as a new one.
  fileprivate var created: ObjectKey? {
    guard case .enqueue(let mutations) = self, let first = mutations.first, case .create = first.action else {
      return nil
    }
    return ObjectKey(first.account, first.type, first.id)
  }
}
