import ClientCore
import Text

/// A line of the files: a cooperative to go into, a folder or a file.
struct FileItem: ListRow {
  enum Content: Sendable {
    case cooperative(Account)
    case node(FileRow)
  }

  /// In a kit: which variant it is, and of which leaflet; the name stands at the first of a leaflet only.
  struct Leaflet: Sendable {
    let name: UntrustedText?
    let kind: Kit.Variant.Kind
    /// How long it will take, as far as the link is known.
    let seconds: Double?
  }

  let id: ObjectKey
  let content: Content
  var leaflet: Leaflet?

  init(_ row: FileRow) { (id, content) = (row.key, .node(row)) }

  static func leaflets(_ kit: Kit, _ standing: LinkStanding?) -> [FileItem] {
    kit.leaflets.flatMap { leaflet in
      leaflet.variants.enumerated().map { index, variant in
        var item = FileItem(variant.file)
        item.leaflet = Leaflet(
          name: index == 0 ? leaflet.name : nil, kind: variant.kind,
          seconds: FetchCost(size: variant.size, standing).seconds)
        return item
      }
    }
  }

  init(_ account: Account) { (id, content) = (ObjectKey(account.id, "Account", ""), .cooperative(account)) }

  var row: FileRow? { if case .node(let row) = content { row } else { nil } }
}

extension FileRow {
  var isFolder: Bool { node.isFolder }
  var isDownloaded: Bool { download?.state == .done }
  var isOnItsWay: Bool { download?.state == .running }
  /// Bytes of it that are not here yet.
  var sizeLeft: Int { max(0, (node.size ?? 0) - (download?.received ?? 0)) }
}

extension Download {
  var isUnderWay: Bool { state == .waiting || state == .running }

  /// How much is there, in hundredths; nil when the size is not known.
  var percent: Int? { size.flatMap { $0 > 0 ? min(100, received * 100 / $0) : nil } }
}
