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
  /// For events: when, on the viewer's clock.
  var start: LocalTime?

  var isHeading: Bool { entry == nil }
  var section: Section? { if case .heading(let section) = id { section } else { nil } }

  static func items(
    _ digests: [Digest], _ places: [ObjectKey: UntrustedText], _ starts: [ObjectKey: LocalTime]
  ) -> [DigestItem] {
    let entries = digests.flatMap(\.entries)
    return Section.allCases.flatMap { section -> [DigestItem] in
      let own = entries.filter { self.section(of: $0) == section }
      let rows = own.map { entry in
        let board = entry.container.flatMap { places[ObjectKey(entry.key.account, Channel.name, $0)] }
        return DigestItem(id: .entry(entry.key), entry: entry, place: board, start: starts[entry.key])
      }
      return rows.isEmpty ? [] : [DigestItem(id: .heading(section), entry: nil, place: nil)] + rows
    }
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
