import ClientCore
import JSON
import Localization
import Text

/// All about one thing that waits: what, where, since when, why, and its text.
struct OutboxSheet {
  enum Section: Hashable, Sendable { case title, reason, facts, text, standing }

  private let item: OutboxItem
  private let sent: [Int64: Int]
  private let context: DrawContext
  private let page: SheetText

  init(_ item: OutboxItem, sent: [Int64: Int], columns: Int, _ context: DrawContext) {
    (self.item, self.sent, self.context) = (item, sent, context)
    page = SheetText(columns: columns, tr: context.tr)
  }

  var blocks: [PagerBlock<Section>] {
    switch item.content {
    case .heading, .draft: []
    case .entry(let row, _): [title(row), reason(row), facts(row), text(row), standing(row)].compactMap { $0 }
    case .download(let download): transfer(download)
    }
  }

  private func title(_ row: OutboxRow) -> PagerBlock<Section>? {
    let name = row.title.isEmpty ? SafeText(IntentionWords.text(row.entry.mutation, context.tr)) : row.title.line
    return PagerBlock(id: .title, [Line(name, Style(.title)), Line()])
  }

  private func reason(_ row: OutboxRow) -> PagerBlock<Section>? {
    let refused = ([row.entry] + item.files).first { $0.failure != nil }
    guard let refused, let failure = refused.failure else { return nil }
    let words = failure.words(context.tr, of: refused.mutation)
    var lines = [Line(words, refused.state == .failed ? Style(.error) : Style(.pending))]
    if let description = failure.serverWords(context.tr), !row.entry.isSuperseded {
      lines += UntrustedText(description).lines.prefix(6).map {
        Line([Span(context.tr("the server says: "), .dim), Span($0)])
      }
    }
    return PagerBlock(id: .reason, lines + [Line()])
  }

  private func facts(_ row: OutboxRow) -> PagerBlock<Section>? {
    let (tr, words, entry) = (context.tr, context.words, row.entry)
    var rows = page.indented(tr("What"), [Line(IntentionWords.text(entry.mutation, tr))])
    if let place = row.place { rows += page.indented(tr("Where"), [Line(place.line)]) }
    if let destination = row.destination { rows += page.indented(tr("To"), [Line(destination.line)]) }
    if let name = OutboxEdit.newName(entry.mutation) { rows += page.indented(tr("Becomes"), [Line(name.line)]) }
    if context.accounts.count > 1 { rows += page.indented(tr("For"), [Line(row.accountName.line)]) }
    rows += page.indented(tr("Since"), [Line(words.moment(entry.createdAt))])
    let size = OutboxSize.text(entry.mutation, tr)
    if !size.isEmpty { rows += page.indented(tr("Size"), [Line(size)]) }
    rows += page.indented(tr("State"), [Line(state(row))])
    if let expiry = entry.mutation.expiresAt { rows += page.indented(tr("Expires"), [Line(words.moment(expiry))]) }
    return PagerBlock(id: .facts, indented: rows + [(Line(), Line())])
  }

  private func state(_ row: OutboxRow) -> String {
    let (tr, entry) = (context.tr, row.entry)
    if item.files.contains(where: { $0.state == .failed }) { return tr("refused: it waits for you") }
    if !item.files.isEmpty { return UploadWords(item.files, sent).text(context) }
    switch entry.state {
    case .sending: return tr("on its way: the answer is not known yet")
    case .failed:
      guard entry.isSuperseded, entry.mutation.action != .destroy else { return tr("refused: it waits for you") }
      return entry.mutation.isOfOneMember
        ? tr("not sent: retry puts it in place of the other") : tr("not sent: retry puts it in place of theirs")
    case .queued: break
    }
    if row.isWaitingForOther { return tr("waits for something before it") }
    guard let next = entry.nextAttemptAt, next > context.now else { return tr("leaves with the next connection") }
    if entry.isHeld(at: context.now) {
      return tr("held back until %1, as you set it; retry sends it at once", context.words.clock(at: next))
    }
    let tries = tr(entry.attempts, "%1 try", "%1 tries")
    return tr("tried again at %1 (%2 so far)", context.words.clock(at: next), tries)
  }

  private func text(_ row: OutboxRow) -> PagerBlock<Section>? {
    if row.entry.isSuperseded {
      let own = texts(row) { $0[$1] ?? .null }
      return own.isEmpty ? nil : PagerBlock(id: .text, [Line(context.tr("Yours:"), .dim)] + own)
    }
    guard let body = OutboxEdit.body(row.entry.mutation), !body.isEmpty else { return nil }
    return PagerBlock(id: .text, UntrustedText(body).lines.map { Line($0) })
  }

  /// What the other one made of it.
  private func standing(_ row: OutboxRow) -> PagerBlock<Section>? {
    guard let object = row.standing else { return nil }
    let theirs = texts(row) { object[$1] ?? .null }
    return theirs.isEmpty
      ? nil : PagerBlock(id: .standing, [Line(), Line(context.tr("What stands there now:"), .dim)] + theirs)
  }

  /// What people wrote of what the update changes.
  private func texts(_ row: OutboxRow, _ value: (JSONObject, String) -> JSONValue) -> [Line] {
    guard case .update(let patch) = row.entry.mutation.action else { return [] }
    return ["subject", "title", "name", "body", "description"].filter { patch[$0] != nil }
      .compactMap { value(patch, $0).string }.flatMap { UntrustedText($0).lines.map { Line($0) } }
  }

  private func transfer(_ download: Download) -> [PagerBlock<Section>] {
    let name = TypedPath.name(download.path)
    return [
      PagerBlock(id: .title, [Line(name, Style(.title)), Line()]),
      page.block(.facts, context.tr("State"), TransferWords.lines(download, context)),
    ]
  }
}

/// How much has to be sent for something.
enum OutboxSize {
  /// "" for what is a few words only.
  static func text(_ mutation: Mutation, _ tr: Catalog) -> String {
    switch mutation.action {
    case .upload(_, _, let size, _): ByteCount.text(size, tr)
    case .create(let object) where mutation.type == FileNode.name:
      object["size"]?.int.map { ByteCount.text($0, tr) } ?? ""
    case .create(let object), .update(let object):
      object["body"]?.string.map { ByteCount.text($0.utf8.count, tr) } ?? ""
    case .destroy: ""
    }
  }
}
