import ClientCore
import Localization
import Text

/// All about one file or folder, as sections of text.
struct FileSheet {
  enum Section: Hashable, Sendable { case name, kit, facts, here, description, preview }

  private let detail: FileDetail
  private let preview: FilePreview?
  private let kit: Kit?
  private let kept: KitsKept
  private let context: DrawContext
  private let page: SheetText

  private var node: FileNode { detail.file.node }

  init(
    _ detail: FileDetail, _ preview: FilePreview?, kit: Kit?, kept: KitsKept, columns: Int, _ context: DrawContext
  ) {
    (self.detail, self.preview, self.context) = (detail, preview, context)
    (self.kit, self.kept) = (kit, kept)
    page = SheetText(columns: columns, tr: context.tr)
  }

  var blocks: [PagerBlock<Section>] { [name, kitBlock, facts, here, description, text].compactMap { $0 } }

  private var name: PagerBlock<Section>? {
    var lines = [Line(node.name.line + SafeText(node.isFolder ? "/" : ""), Style(.title))]
    if let words = detail.file.mark.words(context.tr) {
      lines.append(Line(words, detail.file.mark == .failed ? Style(.error) : Style(.pending)))
    }
    return PagerBlock(id: .name, lines + [Line()])
  }

  private var facts: PagerBlock<Section>? {
    let tr = context.tr
    var rows = page.indented(tr("In"), [FilesView.path(detail.path, tr)])
    if let children = detail.children {
      rows += page.indented(tr("Holds"), [Line(tr(children, "%1 item", "%1 items"))])
    }
    if let size = node.size { rows += page.indented(tr("Size"), [Line(self.size(of: size))]) }
    if let type = node.type, !type.isEmpty { rows += page.indented(tr("Type"), [Line(type.line)]) }
    if let author = detail.file.createdBy { rows += page.indented(tr("By"), [Line(author.name.line, Style(.author))]) }
    if let changed = node.modified ?? node.created {
      rows += page.indented(tr("Changed"), [Line(context.words.moment(changed))])
    }
    if let digest = node.sha256, !digest.isEmpty { rows += page.indented("SHA-256", [Line(digest.line, .dim)]) }
    return PagerBlock(id: .facts, indented: rows + [(Line(), Line())])
  }

  /// What the kit is for, and each leaflet with its variants, the smallest first.
  private var kitBlock: PagerBlock<Section>? {
    guard let kit else { return nil }
    let words = KitWords(context.tr)
    var lines = [Line([Span(context.tr("kit for: "), .dim), Span(words.purpose(kit))])]
    lines.append(Line([Span(context.tr("code: "), .dim), Span(kit.code, .bold)]))
    if let kept = words.kept(kept[kit.folder.key]) { lines.append(Line(kept, Style(.success))) }
    for leaflet in kit.leaflets {
      let variants = leaflet.variants.map { "\(words.kind($0.kind)) \(ByteCount.text($0.size, context.tr))" }
      lines += [Line(leaflet.name.line), Line("  " + variants.joined(separator: " · "), .dim)]
    }
    return page.block(.kit, context.tr("Kit"), lines)
  }

  /// "1,4 Mo (1 432 118 octets)"
  private func size(of bytes: Int) -> String {
    let short = ByteCount.text(bytes, context.tr)
    return bytes < 1_000 ? short : context.tr("%1 (%2 bytes)", short, ByteCount.grouped(bytes, context.tr))
  }

  private var here: PagerBlock<Section>? {
    let tr = context.tr
    guard let download = detail.file.download else {
      guard !node.isFolder else { return nil }
      let next = context.keys("files.download").map { tr("Not here yet; %1 brings it.", $0) }
      return PagerBlock(id: .here, [Line(next ?? tr("Not here yet."), .dim), Line()])
    }
    return page.block(.here, tr("Here"), TransferWords.lines(download, context))
  }

  private var description: PagerBlock<Section>? {
    guard !node.summary.isEmpty else { return nil }
    let text = RichText(node.summary, isMarkdown: true, RichText.Options(context.tr, columns: page.columns))
    return PagerBlock(id: .description, indented: text.rows + [(Line(), Line())])
  }

  private var text: PagerBlock<Section>? {
    guard let preview, preview.key == detail.file.key, !preview.text.isEmpty else { return nil }
    if node.type?.raw.lowercased() == "text/markdown" {
      let text = RichText(preview.text, isMarkdown: true, RichText.Options(context.tr, columns: page.columns))
      return PagerBlock(id: .preview, indented: text.rows)
    }
    return PagerBlock(id: .preview, preview.text.lines.prefix(400).map { Line($0, Style(.code)) })
  }
}
