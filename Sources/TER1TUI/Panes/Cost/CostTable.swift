public import ClientCore
public import Localization
import Text

/// The sums by pane, then by account, as rows.
struct CostTable {
  let session: CostPane.Sums
  let today: CostPane.Sums

  static let places: [UsePlace] = [
    .forums, .chat, .events, .files, .votes, .news, .courses, .people, .digest, UsePlace(pane: HomePane.name), .link,
  ]

  func rows(_ tr: Catalog) -> [CostPane.Row] {
    var byPlace = merged(today).keys.filter { !Self.places.contains($0) }.sorted { $0.rawValue < $1.rawValue }
    byPlace = Self.places + byPlace
    let (now, day) = (merged(session), merged(today))
    let panes = byPlace.compactMap { place -> CostPane.Row? in
      guard let use = day[place] else { return nil }
      return CostPane.Row(name: SafeText(Self.name(place, tr)), session: now[place] ?? LinkUse(), today: use)
    }
    let sum = CostPane.Row(name: SafeText(tr("In all")), session: Self.sum(now), today: Self.sum(day), isSum: true)
    return panes + [sum] + logins()
  }

  /// Where there are several, each one's part of the network.
  private func logins() -> [CostPane.Row] {
    let names = today.keys.filter { !$0.isEmpty }.sorted()
    guard names.count > 1 else { return [] }
    return names.map { login in
      CostPane.Row(
        name: UntrustedText(login).line, session: Self.sum(session[login] ?? [:]), today: Self.sum(today[login] ?? [:]))
    }
  }

  private func merged(_ sums: CostPane.Sums) -> [UsePlace: LinkUse] {
    sums.values.reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
  }

  private static func sum(_ uses: [UsePlace: LinkUse]) -> LinkUse { uses.values.reduce(LinkUse(), +) }

  static func name(_ place: UsePlace, _ tr: Catalog) -> String {
    switch place {
    case .people: tr(MembersPane.title)
    case .link: tr("The link itself")
    default: PaneRegistry.all.first { $0.name == place.rawValue }.map { tr($0.title) } ?? place.rawValue
    }
  }
}

extension UsePlace {
  /// The pane that is looked at.
  public init(pane: String) { self = pane == MembersPane.name ? .people : UsePlace(rawValue: pane) }

  /// What a person calls it.
  public func title(_ tr: Catalog) -> String { CostTable.name(self, tr) }
}
