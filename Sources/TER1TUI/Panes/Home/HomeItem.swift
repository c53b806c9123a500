import ClientCore
import Text

/// A line of the home pane: a changed meeting, an entry of the digest, or what leads to the rest.
struct HomeItem: ListRow {
  /// In the order of what matters.
  enum Section: Int, Hashable, Sendable, CaseIterable {
    case changed, votes, mentions, followed, rest
  }

  enum Content: Sendable {
    case change(ChangedMeeting)
    case entry(DigestItem)
    /// So many that there is no room for.
    case more(Int)
  }

  let id: ObjectKey
  let section: Section
  let content: Content
  /// Whether it is the first of its section.
  var isFirst = false

  private static let moreKey = ObjectKey(AccountID(rawValue: 0), Digest.name, "more")

  /// What has room, in order: of each section something, and of the first ones as much as there is room for.
  /// - Parameters:
  ///   - near: events that take place near where the member is: they come first in their section.
  ///   - rows: how many lines there are.
  static func items(
    _ changes: [ChangedMeeting], _ read: ReadDigests, near: Set<ObjectKey>, rows: Int
  ) -> [HomeItem] {
    let told = Set(changes.map(\.key))
    let entries = read.items.compactMap { item in
      item.entry.flatMap {
        told.contains($0.key) ? nil : HomeItem(id: $0.key, section: section(of: $0), content: .entry(item))
      }
    }
    let all = changes.map { HomeItem(id: $0.key, section: .changed, content: .change($0)) } + entries
    let sections = Section.allCases.map { section in
      let own = all.filter { $0.section == section }
      return (0...2).flatMap { rank in own.filter { $0.rank(near) == rank } }
    }
    return fitted(sections, omitted: read.omitted, rows: rows)
  }

  /// Where one goes oneself, or what one has pinned, comes before what is near, and that before the rest.
  private func rank(_ near: Set<ObjectKey>) -> Int {
    if case .change = content { 0 } else { near.contains(id) ? 1 : 2 }
  }

  private static func fitted(_ sections: [[HomeItem]], omitted: Int, rows: Int) -> [HomeItem] {
    let total = sections.reduce(0) { $0 + $1.count }
    guard total > rows || omitted > 0 else { return sections.flatMap(headed) }
    let counts = shares(sections.map(\.count), of: max(0, rows - 1))
    let left = total - counts.reduce(0, +) + omitted
    let shown = zip(sections, counts).flatMap { headed(Array($0.prefix($1))) }
    return shown + [HomeItem(id: moreKey, section: .rest, content: .more(left))]
  }

  /// One line for each section that has something, then the rest from the first section on.
  private static func shares(_ counts: [Int], of rows: Int) -> [Int] {
    var (shares, left) = (counts.map { _ in 0 }, rows)
    for index in counts.indices where counts[index] > 0 && left > 0 { (shares[index], left) = (1, left - 1) }
    for index in counts.indices {
      let more = min(left, counts[index] - shares[index])
      (shares[index], left) = (shares[index] + more, left - more)
    }
    return shares
  }

  private static func headed(_ rows: [HomeItem]) -> [HomeItem] {
    var rows = rows
    if !rows.isEmpty { rows[0].isFirst = true }
    return rows
  }

  private static func section(of entry: Digest.Entry) -> Section {
    switch entry.key.type {
    case CalendarEvent.name: entry.change == .new ? .rest : .changed
    case Proposal.name: entry.change == .closing ? .votes : .rest
    default: entry.mentions > 0 ? .mentions : entry.isFollowed ? .followed : .rest
    }
  }
}
