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
    /// With the files that go with it and have not arrived yet.
    case entry(OutboxRow, files: [OutboxEntry])
    case download(Download)
    case draft(Draft)
  }

  let id: ID
  let content: Content

  var isHeading: Bool { if case .heading = content { true } else { false } }
  var row: OutboxRow? { if case .entry(let row, _) = content { row } else { nil } }
  var files: [OutboxEntry] { if case .entry(let row, let files) = content { row.upload + files } else { [] } }
  var download: Download? { if case .download(let download) = content { download } else { nil } }

  /// A file is one with what it goes with.
  var isRefused: Bool { row?.entry.state == .failed || files.contains { $0.state == .failed } }
  var isOnItsWay: Bool {
    row?.entry.state == .sending || files.contains { $0.state == .sending && !$0.isPaused }
      || download?.state == .running
  }
  var isPaused: Bool { files.contains(where: \.isPaused) || download?.state == .paused }

  var draft: Draft? { if case .draft(let draft) = content { draft } else { nil } }

  private init(_ id: ID, _ content: Content) { (self.id, self.content) = (id, content) }

  /// What failed first, since it waits for the person; then what waits for the network; then what is not finished.
  static func items(_ rows: [OutboxRow], _ downloads: [Download], _ drafts: [Draft]) -> [OutboxItem] {
    let entries = entries(rows)
    let (failed, waiting) = (entries.filter(\.isRefused), entries.filter { !$0.isRefused })
    let transfers = downloads.filter { $0.state != .done }.map { OutboxItem(.download($0.id), .download($0)) }
    let texts = drafts.map { OutboxItem(.draft($0.id), .draft($0)) }
    let sections: [(Section, [OutboxItem])] = [
      (.failed, failed), (.waiting, waiting), (.transfers, transfers), (.drafts, texts),
    ]
    return sections.flatMap { section, items in
      items.isEmpty ? [] : [OutboxItem(.heading(section), .heading(section, count: items.count))] + items
    }
  }

  private static func entries(_ rows: [OutboxRow]) -> [OutboxItem] {
    let uploads = Dictionary(
      rows.map(\.entry).filter { $0.mutation.type == Blob.name }.map { ($0.mutation.id, $0) },
      uniquingKeysWith: { first, _ in first })
    let files = rows.map { row in row.entry.mutation.localReferences.compactMap { uploads[$0] } }
    let carried = Set(files.joined().map(\.id))
    return zip(rows, files).filter { !carried.contains($0.0.entry.id) }.map { row, files in
      OutboxItem(.entry(row.entry.id), .entry(row, files: files.sorted { $0.id < $1.id }))
    }
  }
}

extension OutboxRow {
  /// A file that goes with nothing that is here.
  fileprivate var upload: [OutboxEntry] { entry.mutation.type == Blob.name ? [entry] : [] }
}
