import ClientCore
import Geography
import Text

/// An event of those that are near, with the number it has on the map.
struct NearItem: ListRow {
  let number: Int
  let near: NearbyRow

  var id: ObjectKey { near.row.key }
}

/// How the pane of events shows what is near: as a list, and on a map.
struct NearMode: Sendable {
  var isOn = false
  /// Where the member is; nil: he has not said it.
  var home: Home?
  var list = ListBox<NearItem>()
  var window: MapWindow?
  /// What the map says in words is shown in its place.
  var isInWords = false
  /// The march whose route the map shows, beside what is near.
  var march: CalendarEvent?

  /// More pins than these would hide the map; the list has more.
  static let mostPins = 20
  static let mostRows = 60

  var pins: ArraySlice<NearItem> { list.rows.prefix(Self.mostPins) }

  mutating func read(_ context: Context) throws(CacheError) {
    if home == nil { home = try context.cache.home() }
    guard let home else { return }
    let rows = try context.cache.nearby(
      home.point, now: context.now, zone: context.zone, account: context.account, limit: Self.mostRows)
    let items = rows.enumerated().map { index, row in
      NearItem(number: index + 1, near: row)
    }
    list.reload { _, _ in ListPage(items) }
  }

  mutating func navigate(_ motion: Motion) {
    let page = list.page
    _ = list.navigate(motion) { _, _ in page }
  }

  /// The window that shows the march, else the nearest and where one is.
  func fitted(in size: Size) -> MapWindow {
    let way = march?.way ?? []
    let points = way.isEmpty ? near : way
    guard let box = Box(points) else { return country(in: size) }
    return MapWindow(showing: box, columns: size.columns, rows: size.rows)
  }

  func country(in size: Size) -> MapWindow {
    MapWindow(showing: France.mainland, columns: size.columns, rows: size.rows)
  }

  private var near: [Coordinates] { (home.map { [$0.point] } ?? []) + list.rows.prefix(9).map(\.near.point) }
}

extension EventsPane {
  var isNear: Bool { near.isOn }
  var showsMap: Bool { near.isOn && level == .month }

  /// What the keys of moving do on the map: so many cells.
  private static let step = (columns: 4, rows: 2)

  mutating func moveOnMap(_ motion: Motion, _ context: Context) {
    switch motion {
    case .lines(let count): pan(east: 0, south: count, context)
    case .pages(let count), .halfPages(let count): pan(east: 0, south: count * 4, context)
    case .first, .last: near.window = near.fitted(in: mapSize(context))
    }
  }

  mutating func pan(east: Int, south: Int, _ context: Context) {
    let window = near.window ?? near.fitted(in: mapSize(context))
    near.window = window.moved(east: east * Self.step.columns * 2, south: south * Self.step.rows * 4)
  }

  func mapSize(_ context: Context) -> Size {
    let rect = columns(in: context.size, context.previews).rects[Level.month.rawValue]
    return MapView.size(in: rect?.size ?? context.size)
  }

  mutating func readNear(_ context: Context) throws(CacheError) {
    try near.read(context)
    if let detail, level == .event { near.march = detail.series.way.isEmpty ? nil : detail.series }
  }

  /// Puts the cursor on the next of the numbered events and the map's middle there, where it is out of sight.
  mutating func choosePin(by step: Int, _ context: Context) {
    near.navigate(.lines(step))
    guard let item = near.list.current else { return }
    near.march = item.near.row.event.way.isEmpty ? nil : item.near.row.event
    let size = mapSize(context)
    let window = near.window ?? near.fitted(in: size)
    if !window.box(columns: size.columns, rows: size.rows).contains(item.near.point) {
      near.window = MapWindow(middle: item.near.point, metresPerDot: window.metresPerDot)
    }
  }
}
