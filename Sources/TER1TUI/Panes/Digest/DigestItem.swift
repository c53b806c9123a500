import ClientCore
import Text

/// A line of the digest: an entry, or the name of a section.
struct DigestItem: ListRow {
  enum Section: Int, Hashable, Sendable, CaseIterable {
    case agenda, votes, mentions, followed, events, conversations, files
  }

  enum ID: Hashable, Sendable {
    case heading(Section)
    case entry(ObjectKey)
  }

  let id: ID
  let entry: Digest.Entry?
  let place: UntrustedText?
  /// For events.
  var start: EventStart?

  var isHeading: Bool { entry == nil }
  var section: Section? { if case .heading(let section) = id { section } else { nil } }

  static func items(_ read: ReadDigests) -> [DigestItem] {
    let all = read.items
    return Section.allCases.flatMap { section -> [DigestItem] in
      let rows = ordered(all.filter { $0.entry.map(self.section) == section }, in: section)
      return rows.isEmpty ? [] : [DigestItem(id: .heading(section), entry: nil, place: nil)] + rows
    }
  }

  /// Events stand as they take place: one that comes again may have begun long ago.
  private static func ordered(_ rows: [DigestItem], in section: Section) -> [DigestItem] {
    guard section == .agenda || section == .events else { return rows }
    return rows.sorted { ($0.start?.time.seconds ?? .max) < ($1.start?.time.seconds ?? .max) }
  }

  private static func section(of entry: Digest.Entry) -> Section {
    switch entry.key.type {
    case CalendarEvent.name: entry.change == .new ? .events : .agenda
    case Proposal.name: .votes
    case FileNode.name: .files
    default: entry.mentions > 0 ? .mentions : entry.isFollowed ? .followed : .conversations
    }
  }
}
