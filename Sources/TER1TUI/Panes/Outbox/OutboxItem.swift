import ClientCore
import Text

/// A line of the outbox: something to be sent, a file being fetched, or the name of a section.
struct OutboxItem: ListRow {
  enum ID: Hashable, Sendable {
    case heading(Section)
    case entry(Int64)
    case download(String)
    case draft(String)
  }

  enum Section: Hashable, Sendable { case failed, waiting, transfers, drafts }

  enum Content: Sendable {
    case heading(Section, count: Int)
    case entry(OutboxRow)
    case download(Download)
    case draft(Draft)
  }

  let id: ID
  let content: Content

  var isHeading: Bool { if case .heading = content { true } else { false } }
  var row: OutboxRow? { if case .entry(let row) = content { row } else { nil } }
  var download: Download? { if case .download(let download) = content { download } else { nil } }

  var draft: Draft? { if case .draft(let draft) = content { draft } else { nil } }

  private init(_ id: ID, _ content: Content) { (self.id, self.content) = (id, content) }

  /// What failed first, since it waits for the person; then what waits for the network; then what is not finished.
  static func items(_ rows: [OutboxRow], _ downloads: [Download], _ drafts: [Draft]) -> [OutboxItem] {
    let failed = rows.filter { $0.entry.state == .failed }.map { OutboxItem(.entry($0.entry.id), .entry($0)) }
    let waiting = rows.filter { $0.entry.state != .failed }.map { OutboxItem(.entry($0.entry.id), .entry($0)) }
    let transfers = downloads.filter { $0.state != .done }.map { OutboxItem(.download($0.id), .download($0)) }
    let texts = drafts.map { OutboxItem(.draft($0.id), .draft($0)) }
    let sections: [(Section, [OutboxItem])] = [
      (.failed, failed), (.waiting, waiting), (.transfers, transfers), (.drafts, texts),
    ]
    return sections.flatMap { section, items in
      items.isEmpty ? [] : [OutboxItem(.heading(section), .heading(section, count: items.count))] + items
    }
  }
}
