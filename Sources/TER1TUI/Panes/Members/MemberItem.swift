import ClientCore
import Localization
import Text

/// A line of the directory: a member, or the name of a section.
struct MemberItem: ListRow {
  enum Section: Hashable, Sendable { case own, followed, others }
  enum ID: Hashable, Sendable {
    case heading(Section)
    case row(ObjectKey)
  }

  let id: ID
  let row: MemberRow?
  var isHeading: Bool { row == nil }

  /// Oneself, those whom one follows, all others.
  static func items(_ rows: [MemberRow]) -> [MemberItem] {
    let sections: [(Section, (MemberRow) -> Bool)] = [
      (.own, { $0.isViewer }), (.followed, { $0.isFollowed && !$0.isViewer }),
      (.others, { !$0.isFollowed && !$0.isViewer }),
    ]
    return sections.flatMap { section, isIn in
      let found = rows.filter(isIn)
      return found.isEmpty
        ? [] : [MemberItem(id: .heading(section), row: nil)] + found.map { MemberItem(id: .row($0.key), row: $0) }
    }
  }
}
